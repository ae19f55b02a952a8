"""Named wrong answers: what students get wrong, in code, and the hint that each one earns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """One way to get an exercise wrong.

    Attributes:
        exercise: The function or class that it is an answer to.
        name: What is wrong, in a few words, for the instructor.
        hint: What is wrong and where to look, for the student; never the answer.
        code: The answer as a student would hand it in; imports come from the lesson.
    """

    exercise: str
    name: str
    hint: str
    code: str
