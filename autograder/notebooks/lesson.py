"""A lesson's source as data: its cells, exercises, questions and visible checks."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from autograder.errors import CourseError, not_utf8

CellType = Literal["code", "markdown", "raw"]
Definition = ast.FunctionDef | ast.ClassDef

CORNER = re.compile(r"feedback_corner\(['\"](?P<name>\w{1,50})['\"]\)")
HEADING = re.compile(r"^##? +(?P<words>.+)$", re.MULTILINE)
QUESTION = re.compile(r"^#+\s*Think!\s*(?:[\d.]+\s*:?)?\s*:?\s*(?P<words>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell of the lesson.

    Attributes:
        kind: Code or words.
        source: What stands in it.
        id: Stays, wherever other cells come and go.
        alt: What its figure shows, for those who cannot see it: `alt="..."` in its header.
    """

    kind: CellType
    source: str
    id: str
    alt: str = ""

    @property
    def metadata(self) -> dict[str, object]:
        """Its own metadata in every notebook; nbconvert's classic template knows the name."""
        return {"alt": self.alt} if self.alt else {}


@dataclass(frozen=True)
class Exercise:
    """A stub, alone in its cell, and the visible check that follows it.

    Attributes:
        name: The function or class that the student writes.
        stub: The cell that students fill in.
        check: The cell that tells students at once whether their answer can be right.
        messages: The text of each `NotImplementedError` in the stub.
    """

    name: str
    stub: Cell
    check: Cell
    messages: tuple[str, ...]

    @cached_property
    def definition(self) -> Definition:
        """The stub's syntax tree."""
        node = ast.parse(self.stub.source).body[0]
        assert isinstance(node, Definition)
        return node


@dataclass(frozen=True)
class Question:
    """A question in words, and the cell for its answer, which a person grades."""

    name: str
    prompt: Cell
    answer: Cell


@dataclass(frozen=True)
class Section:
    """A part of the lesson that ends with a feedback corner.

    Attributes:
        name: The argument of `feedback_corner`.
        heading: The last heading above the corner.
        corner: The corner's cell.
    """

    name: str
    heading: str
    corner: Cell


@dataclass(frozen=True)
class Lesson:
    """A whole lesson, in reading order."""

    name: str
    cells: tuple[Cell, ...]
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...] = ()

    @property
    def title(self) -> str:
        """The lesson's first heading, or its slug if there is none."""
        titles = (HEADING.search(cell.source) for cell in self.cells if cell.kind == "markdown")
        return next((match["words"] for match in titles if match), self.name)

    @property
    def given(self) -> tuple[Cell, ...]:
        """The code cells that students get complete: all but stubs, checks and corners."""
        taken = {cell.id for e in self.exercises for cell in (e.stub, e.check)}
        taken |= {section.corner.id for section in self.sections}
        return tuple(c for c in self.cells if c.kind == "code" and c.id not in taken)


