"""Reads the notebook that is imported, and tells its format."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from autograder.errors import CourseError
from autograder.importing.form import RawCell
from autograder.text import shown, text_in

Format = Literal["neuromatch", "nbgrader", "otter"]

NEUROMATCH = re.compile(r"^\s*#+\s*(?:to_remove|@title Solution\b)|content_review\(", re.MULTILINE)
OTTER = re.compile(r"^\s*(?:`{3}\s*)?#\s*(?:BEGIN QUESTION|ASSIGNMENT CONFIG)", re.MULTILINE)
NBGRADER = re.compile(r"### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")
# What a text or a program may call a file: a link, a picture, a string, an import.
LINK = re.compile(r"""\]\(([^)\s]+)|(?:src|href)\s*=\s*["']([^"']+)|["']([^"'\n]+)["']""")
IMPORT = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.MULTILINE)


def read_cells(path: Path) -> list[RawCell]:
    """The cells of a notebook, of any version of the format, or of a Jupytext file.

    Raises:
        CourseError: There is no such file, or it is no notebook.
    """
    if not path.is_file():
        raise CourseError(f"There is no notebook {shown(path)}.")
    try:
        if path.suffix == ".py":
            import jupytext  # takes a second

            cells = [dict(cell) for cell in jupytext.read(path).cells]
        else:
            cells = _cells(json.loads(text_in(path.read_bytes())))
        return [_cell(number, cell) for number, cell in enumerate(cells, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{shown(path)} is not a notebook that can be read: {error}; save it once in Jupyter."
        ) from error


def _cells(document: Any) -> list[Any]:
    if "worksheets" in document:  # the format before 2015
        return [cell for sheet in document["worksheets"] for cell in sheet["cells"]]
    return list(document["cells"])


def _cell(number: int, cell: Any) -> RawCell:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(source) if isinstance(source, list) else str(source)
    kind = str(cell["cell_type"])
    if kind == "heading":
        kind, text = "markdown", f"{'#' * int(cell.get('level', 1))} {text}"
    images = {
        name: "".join(next(iter(data.values())))
        for name, data in cell.get("attachments", {}).items()
        if data
    }
    shown = [each for each in cell.get("outputs", ()) if each["output_type"] == "execute_result"]
    output = "".join("".join(each["data"].get("text/plain", "")) for each in shown)
    text = text.replace("\r\n", "\n")
    return RawCell(number, kind, text, cell.get("metadata", {}), images, output)


def format_of(path: Path, cells: Sequence[RawCell]) -> Format:
    """The format of a notebook, by its marks.

    Raises:
        CourseError: It has none.
    """
    if any(OTTER.search(cell.source) for cell in cells):
        return "otter"
    if any(cell.metadata.get("nbgrader") or NBGRADER.search(cell.source) for cell in cells):
        return "nbgrader"
    if any(cell.kind == "code" and NEUROMATCH.search(cell.source) for cell in cells):
        return "neuromatch"
    raise CourseError(
        f"{shown(path)} has no marks of Neuromatch, nbgrader or otter, so nothing says which cells "
        "are solutions; name its format with --format, or start a lesson with `course new`."
    )


def pictures(cells: Sequence[RawCell]) -> Iterator[tuple[Path, bytes]]:
    """The images in the cells themselves, each with a place beside the source."""
    for cell in cells:
        for name, data in cell.attachments.items():
            yield Path(_place(cell, name)), b64decode(data)


def _place(cell: RawCell, name: str) -> str:
    return f"images/{cell.number}_{re.sub(r'[^A-Za-z0-9.]+', '_', name)}"


def with_pictures(cell: RawCell) -> RawCell:
    """The cell, in which the images are files beside the source."""
    source = cell.source
    for name in cell.attachments:
        source = source.replace(f"attachment:{name}", _place(cell, name))
    return replace(cell, source=source)


def files_beside(path: Path, cells: Sequence[RawCell], named: Sequence[str]) -> list[Path]:
    """The files in the notebook's folder that it names, and those that its modules name.

    Returns:
        Their paths from there, sorted.
    """
    folder = path.resolve().parent
    todo = [*named, *(name for cell in cells for name in _names(cell.source, cell.kind == "code"))]
    found: dict[Path, None] = {}
    while todo:
        for file in _files(folder, todo.pop()):
            if file in found or file == path.resolve():
                continue
            found[file] = None
            if file.suffix == ".py":
                todo += _names(file.read_text(encoding="utf-8", errors="replace"), is_code=True)
    return sorted(file.relative_to(folder) for file in found)


def _names(text: str, is_code: bool) -> Iterator[str]:
    """What a text or a program may call a file."""
    for found in LINK.finditer(text):
        yield next(filter(None, found.groups()))
    for name in IMPORT.findall(text) if is_code else ():
        yield from (f"{name}.py", f"{name}/__init__.py")


def _files(folder: Path, name: str) -> Iterator[Path]:
    """The file of that name below the folder, or those of a folder or package; no notebooks."""
    try:
        place = (folder / name).resolve()
        if not place.is_relative_to(folder) or place == folder or not place.exists():
            return
    except (OSError, ValueError):  # a string that is no path
        return
    is_all = place.is_dir() or place.name == "__init__.py"
    root = place if place.is_dir() else place.parent
    for file in sorted(root.rglob("*")) if is_all and root != folder else [place]:
        hidden = any(part.startswith((".", "__pycache__")) for part in file.relative_to(root).parts)
        if file.is_file() and not file.is_symlink() and not hidden and file.suffix != ".ipynb":
            yield file
