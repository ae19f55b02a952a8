"""Runs a notebook's cells in a kernel, with the release's checks, as Jupyter's run-all does."""

from __future__ import annotations

import copy
import re
import sys
from typing import Any

from compneuro.check.notebook import Notebook, Release, source_of

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
    document = nbformat.from_dict(_with_checks(notebook, release))
    document = nbformat.v4.upgrade(document) if document.get("nbformat_minor", 0) < 5 else document
    _say("running the cells, which may take minutes")
    client = nbclient.NotebookClient(
        document,
        timeout=CELL_SECONDS,
        allow_errors=True,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.path.resolve().parent)}},
    )
    try:
        client.execute()
    except Exception as error:  # the kernel died, or a cell ran for too long
        _say(f"the run ended early: {type(error).__name__}")
    return _said(document, release), ""


def _with_checks(notebook: Notebook, release: Release) -> dict[str, Any]:
    """The notebook with each check as the release has it, below the exercise if it is missing."""
    document = copy.deepcopy(notebook.document)
    found = set()
    for cell in document["cells"]:
        cell["source"] = source_of(cell)
        cell.setdefault("metadata", {})
        name = _check_of(cell, release)
        if name:
            cell["source"] = release.checks[name].source
            found.add(name)
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    for name in release.checks.keys() - found:
        document["cells"].append(
            {
                "cell_type": "code",
                "id": release.checks[name].name,
                "metadata": {"nbgrader": {"grade_id": release.checks[name].name}},
                "source": release.checks[name].source,
                "outputs": [],
                "execution_count": None,
            }
        )
    document.setdefault("metadata", {})
    return document


def _check_of(cell: dict[str, Any], release: Release) -> str:
    """The exercise whose check this cell is; empty if it is none."""
    marks = cell["metadata"].get("nbgrader") or {}
    names, words = {marks.get("grade_id"), cell.get("id")}, source_of(cell).split()
    for name, check in release.checks.items():
        if check.name in names or check.source.split() == words:
            return name
    return ""


def _said(document: Any, release: Release) -> dict[str, str]:
    said = {}
    for cell in document["cells"]:
        name = _check_of(cell, release)
        if name and cell.get("execution_count") is not None:
            errors = [each for each in cell["outputs"] if each["output_type"] == "error"]
            said[name] = _text(errors[0]) if errors else ""
    return said


def _text(error: Any) -> str:
    words = f"{error['ename']}: {error['evalue']}" if error["evalue"] else error["ename"]
    return " ".join(ESCAPES.sub("", words).split())[:MAX_TEXT]


def _say(text: str) -> None:
    print(f"compneuro: {text}", file=sys.stderr)
