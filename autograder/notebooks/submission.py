"""From a submitted notebook to the code to grade, and a list of repairs.

The lesson decides which exercises exist and which code is given. The notebook only answers them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from autograder.deadline import OutOfTime, cpu_limit
from autograder.errors import EngineFault
from autograder.feedback import messages
from autograder.notebooks.attempts import Answers, Attempt
from autograder.notebooks.flow.effects import effects
from autograder.notebooks.intake import RawCell, SubmittedCell, read_bytes, read_notebook
from autograder.notebooks.lesson import Cell, Lesson, given_prefix
from autograder.notebooks.questions import answers
from autograder.notebooks.statements import Broken, split_statements
from autograder.sandbox import Statement
from autograder.text import decoded

MAX_REPAIRS = 30  # that are told, so that no hand-in fills a page or the terminal
READ_SECONDS = 10.0  # of processor time; ordinary notebooks take milliseconds


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

    Raises:
        EngineFault: This process may not open the file.
    """
    shown_as = shown_as or decoded(str(path))
    try:
        with cpu_limit(READ_SECONDS):
            return _read(path, lesson, student, shown_as)
    except OutOfTime:
        digest = hashlib.sha256(read_bytes(path)[0]).hexdigest()
        return without_attempts(lesson, student, shown_as, digest, messages.UNREADABLE["slow"])


def _read(path: Path, lesson: Lesson, student: str, shown_as: str) -> Submission:
    intake = read_notebook(path)
    if intake.unreadable == messages.UNREADABLE["closed"]:
        raise EngineFault(f"{shown_as} may not be read; make it readable, with its folders")
    if intake.unreadable:
        return without_attempts(lesson, student, shown_as, intake.sha256, intake.unreadable)
    cells = match(intake.cells, lesson)
    code, written = Answers(cells, lesson), answers(lesson, cells)
    if not any(written.values()) and not any(map(code.mentions, lesson.exercises)):
        other = messages.UNREADABLE["other"]
        return without_attempts(lesson, student, shown_as, intake.sha256, other)
    attempts = {exercise.name: code.attempt(exercise) for exercise in lesson.exercises}
    repairs = [*intake.repairs, *_repairs(intake.cells, cells, lesson)]
    for question, found in written.items():
        if found and question not in [cell.id for cell in found]:
            repairs.append(messages.answered_elsewhere(question, [cell.number for cell in found]))
    repairs += code.repairs(attempts.values())
    if more := repairs[MAX_REPAIRS:]:
        repairs[MAX_REPAIRS:] = [messages.MORE_REPAIRS.format(len(more))]
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
    return Answers(handed_in, lesson).attempt(exercise)


def match(raw: Sequence[RawCell], lesson: Lesson) -> tuple[SubmittedCell, ...]:
    """Match each cell to a cell of the lesson: by its marks, or else by its content."""
    known = {cell.id for cell in lesson.cells}
    marked = {cell.number: mark for cell in raw for mark in reversed(cell.marks) if mark in known}
    taken = set(marked.values())
    prompts = [question.prompt for question in lesson.questions]
    answers = {question.prompt.id: question.answer.id for question in lesson.questions}
    by_source = defaultdict(list)
    for own in lesson.cells:
        if own.id not in answers.values():  # all begin as the same words
            by_source[_squeezed(own.source)].append(own.id)
    exercises = {exercise.name for exercise in lesson.exercises}
    ids: list[str] = []
    for cell in raw:
        found = marked.get(cell.number, "")
        if not found and cell.kind == "markdown" and ids:
            found = answers.get(ids[-1], "")
        if not found and (equal := by_source.get(_squeezed(cell.source))):
            found = next((id for id in equal if id not in taken), equal[-1])
        if not found and cell.kind == "markdown":
            found = next((p.id for p in prompts if _extends(cell.source, p.source)), "")
        wanted = {name for name in exercises - taken if name in cell.source}
        if not found and wanted and (cell.kind == "code" or _is_python(cell.source)):
            found = next(iter(_defined(cell) & wanted), "")
        ids.append(found)
        taken.add(found)
    ids = list(_with_older(raw, ids, lesson))
    code = {cell.id for cell in lesson.cells if cell.kind == "code"}
    kinds = ["code" if i in code else cell.kind for cell, i in zip(raw, ids, strict=True)]
    return tuple(map(SubmittedCell.of, raw, kinds, ids))


def _with_older(raw: Sequence[RawCell], ids: Sequence[str], lesson: Lesson) -> Iterator[str]:
    """The ids, also of given cells that said something else in the release that was answered.

    Each is the next given cell of its kind that the notebook does not have.
    """
    places = {cell.id: place for place, cell in enumerate(lesson.cells)}
    prefix, known, last = given_prefix(lesson.name), set(ids), -1
    for cell, id in zip(raw, ids, strict=True):
        found = id
        if not found and any(mark.startswith(prefix) for mark in cell.marks):
            absent = takewhile(lambda each: each.id not in known, lesson.cells[last + 1 :])
            same = (each.id for each in absent if each.kind == cell.kind)
            found = next((each for each in same if each.startswith(prefix)), "")
        last = places.get(found, last)
        yield found


def _is_python(source: str) -> bool:
    """Whether a cell of text holds code: some editors turn a cell into text with one key."""
    return all(isinstance(piece, Statement) for piece in split_statements(0, source))


def _defined(cell: RawCell) -> set[str]:
    pieces = split_statements(cell.number, cell.source)
    heads = {name for p in pieces if isinstance(p, Statement) for name in effects(p.source).defines}
    for piece in pieces:
        if isinstance(piece, Broken) and piece.source.startswith(("def ", "class ")):
            heads.add(piece.source.split("(")[0].split(":")[0].split()[1])
    return heads


def _extends(source: str, given: str) -> bool:
    """Whether a text begins with a given one: students also write below a question."""
    return _squeezed(source).startswith(_squeezed(given))


@lru_cache(maxsize=1000)  # most cells are the lesson's own and repeat
def _squeezed(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _repairs(
    raw: Sequence[RawCell], cells: Iterable[SubmittedCell], lesson: Lesson
) -> Iterator[str]:
    cells = list(cells)
    known = {cell.id for cell in lesson.cells}
    recognised = [c for c, r in zip(cells, raw, strict=True) if c.id and not known & {*r.marks}]
    # An older release's given cells have other ids; every release names those that are graded.
    if any(not cell.id.startswith(given_prefix(lesson.name)) for cell in recognised):
        yield messages.metadata_lost(len(recognised))
    for exercise in lesson.exercises:
        number = sum(cell.id == exercise.name for cell in cells)
        if number > 1:
            yield messages.cell_repeated(exercise.name, number)
        elif number == 0:
            yield messages.cell_missing(exercise.name)
