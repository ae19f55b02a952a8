"""A student's notebook beside the release that it comes from, as text; nothing is executed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

State = Literal["filled in", "unfinished", "untouched", "missing", "not Python"]

PACKAGE = Path(__file__).parents[1]
FOLDERS = (PACKAGE / "releases", PACKAGE.parent / "release")  # in a wheel, and in a clone
MAX_MB = 20  # a grader reads no larger file
STUB = "NotImplementedError"


class NotReadable(Exception):
    """Nothing can be graded in the file; the text says why, and what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell of code.

    Attributes:
        name: nbgrader's name for it, or else its id; empty if an editor removed both.
    """

    name: str
    source: str


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook."""

    path: Path
    cells: tuple[Cell, ...]

    def named(self, name: str) -> list[Cell]:
        """The cells with this name."""
        return [cell for cell in self.cells if cell.name == name]

    def like(self, cell: Cell) -> list[Cell]:
        """The cells with the name of this one, or else with its text."""
        same = [each for each in self.cells if each.source.split() == cell.source.split()]
        return self.named(cell.name) or same

    def defining(self, name: str) -> list[Cell]:
        """The cells that define a function or class of this name."""
        return [cell for cell in self.cells if name in definitions(cell.source)]


def read_notebook(path: Path) -> Notebook:
    """The notebook in a file.

    Raises:
        NotReadable: It is not one.
    """
    if not path.is_file():
        raise NotReadable(f"There is no file {path}.")
    if path.stat().st_size > MAX_MB * 1_000_000:
        raise NotReadable(f"The file is larger than {MAX_MB} MB: clear its outputs, and save it.")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        kind = "empty" if not path.stat().st_size else "not a notebook, or damaged"
        raise NotReadable(f"The file is {kind}: save the notebook again, as .ipynb.") from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise NotReadable("The file is not a notebook: it has no cells.")
    return Notebook(path, tuple(_code(cells)))


def _code(cells: list[Any]) -> Iterator[Cell]:
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield Cell(_name(cell), _source(cell))


def _source(cell: Mapping[str, Any]) -> str:
    """A cell's text, which the format allows to be a list of lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))


def _name(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return str(name or cell.get("id") or "")


@dataclass(frozen=True)
class Release:
    """A lesson as students get it.

    Attributes:
        stubs: The cells to fill in, by the name of the exercise.
        checks: The visible checks, by the name of the exercise.
    """

    lesson: str
    stubs: dict[str, Cell]
    checks: dict[str, Cell]


def read_releases() -> list[Release]:
    """The releases that this library comes with."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), PACKAGE)
    return [_release(read_notebook(path)) for path in sorted(folder.glob("*/*.ipynb"))]


def _release(notebook: Notebook) -> Release:
    checks = {
        cell.name.removeprefix("test_"): cell
        for cell in notebook.cells
        if cell.name.startswith("test_")
    }
    stubs = {name: cell for name in checks for cell in notebook.named(name)}
    return Release(notebook.path.stem, stubs, checks)


def release_of(notebook: Notebook, lesson: str = "") -> Release:
    """The release that a notebook comes from.

    Args:
        notebook: The notebook.
        lesson: Its lesson, if that is known.

    Raises:
        NotReadable: It answers no exercise of any lesson.
    """
    releases = [each for each in read_releases() if lesson in ("", each.lesson)]
    if not releases:
        raise NotReadable(f"There is no lesson {lesson!r} here.")
    found = max(releases, key=lambda release: _likeness(notebook, release))
    if not _likeness(notebook, found):
        names = ", ".join(release.lesson for release in releases)
        raise NotReadable(f"It answers no exercise of a lesson that is known here: {names}.")
    return found


def _likeness(notebook: Notebook, release: Release) -> int:
    return sum(bool(notebook.named(name) or notebook.defining(name)) for name in release.stubs)


def definitions(code: str) -> dict[str, ast.AST]:
    """The functions and classes that a cell defines, by their names; none if it is not Python."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    tree = _tree(code)
    return {node.name: node for node in tree.body if isinstance(node, kinds)} if tree else {}


def is_python(code: str) -> bool:
    """Whether a cell can be read at all."""
    return _tree(code) is not None


def _tree(code: str) -> ast.Module | None:
    """The syntax of a cell without the lines that only Jupyter understands."""
    lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def state_of(notebook: Notebook, release: Release, name: str) -> State:
    """How far an exercise is; of several definitions, the one that is furthest counts."""
    stub = release.stubs[name]
    cells = notebook.defining(name)
    if not cells:
        cells = notebook.named(name)
        if not cells or not any(cell.source.strip() for cell in cells):
            return "missing"
        return "missing" if all(is_python(cell.source) for cell in cells) else "not Python"
    found = [definitions(cell.source)[name] for cell in cells]
    if any(not _is_unfinished(node) for node in found):
        return "filled in"
    given = ast.dump(definitions(stub.source)[name])
    return "untouched" if all(ast.dump(node) == given for node in found) else "unfinished"


def _is_unfinished(definition: ast.AST) -> bool:
    """Whether a stub's error is still raised, or one of its blanks is left."""
    raised = (node.exc for node in ast.walk(definition) if isinstance(node, ast.Raise) and node.exc)
    if any(STUB in ast.unparse(error) for error in raised):
        return True
    assigned = (node.value for node in ast.walk(definition) if isinstance(node, ast.Assign))
    return any(isinstance(value, ast.Constant) and value.value is ... for value in assigned)
