"""nbgrader's source notebooks: metadata says what a cell is, comments what is cut out of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from autograder.importing.code import parsed, with_message
from autograder.importing.form import Draft, RawCell, slug, words_beside
from autograder.importing.formats.marked import Exercise, Line, take_apart

SOLUTION = re.compile(r"^[ \t]*#*[ \t]*#+[ \t]*(BEGIN|END) SOLUTIONS?\b")
REGION = r"^[^\n\w]*{begin}.*\n(?P<inside>(?:.*\n)*?)[^\n\w]*{end}.*(?:\n|\Z)"
HIDDEN = re.compile(
    REGION.format(begin="BEGIN HIDDEN TESTS?", end="END HIDDEN TESTS?"), re.MULTILINE
)
SCHEME = re.compile(REGION.format(begin="BEGIN MARK SCHEME", end="END MARK SCHEME"), re.MULTILINE)
GIVEN_ID = re.compile(r"cell-[0-9a-f]+")  # nbgrader's own
AUTOTEST = re.compile(r"^\s*#+\s*(?:HASHED )?AUTOTEST\b", re.MULTILINE)
OWN_STUB = re.compile(r"^[ \t]*# YOUR CODE HERE[ \t]*\n", re.MULTILINE)


def read(cells: Sequence[RawCell]) -> Draft:
    """The parts of a source notebook of nbgrader."""
    draft = Draft()
    for cell in cells:
        own: Any = cell.metadata.get("nbgrader") or {}
        if cell.kind == "raw":
            draft.add("text", cell.source, cell.number)
        elif own.get("task"):
            _task(draft, cell, own)
        elif own.get("grade") and not own.get("solution"):
            _test(draft, cell, own)
        elif own.get("solution") or _has_marks(cell.source):
            if cell.kind == "code":
                _answer(draft, cell, own, words_beside(cell, cells))
            else:
                _question(draft, cell, own)
        elif cell.kind == "code":
            draft.add("code", HIDDEN.sub("", cell.source), cell.number)
        else:
            draft.add("text", cell.source, cell.number)
    return draft


def _has_marks(source: str) -> bool:
    return any(map(SOLUTION.match, source.split("\n")))


def _without_marks(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not SOLUTION.match(line))


def _question(draft: Draft, cell: RawCell, own: Any) -> None:
    answer = _without_marks(cell.source)
    draft.add("question", "", cell.number, solution=answer, points=_points(own))


def _task(draft: Draft, cell: RawCell, own: Any) -> None:
    """A task that students do in cells of their own; a mark scheme becomes the model answer."""
    scheme = "\n".join(found["inside"].strip("\n") for found in SCHEME.finditer(cell.source))
    text = SCHEME.sub("", cell.source)
    draft.add("question", text, cell.number, solution=scheme, points=_points(own))


def _answer(draft: Draft, cell: RawCell, own: Any, used: Collection[str]) -> None:
    """A code cell that students fill in."""
    name = _named(own, f"answer_{cell.number}")
    if own.get("grade"):
        answer = f"```python\n{_without_marks(cell.source).strip()}\n```"
        draft.add("question", "", cell.number, solution=answer, points=_points(own))
        draft.remark(cell.number, "code that a person grades became a question in words.")
        return
    if "raise NotImplementedError" in cell.source and not _has_marks(cell.source):
        draft.add("code", cell.source, cell.number)
        draft.remark(
            cell.number, "this answer holds a stub and no solution; import the source notebook."
        )
        return
    for piece in take_apart(list(_lines(HIDDEN.sub("", cell.source))), name, used):
        add_piece(draft, cell, piece)


def add_piece(draft: Draft, cell: RawCell, piece: Exercise | str) -> None:
    """Add given code, or an exercise; code that assigns nothing can only be graded by a person."""
    if isinstance(piece, str):
        draft.add("code", piece, cell.number)
    elif piece.name:
        stub = with_message(piece.stub, piece.name)
        draft.add("exercise", stub, cell.number, name=piece.name, solution=piece.solution)
    else:
        answer = f"```python\n{piece.solution}\n```"
        draft.add("question", "", cell.number, solution=answer)
        draft.remark(cell.number, "this answer assigns nothing, so it became a question in words.")


def _lines(source: str) -> Iterator[Line]:
    """The lines of an answer; without marks, all of it is the solution."""
    is_open = not _has_marks(source)
    for text in source.split("\n"):
        if found := SOLUTION.match(text):
            is_open = found[1] == "BEGIN"
        elif is_open:
            yield Line(text, None)
        else:
            yield Line(text, text)


def _test(draft: Draft, cell: RawCell, own: Any) -> None:
    """A cell of asserts: what it shows students, and all of it for the hidden test."""
    if cell.kind != "code":
        _question(draft, cell, own)
        return
    if AUTOTEST.search(cell.source):
        draft.remark(cell.number, "AUTOTEST is left out; write the test that it stands for.")
    visible = HIDDEN.sub("", cell.source)
    whole = HIDDEN.sub(lambda found: found["inside"], cell.source)
    draft.add(
        "test",
        visible,
        cell.number,
        name=_named(own, f"cell_{cell.number}"),
        solution=whole,
        points=_points(own),
        title=title_of(whole),
    )


def title_of(source: str) -> str:
    """What a test checks: its docstring or its first comment."""
    tree = parsed(source)
    if tree and (text := ast.get_docstring(tree)):
        return " ".join(text.split())
    first = source.strip().split("\n")[0]
    return first.lstrip("# ").strip() if first.startswith("#") else ""


def _named(own: Any, default: str) -> str:
    """The name that an author gave a cell."""
    given = str(own.get("grade_id", ""))
    return default if GIVEN_ID.fullmatch(given) else slug(given, default)


def _points(own: Any) -> float:
    try:
        return float(own.get("points") or 0)
    except (TypeError, ValueError):
        return 0.0
