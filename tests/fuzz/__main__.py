"""Fuzz what reads hostile bytes outside the sandbox, guided by coverage; not a part of `make test`.

    pip install atheris
    python -m tests.fuzz wire -max_total_time=300
    python -m tests.fuzz notebook -max_total_time=300

What follows the target goes to libFuzzer. A crash leaves its input in a file; put what it teaches
into `tests/sandbox/test_wire.py` or `tests/attacks/test_fuzz.py`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import atheris
import torch

with atheris.instrument_imports(include=["autograder"]):
    from autograder.notebooks.intake import read_notebook
    from autograder.sandbox import Handle
    from autograder.sandbox.wire import ProtocolError, pack_frame, unpack

HEADER = 4  # bytes of a frame before its body
SCRATCH = Path(tempfile.mkdtemp())
FILE = SCRATCH / "handed_in.ipynb"


def wire(data: bytes) -> None:
    """A frame's body is a value or breaks the protocol."""
    try:
        unpack(data)
    except ProtocolError:
        return


def notebook(data: bytes) -> None:
    """A file holds cells or says why it cannot be read, all of it text that can be written."""
    FILE.write_bytes(data)
    intake = read_notebook(FILE)
    assert bool(intake.cells) != bool(intake.unreadable)
    json.dumps([[cell.source, cell.marks] for cell in intake.cells], ensure_ascii=False)
    "".join(cell.source for cell in intake.cells).encode()


CELL = {"cell_type": "code", "id": "double", "source": ["def double(x):\n", "    return 2 * x"]}
MARKED = {**CELL, "metadata": {"nbgrader": {"grade_id": "double"}}}
NOTEBOOKS = (
    {"nbformat": 4, "nbformat_minor": 5, "cells": [CELL, MARKED]},
    {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]},
)
TENSOR = {"id": 1, "value": [torch.ones(2, 3), Handle(1, "Net"), -1.5, "text", None]}

# What each target starts from; without it, a fuzzer has to find the form by itself.
TARGETS = {
    "wire": (wire, [pack_frame(TENSOR)[HEADER:]]),
    "notebook": (notebook, [json.dumps(document).encode() for document in NOTEBOOKS]),
}


def main() -> None:
    """Fuzz the target that is named first until libFuzzer's options say that it is enough."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {'|'.join(TARGETS)} [libFuzzer's options]")
    target, seeds = TARGETS[sys.argv[1]]
    corpus = SCRATCH / "corpus"
    corpus.mkdir()
    for i, seed in enumerate(seeds):
        (corpus / f"seed_{i}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
