"""The comparison of saved and fresh outputs notices what it should, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring import saved_outputs
from tests.lessons.comparison import SENSITIVE
from tests.lessons.nbval_closely import run_nbval


@dataclass
class Case:
    """What a cell once gave, and what it gives now; both as code."""

    saved: str
    now: str


LOSS = "print('Test loss: 0.0373')"
PLOT = "display({'image/png': 'AAAA', 'text/plain': '<Figure>'}, raw=True)"
PLOT_DRAWN_ELSEWHERE = PLOT.replace("AAAA", "BBBB")
NO_PLOT = "display({'text/plain': '<Figure>'}, raw=True)"
FILM = "display({'text/html': '<video src=data:video/mp4;base64,AAAA>'}, raw=True)"
GRADIENT = "print('gradient for each hidden weight: 0.0100')"

SAME = {
    "nothing changed": Case(f"{LOSS}; {PLOT}", f"{LOSS}; {PLOT}"),
    "another last digit": Case(LOSS, "print('Test loss: 0.0374')"),
    "a ten-thousandth": Case("print('loss 174.594')", "print('loss 174.611')"),
    "another last digit of a power": Case("print('9.0e+18')", "print('9.1e+18')"),
    "a digit more": Case("print('loss  99.999')", "print('loss 100.000')"),
    "a sign that rounding gave": Case("print('[ 0.0000, 1.]')", "print('[-0.0001, 1.]')"),
    "a sensitive number": Case(GRADIENT, GRADIENT.replace("0.0100", "0.0190")),
    "other pixels": Case(PLOT, PLOT_DRAWN_ELSEWHERE),
    "other frames": Case(FILM, FILM.replace("AAAA", "BBBB")),
    "printed in pieces": Case("print('a\\nb')", "print('a', flush=True); print('b', flush=True)"),
}
DIFFERENT = {
    "a number": Case(LOSS, "print('Test loss: 0.0375')"),
    "a percent": Case("print('loss 174.594')", "print('loss 176.340')"),
    "a number with a power": Case("print('9.0e+18')", "print('9.2e+18')"),
    "a power": Case("print('9.0e+18')", "print('9.0e+17')"),
    "a sign": Case("print(0.5)", "print(-0.5)"),
    "no number": Case("print(0.5)", "print(float('nan'))"),
    "a whole number": Case("print('4 of 20 runs')", "print('5 of 20 runs')"),
    "a large whole number": Case("print('31415 parameters')", "print('31416 parameters')"),
    "a whole number that got decimals": Case("print(3)", "print(3.0)"),
    "a shape": Case("print((10, 1))", "print((10, 1, 1))"),
    "too much for a sensitive number": Case(GRADIENT, GRADIENT.replace("0.0100", "0.0210")),
    "a number before a sensitive one": Case(f"print(0.1); {GRADIENT}", f"print(0.3); {GRADIENT}"),
    "a sensitive phrase": Case(GRADIENT, GRADIENT.replace("hidden ", "")),
    "a word": Case(LOSS, "print('Training loss: 0.0373')"),
    "a line more": Case(LOSS, f"{LOSS}; print()"),
    "an output more": Case(LOSS, f"{LOSS}; {PLOT}"),
    "an output less": Case(f"{LOSS}; {PLOT}", LOSS),
    "no output": Case(LOSS, "pass"),
    "the first output": Case("pass", LOSS),
    "a picture lost": Case(PLOT, NO_PLOT),
    "a picture more": Case(NO_PLOT, PLOT),
    "a film lost": Case(FILM, NO_PLOT),
    "a warning": Case(LOSS, f"{LOSS}; import sys; print('careful', file=sys.stderr)"),
}
CASES = SAME | DIFFERENT
assert SENSITIVE[0] in GRADIENT


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The cases in which nbval says that a cell gives other outputs than were saved of it."""
    folder = tmp_path_factory.mktemp("cases")
    notebook = new_notebook(cells=[new_code_cell(case.saved) for case in CASES.values()])
    NotebookClient(notebook, kernel_name="python3").execute()
    for cell, case in zip(notebook.cells, CASES.values(), strict=True):
        cell.outputs = saved_outputs(cell.outputs)
        cell.source = case.now
    nbformat.write(notebook, folder / "cases.ipynb")
    (folder / "run").mkdir()
    done = run_nbval(folder / "cases.ipynb", folder / "run", f"--junitxml={folder / 'cells.xml'}")
    assert "Cell outputs differ" in done.stdout, done.stdout + done.stderr
    cells = ElementTree.parse(folder / "cells.xml").iter("testcase")
    return {
        name for name, cell in zip(CASES, cells, strict=True) if cell.find("failure") is not None
    }


@pytest.mark.parametrize("name", SAME)
def test_what_may_differ_passes(name: str, noticed: set[str]) -> None:
    assert name not in noticed


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_may_not_differ_fails(name: str, noticed: set[str]) -> None:
    assert name in noticed
