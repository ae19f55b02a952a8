"""Runs a notebook's cells in a kernel, with the release's checks, as Jupyter's run-all does."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from compneuro.check.notebook import Cell, Notebook, Release

NOT_RUN = "not run"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
CELL_SECONDS = 600
MAX_TEXT = 300


def run_checks(notebook: Notebook, release: Release) -> tuple[dict[str, str], str]:
    """What each visible check says.

    Returns:
        By exercise, the error of its check, or an empty text if it passes; and why nothing was
        run, or an empty text.
    """
    try:
        import nbclient
        import nbformat
    except ImportError:
        return {}, "nbclient is not installed; `pip install nbclient ipykernel` brings it"
    cells = list(_with_checks(notebook, release))
    document = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.source) for cell in cells]
    )
    client = nbclient.NotebookClient(
        document,
        timeout=CELL_SECONDS,
        allow_errors=True,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.path.resolve().parent)}},
    )
    _say("running the cells, which may take minutes")
    try:
        client.execute()
    except Exception as error:  # the kernel died, or a cell ran for too long
        _say(f"the run ended early: {type(error).__name__}")
    names = [_exercise(cell, release) for cell in cells]
    return dict(_said(names, document.cells)), ""


def _with_checks(notebook: Notebook, release: Release) -> Iterator[Cell]:
    """The cells, with each check as the release has it; one that is missing comes last."""
    missing = dict(release.checks)
    for cell in notebook.cells:
        name = _exercise(cell, release)
        missing.pop(name, None)
        yield release.checks.get(name, cell)
    yield from missing.values()


def _exercise(cell: Cell, release: Release) -> str:
    """The exercise whose check this cell is; empty if it is none."""
    for name, check in release.checks.items():
        if cell.name == check.name or cell.source.split() == check.source.split():
            return name
    return ""


def _said(names: Iterable[str], cells: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for name, cell in zip(names, cells, strict=True):
        if name and cell.execution_count is not None:
            errors = [each for each in cell.outputs if each["output_type"] == "error"]
            yield name, _text(errors[0]) if errors else ""


def _text(error: Any) -> str:
    words = f"{error['ename']}: {error['evalue']}" if error["evalue"] else error["ename"]
    return " ".join(ESCAPES.sub("", words).split())[:MAX_TEXT]


def _say(text: str) -> None:
    print(f"compneuro: {text}", file=sys.stderr)
