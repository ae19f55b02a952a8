"""What a student wrote for each exercise, without what the lesson gives."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.notebooks import Lesson, Submission, split_statements
from autograder.sandbox import Statement
from autograder.similarity.fingerprints import grams, tokens, winnow


@dataclass(frozen=True)
class Part:
    """What a student wrote for one exercise.

    Attributes:
        lines: The code, as it stands in the notebook.
        marks: The fingerprints, and the lines on which each stands.
    """

    lines: tuple[str, ...] = ()
    marks: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnCode:
    """What a student wrote: for each exercise the statements that no earlier exercise needs."""

    student: str
    parts: Mapping[str, Part]


class Given:
    """What a lesson gives to everybody: the names that it imports, and its code."""

    def __init__(self, lesson: Lesson) -> None:
        pieces = [
            piece
            for cell in lesson.cells
            if cell.kind == "code"
            for piece in split_statements(0, cell.source)
            if isinstance(piece, Statement)
        ]
        self.names = {exercise.name for exercise in lesson.exercises} | set(_imported(pieces))
        found = [list(tokens(piece.source, self.names)) for piece in pieces]
        self.grams = {gram.hash for each in found for gram in grams(each)}

    def marks(self, source: str) -> Iterator[tuple[int, range]]:
        """The fingerprints of a student's statement that are not given, with their lines."""
        found = grams(list(tokens(source, self.names)))
        yield from winnow([gram for gram in found if gram.hash not in self.grams])


def own_code(submission: Submission, given: Given) -> OwnCode:
    """What the student wrote for each exercise."""
    seen: set[tuple[int, int]] = set()
    parts: dict[str, Part] = {}
    for exercise, attempt in submission.attempts.items():
        own = [s for s in attempt.code if s.cell and (s.cell, s.line) not in seen]
        seen |= {(s.cell, s.line) for s in own}
        parts[exercise] = _part(own, given)
    return OwnCode(submission.student, parts)


def _part(own: Iterable[Statement], given: Given) -> Part:
    lines: list[str] = []
    marks: dict[int, set[int]] = {}
    for statement in own:
        for mark, where in given.marks(statement.source):
            marks.setdefault(mark, set()).update(len(lines) + line for line in where)
        lines += statement.source.splitlines()
    return Part(tuple(lines), {mark: frozenset(where) for mark, where in marks.items()})


def _imported(pieces: Iterable[Statement]) -> Iterator[str]:
    for piece in pieces:
        for node in ast.walk(ast.parse(piece.source)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    yield (alias.asname or alias.name).split(".")[0]
