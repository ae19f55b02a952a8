"""From a submitted notebook to the code to grade, and a list of repairs.

The lesson decides which exercises exist and which code is given. The notebook only answers them.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from autograder.feedback import messages
from autograder.notebooks.intake import RawCell, SubmittedCell, read_notebook
from autograder.notebooks.lesson import Cell, Definition, Exercise, Lesson
from autograder.notebooks.questions import answers
from autograder.notebooks.slicing import Node, backward_slice
from autograder.notebooks.statements import Broken, split_statements
from autograder.sandbox import Statement


@dataclass(frozen=True)
class Attempt:
    """What a student wrote for one exercise.

    Attributes:
        code: The statements to execute, in order; empty when there is nothing to grade.
        cell: The number of the cell that holds the definition; 0 if there is none.
        problem: Why there is nothing to grade, as the student reads it.
        attempted: False if the stub is untouched or missing.
    """

    code: tuple[Statement, ...] = ()
    cell: int = 0
    problem: str = ""
    attempted: bool = True


@dataclass(frozen=True)
class Submission:
    """One student's notebook, ready to be graded.

    Attributes:
        path: Where the notebook is, as it is shown to people.
        sha256: The hash of the file's bytes.
        cells: The cells, matched to the lesson's.
        attempts: What to grade, by exercise, in the lesson's order.
        repairs: What was repaired, a sentence each.
        unreadable: Why nothing could be read; empty if the notebook has cells.
    """

    lesson: str
    student: str
    path: str
    sha256: str
    cells: tuple[SubmittedCell, ...] = ()
    attempts: dict[str, Attempt] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    unreadable: str = ""


def read_submission(path: Path, lesson: Lesson, student: str, shown_as: str = "") -> Submission:
    """The submission in a file. If the file cannot be read, nothing counts as attempted.

    Args:
        path: The notebook file.
        lesson: The lesson that it answers.
        student: Whose it is.
        shown_as: The path to show to people; by default `path`.
    """
    intake = read_notebook(path)
    shown_as = shown_as or str(path)
    if intake.unreadable:
        return without_attempts(lesson, student, shown_as, intake.sha256, intake.unreadable)
    cells = match(intake.cells, lesson)
    code = _Code(cells, lesson)
    written = answers(lesson, cells)
    if not any(written.values()) and not any(map(code.mentions, lesson.exercises)):
        other = messages.UNREADABLE["other"]
        return without_attempts(lesson, student, shown_as, intake.sha256, other)
    attempts = {exercise.name: code.attempt(exercise) for exercise in lesson.exercises}
    repairs = [*intake.repairs, *_repairs(intake.cells, cells, lesson), *code.repairs(attempts)]
    for question, found in written.items():
        if found and question not in [cell.id for cell in found]:
            repairs.append(messages.answered_elsewhere(question, [cell.number for cell in found]))
    return Submission(
        lesson.name, student, shown_as, intake.sha256, cells, attempts, tuple(repairs)
    )


def without_attempts(
    lesson: Lesson, student: str, shown_as: str, sha256: str, problem: str
) -> Submission:
    """A submission in which nothing could be read, and why."""
    nothing = Attempt(problem=problem, attempted=False)
    attempts = {exercise.name: nothing for exercise in lesson.exercises}
    return Submission(lesson.name, student, shown_as, sha256, (), attempts, (problem,), problem)


def answer(lesson: Lesson, cells: Iterable[Cell], name: str) -> Attempt:
    """What to grade for one exercise, from the lesson's cells with an answer filled in."""
    numbered = enumerate(cells, start=1)
    handed_in = [SubmittedCell(i, cell.kind, cell.source, cell.id) for i, cell in numbered]
    (exercise,) = (each for each in lesson.exercises if each.name == name)
    return _Code(handed_in, lesson).attempt(exercise)


