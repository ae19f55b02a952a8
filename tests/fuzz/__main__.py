"""Fuzz what reads hostile bytes outside the wall, guided by coverage; not a part of `make test`.

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

with atheris.instrument_imports(include=["autograder", "json"]):
    from autograder.intake import read_notebook
    from autograder.sandbox.wire import ProtocolError, unpack

SCRATCH = Path(tempfile.mkdtemp()) / "handed_in.ipynb"


def wire(data: bytes) -> None:
    """A frame's body is a value or breaks the protocol."""
    try:
        unpack(data)
    except ProtocolError:
        return


def notebook(data: bytes) -> None:
    """A file holds cells or says why it cannot be read, all of it text that can be written."""
    SCRATCH.write_bytes(data)
    intake = read_notebook(SCRATCH)
    assert bool(intake.cells) != bool(intake.unreadable)
    json.dumps([[cell.source, cell.marks] for cell in intake.cells], ensure_ascii=False)
    "".join(cell.source for cell in intake.cells).encode()


TARGETS = {target.__name__: target for target in (wire, notebook)}


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {'|'.join(TARGETS)} [libFuzzer's options]")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