def read_lesson(path: Path) -> Lesson:
    """The lesson in a Jupytext percent file.

    Raises:
        CourseError: The file is missing, or breaks a rule for lessons.
    """
    if not path.is_file():
        raise CourseError(f"There is no lesson source {path}; `course new` starts one.")
    try:
        return parse_lesson(path.stem, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise not_utf8(path) from error


@lru_cache(maxsize=16)
def parse_lesson(name: str, text: str) -> Lesson:
    """The lesson in a Jupytext percent text; `name` is its slug. For errors see `read_lesson`."""
    import jupytext  # takes a second, and workers that receive a parsed lesson do not need it

    notebook = jupytext.reads(text, fmt="py:percent")
    sources = [(cell.cell_type, cell.source) for cell in notebook.cells]
    stubs = {
        i: stub
        for i, (kind, source) in enumerate(sources)
        if kind == "code" and (stub := _stub(name, i, source))
    }
    checks = {_check_index(name, sources, i, stubs): stub.name for i, stub in stubs.items()}
    asked = {
        i: match["words"]
        for i, (kind, source) in enumerate(sources)
        if kind == "markdown" and (match := QUESTION.search(source))
    }
    answers = {i + 1: _slug(words, n) for n, (i, words) in enumerate(asked.items(), start=1)}
    corners = {i: slug for i, cell in enumerate(sources) if (slug := _corner(*cell))}
    named = {i: stub.name for i, stub in stubs.items()}
    named |= {i: f"test_{exercise}" for i, exercise in checks.items()} | answers
    feedback = {i: f"feedback_{slug}" for i, slug in corners.items()}
    cells = tuple(_named_cells(name, notebook.cells, named | feedback))
    _refuse_missing_answers(name, cells, answers)
    _refuse_repeats(name, list(named.values()), list(corners.values()))
    by_name = {exercise: cells[i] for i, exercise in checks.items()}
    return Lesson(
        name=name,
        cells=cells,
        exercises=tuple(
            Exercise(stub.name, cells[i], by_name[stub.name], stub_messages(stub))
            for i, stub in stubs.items()
        ),
        questions=tuple(Question(slug, cells[i - 1], cells[i]) for i, slug in answers.items()),
        sections=tuple(Section(s, _heading(cells[:i]), cells[i]) for i, s in corners.items()),
    )


def stub_messages(tree: ast.AST) -> tuple[str, ...]:
    """The text of each `raise NotImplementedError("...")` below a node, in order."""
    return tuple(
        node.exc.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id == "NotImplementedError"
        and node.exc.args
        and isinstance(node.exc.args[0], ast.Constant)
        and isinstance(node.exc.args[0].value, str)
    )


def _stub(lesson: str, index: int, source: str) -> Definition | None:
    """The stub in a code cell, or None if the cell is not an exercise."""
    tree = _parse(source)
    stubs = [n for n in tree.body if isinstance(n, Definition) and stub_messages(n)]
    if not stubs:
        return None
    if len(tree.body) > 1:
        raise CourseError(
            f"{lesson}: the stub {stubs[0].name!r} shares cell {index + 1} with other code; "
            "give it a cell of its own."
        )
    return stubs[0]


def _named_cells(lesson: str, cells: Iterable[Any], named: Mapping[int, str]) -> Iterator[Cell]:
    """The cells with their ids: their name, or else the hash of what they say.

    So the hand-ins of an older release are matched, whatever cells were added since.
    """
    equal: Counter[str] = Counter()
    for i, cell in enumerate(cells):
        said = f"{cell.cell_type} {cell.source}"
        content = given_prefix(lesson) + hashlib.sha256(said.encode()).hexdigest()[:8]
        equal[content] += i not in named
        repeat = f"-{equal[content]}" if equal[content] > 1 else ""
        alt = str(cell.metadata.get("alt", ""))
        yield Cell(cell.cell_type, cell.source, named.get(i, content + repeat), alt)


def given_prefix(lesson: str) -> str:
    """How the ids of a lesson's cells begin that have no name; a name holds no hyphen."""
    return f"{lesson[:50]}-"


def _check_index(
    lesson: str, sources: list[tuple[CellType, str]], stub: int, stubs: dict[int, Definition]
) -> int:
    """The index of the visible check for the stub in cell `stub`."""
    for i in range(stub + 1, len(sources)):
        kind, source = sources[i]
        if i in stubs:
            break
        if kind == "code" and any(isinstance(n, ast.Assert) for n in ast.walk(_parse(source))):
            return i
    raise CourseError(
        f"{lesson}: the exercise {stubs[stub].name!r} has no visible check; "
        "add a code cell with an `assert` between it and the next exercise."
    )


def _parse(source: str) -> ast.Module:
    """The syntax tree of a cell. A cell with magics is no exercise and counts as empty."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("")


def _slug(words: str, number: int) -> str:
    """The name of a question: the words after "Think!", or its number if no letter is Latin."""
    slug = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:50]
    return slug or f"question_{number}"


def _corner(kind: CellType, source: str) -> str | None:
    """The section's name, if the cell is a feedback corner and nothing else."""
    match = CORNER.fullmatch(source.strip())
    return match["name"] if match and kind == "code" else None


def _heading(cells: Sequence[Cell]) -> str:
    """The last title in these cells, of the lesson or of a section."""
    found = [HEADING.findall(cell.source) for cell in cells if cell.kind == "markdown"]
    return next((titles[-1].strip() for titles in reversed(found) if titles), "")


def _refuse_missing_answers(name: str, cells: Sequence[Cell], answers: Mapping[int, str]) -> None:
    for i, slug in answers.items():
        if i >= len(cells) or cells[i].kind != "markdown":
            raise CourseError(
                f"{name}: the question {slug!r} needs a markdown cell for its answer right below."
            )


def _refuse_repeats(lesson: str, names: list[str], corners: list[str]) -> None:
    for name in corners:
        if name in names:
            raise CourseError(
                f"{lesson}: the feedback corner {name!r} is named like an exercise, its check or a "
                "question; give the corner another name."
            )
    for name in (*names, *corners):
        if [*names, *corners].count(name) > 1:
            raise CourseError(f"{lesson}: two cells are named {name!r}; rename one of them.")