def match(raw: Sequence[RawCell], lesson: Lesson) -> tuple[SubmittedCell, ...]:
    """Match each cell to a cell of the lesson: by its marks, or else by its content."""
    known = {cell.id for cell in lesson.cells}
    marked = {cell.number: mark for cell in raw for mark in reversed(cell.marks) if mark in known}
    taken = set(marked.values())
    prompts = [question.prompt for question in lesson.questions]
    answers = {question.prompt.id: question.answer.id for question in lesson.questions}
    by_source = {
        _squeezed(cell.source): cell.id
        for cell in lesson.cells
        if cell.id not in answers.values()  # all begin as the same words
    }
    exercises = {exercise.name for exercise in lesson.exercises}
    ids: list[str] = []
    for cell in raw:
        found = marked.get(cell.number, "")
        if not found and cell.kind == "markdown" and ids:
            found = answers.get(ids[-1], "")
        found = found or by_source.get(_squeezed(cell.source), "")
        if not found and cell.kind == "markdown":
            found = next((p.id for p in prompts if _extends(cell.source, p.source)), "")
        wanted = {name for name in exercises - taken if name in cell.source}
        if not found and wanted and (cell.kind == "code" or _is_python(cell.source)):
            found = next(iter(_defined(cell) & wanted), "")
        ids.append(found)
        taken.add(found)
    code = {cell.id for cell in lesson.cells if cell.kind == "code"}
    kinds = ["code" if i in code else cell.kind for cell, i in zip(raw, ids, strict=True)]
    return tuple(map(SubmittedCell.of, raw, kinds, ids))


class _Code:
    """The code of a notebook and the lesson's given code, ready to be sliced."""

    def __init__(self, cells: Sequence[SubmittedCell], lesson: Lesson) -> None:
        self.own: list[Node] = []
        self.broken: list[Broken] = []
        self.cell_of = {cell.number: cell.id for cell in cells}
        self.place = {cell.id: cell for cell in reversed(cells)}
        for cell in cells:
            if cell.kind == "code":
                for i, piece in enumerate(split_statements(cell.number, cell.source)):
                    if isinstance(piece, Broken):
                        self.broken.append(piece)
                    else:
                        self.own.append(Node(piece, (cell.number, -1, i)))
        self.given = list(_given(cells, lesson))
        self.chosen = {e.name: node for e in lesson.exercises if (node := self._choose(e))}

    def mentions(self, exercise: Exercise) -> bool:
        """Whether the exercise's cell or a definition of it is in the notebook, in any state."""
        name = exercise.name
        return name in self.chosen or name in self.place or self._broken(name) is not None

    def attempt(self, exercise: Exercise) -> Attempt:
        """What to grade for one exercise."""
        node = self.chosen.get(exercise.name)
        broken = self._broken(exercise.name)
        if node and not (_is_stub(node, exercise) and broken):
            cell = node.statement.cell
            if _is_stub(node, exercise):
                return Attempt((), cell, messages.NOT_ATTEMPTED, attempted=False)
            beside = [n for n in self.own if n.statement.cell == cell]
            always = [n for n in self.given if n.is_import]
            always += [n for n in self.own if n.is_import and "*" in n.gives]
            code = backward_slice(node, (beside, self.given, self.own), self.chosen, always)
            return Attempt(tuple(code), cell)
        if broken:
            problem = messages.syntax(exercise.name, broken.cell, broken.line, broken.message)
            if broken.is_newer_python:
                problem += messages.newer_python()
            return Attempt((), broken.cell, problem)
        return self._without_definition(exercise.name)

    def _without_definition(self, name: str) -> Attempt:
        """What is said where no definition of the exercise can be found."""
        cell = self.place.get(name)
        if cell and cell.is_too_long:
            return Attempt((), cell.number, messages.its_cell_is_too_long(name, cell.number))
        if cell and cell.source.strip():
            here = [node.tree for node in self.own if node.statement.cell == cell.number]
            names = [tree.name for tree in here if isinstance(tree, Definition)]
            return Attempt((), cell.number, messages.not_in_its_cell(name, cell.number, names))
        return Attempt(problem=messages.missing(name), attempted=False)

    def repairs(self, attempts: Mapping[str, Attempt]) -> Iterator[str]:
        """Sentences about definitions in unexpected cells and about unreadable code."""
        for name, attempt in attempts.items():
            if (
                attempt.code
                and self.cell_of[attempt.cell] != name
                and name in self.cell_of.values()
            ):
                own = [n for n in self.own if self.cell_of[n.statement.cell] == name]
                is_stub = any(node.defines(name) for node in own)
                yield messages.defined_elsewhere(name, attempt.cell, is_stub=is_stub)
        reported = {attempt.cell for attempt in attempts.values() if not attempt.code}
        for cell in sorted({piece.cell for piece in self.broken} - reported):
            yield messages.cell_unreadable(cell)

    def _choose(self, exercise: Exercise) -> Node | None:
        """The definition that counts: in its own cell unless still the stub, or else the last."""
        found = [n for n in self.own if n.defines(exercise.name)]
        filled = [n for n in found if not _is_stub(n, exercise)]
        in_place = [n for n in filled if self.cell_of[n.statement.cell] == exercise.name]
        first_cell = [n for n in in_place if n.statement.cell == in_place[0].statement.cell]
        return next(iter([*first_cell[-1:], *filled[-1:], *found[-1:]]), None)

    def _broken(self, name: str) -> Broken | None:
        """The last piece of unreadable code that looks like a definition of the exercise.

        Otherwise one in its own cell.
        """
        heads = tuple(f"{keyword} {name}" for keyword in ("def", "class", "async def"))
        beside = [b for b in self.broken if self.cell_of[b.cell] == name]
        pieces = [b for b in self.broken if any(h in b.source for h in heads)]
        return next(reversed([*beside, *pieces]), None)


