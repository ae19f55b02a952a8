"""Misconceptions: wrong answers with a name, as code, and the hint that each one gets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.notebooks.load import load_module


@dataclass(frozen=True)
class Misconception:
    """One way to get an exercise wrong: the reference solution with some of its text changed.

    Attributes:
        exercise: The function or class that it is an answer to.
        name: What is wrong, in a few words, for the instructor.
        hint: What is wrong and where to look, for the student; never the answer. Everybody whose
            code does the same reads it, so it may say only what this code does.
        changes: From pieces of the solution to their replacements. There are several if the same
            mistake, made in other places, behaves differently in the tests.
    """

    exercise: str
    name: str
    hint: str
    changes: tuple[Mapping[str, str], ...]

    def codes(self, solution: str) -> tuple[str, ...]:
        """The wrong answer as code, once for each of the changes.

        Args:
            solution: The reference solution of the exercise.

        Raises:
            CourseError: A piece is not in the solution.
        """
        return tuple(self._changed(solution, changes) for changes in self.changes)

    def _changed(self, solution: str, changes: Mapping[str, str]) -> str:
        for piece in changes:
            if piece not in solution:
                raise CourseError(
                    f"The misconception {self.name!r} changes `{piece}`, which is not in the "
                    f"solution of {self.exercise}; take a piece of it, letter by letter."
                )
        pieces = "|".join(map(re.escape, changes))
        return re.sub(pieces, lambda found: changes[found[0]], solution)


def misconception(
    exercise: str, name: str, hint: str, *changes: Mapping[str, str]
) -> Misconception:
    """A misconception; for a lesson's `misconceptions.py`."""
    return Misconception(exercise, name, hint, changes)


def read_misconceptions(path: Path) -> tuple[Misconception, ...]:
    """The `MISCONCEPTIONS` in a file; none if there is no such file.

    Raises:
        CourseError: The file cannot be imported, or holds something else.
    """
    if not path.is_file():
        return ()
    found = getattr(load_module(path, "misconceptions"), "MISCONCEPTIONS", None)
    if not isinstance(found, tuple) or not all(isinstance(each, Misconception) for each in found):
        raise CourseError(f"{path} must hold MISCONCEPTIONS, a tuple of misconception(...).")
    return found
