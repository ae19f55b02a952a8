"""Named wrong answers: what students get wrong, in code, and the hint that each one earns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.modules import load_module


@dataclass(frozen=True)
class Misconception:
    """One way to get an exercise wrong.

    Attributes:
        exercise: The function or class that it is an answer to.
        name: What is wrong, in a few words, for the instructor.
        hint: What is wrong and where to look, for the student; never the answer. It is said to
            everybody whose code does the same, so it may say only what this code does.
        code: The answer as a student would hand it in; imports come from the lesson.
    """

    exercise: str
    name: str
    hint: str
    code: str


def read_misconceptions(path: Path) -> tuple[Misconception, ...]:
    """The `MISCONCEPTIONS` in a file; none where there is no such file.

    Raises:
        CourseError: The file cannot be imported, or holds something else.
    """
    if not path.is_file():
        return ()
    found = getattr(load_module(path, "misconceptions"), "MISCONCEPTIONS", None)
    if not isinstance(found, tuple) or not all(isinstance(each, Misconception) for each in found):
        raise CourseError(f"{path} must hold MISCONCEPTIONS, a tuple of Misconception(...).")
    return found
