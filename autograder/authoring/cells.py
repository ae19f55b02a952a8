"""Notebooks and their cells, as the engine makes and writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.files import put
from autograder.notebooks import CellType

MAKE: dict[CellType, Callable[..., NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def new_cell(
    kind: CellType, source: str, *, id: str, metadata: Mapping[str, object] | None = None
) -> NotebookNode:
    """A notebook cell without outputs."""
    cell: NotebookNode = MAKE[kind](source, id=id, metadata=metadata or {})
    return cell


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook whole, even over a file that nbgrader made read-only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, nbformat.writes(notebook) + "\n")