def _given(cells: Sequence[SubmittedCell], lesson: Lesson) -> Iterator[Node]:
    """The lesson's own code, at the places where the submission has (possibly changed) copies."""
    places = {cell.id: cell.number for cell in reversed(cells) if cell.id}
    codes = {cell.id for cell in lesson.given}
    here = 0
    for order, cell in enumerate(lesson.cells):
        here = places.get(cell.id, here)
        if cell.id in codes:
            for i, piece in enumerate(split_statements(0, cell.source)):
                if isinstance(piece, Statement):
                    yield Node(piece, (here, order, i))


def _is_stub(node: Node, exercise: Exercise) -> bool:
    """Whether a definition is the unchanged stub, apart from comments and docstrings."""
    return _shape(node.statement.source) == _shape(exercise.stub.source)


@lru_cache(maxsize=256)
def _shape(source: str) -> str:
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


def _is_python(source: str) -> bool:
    """Whether a cell of text holds code: some editors turn a cell into text with one key."""
    return all(isinstance(piece, Statement) for piece in split_statements(0, source))


def _defined(cell: RawCell) -> set[str]:
    pieces = split_statements(cell.number, cell.source)
    heads = {name for p in pieces if isinstance(p, Statement) for name in Node(p, ()).gives}
    for piece in pieces:
        if isinstance(piece, Broken) and piece.source.startswith(("def ", "class ")):
            heads.add(piece.source.split("(")[0].split(":")[0].split()[1])
    return heads


def _extends(source: str, given: str) -> bool:
    """Whether a text begins with a given one: students also write below a question."""
    return _squeezed(source).startswith(_squeezed(given))


def _squeezed(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _repairs(
    raw: Sequence[RawCell], cells: Iterable[SubmittedCell], lesson: Lesson
) -> Iterator[str]:
    cells = list(cells)
    known = {cell.id for cell in lesson.cells}
    recognised = [c for c, r in zip(cells, raw, strict=True) if c.id and not known & {*r.marks}]
    if recognised:
        yield messages.metadata_lost(len(recognised))
    for exercise in lesson.exercises:
        number = sum(cell.id == exercise.name for cell in cells)
        if number > 1:
            yield messages.cell_repeated(exercise.name, number)
        elif number == 0:
            yield messages.cell_missing(exercise.name)
