"""How far answers stray from the reference, measured in tolerances.

`python -m tests.graders.strays` writes the table of docs/tolerances.md.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from autograder.course import load_course
from autograder.grading import Grader
from autograder.notebooks import read_lesson
from autograder.testing import expect

from .answers import LESSONS, Answer, grade, misled_answers, right_answers

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"(<!-- table: .* -->\n).*(\n<!-- end of table -->)", re.DOTALL)
COLUMNS = (
    "exercise",
    "right answers",
    "their largest deviation",
    "wrong answers found by a number",
    "their smallest deviation",
)
HEAD = f"""
| {" | ".join(COLUMNS)} |
|---|---|---|---|---|
"""


@contextmanager
def recorded() -> Iterator[list[float]]:
    """The error of each comparison that hidden tests make meanwhile, as a part of what it may be.

    1 is just within tolerance, infinity a value that is not finite. Comparisons that allow no
    error at all are left out: they are about equality, not about rounding.
    """
    strays: list[float] = []
    close = expect.close

    def watched(
        value: Any,
        expected: Any,
        what: str,
        *,
        rtol: float = 1e-4,
        atol: float = 1e-5,
        look: str = "",
    ) -> None:
        got = torch.as_tensor(value).double().cpu()
        wanted = torch.as_tensor(expected).detach().double().cpu()
        if got.shape == wanted.shape and got.numel() and rtol + atol > 0:
            stray = ((got - wanted).abs() / (atol + rtol * wanted.abs())).max()
            strays.append(float(stray.nan_to_num(nan=torch.inf)))
        close(value, expected, what, rtol=rtol, atol=atol, look=look)

    with mock.patch.object(expect, "close", watched):
        yield strays


def widest(grader: Grader, answer: Answer) -> float | None:
    """The widest stray of one answer, or None where no comparison of numbers was made."""
    assert grader.recognisers[answer.exercise].traces  # or these answers would be recorded too
    with tempfile.TemporaryDirectory() as folder, recorded() as strays:
        grade(grader, answer, Path(folder))
    return max(strays, default=None)


def row(
    exercise: str,
    measure: Callable[[Answer], float | None],
    right: Sequence[Answer],
    wrong: Sequence[Answer],
) -> str:
    """An exercise's line of the table."""
    near = [stray for answer in right if (stray := measure(answer)) is not None]
    far = [stray for answer in wrong if (stray := measure(answer)) is not None and stray > 1]
    stray = f"{max(near):.2%} of the tolerance" if near else "no numbers are compared"
    nearest = f"{min(far):,.0f} tolerances" if far else ""
    return f"| `{exercise}` | {len(right)} | {stray} | {len(far)} of {len(wrong)} | {nearest} |"


def main() -> None:
    """Write the table into the page."""
    course = load_course(ROOT)
    rows = []
    with ExitStack() as stack:
        for lesson in course.lessons:
            assert lesson in LESSONS
            grader = stack.enter_context(Grader(course, read_lesson(course.source(lesson))))
            for exercise in grader.rubric.exercises:
                right, wrong = (
                    [a for a in answers if (a.lesson, a.exercise) == (lesson, exercise)]
                    for answers in (right_answers(), misled_answers())
                )
                rows.append(row(exercise, lambda a, g=grader: widest(g, a), right, wrong))
    page = ROOT / "docs" / "tolerances.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(TABLE.sub(rf"\1{HEAD}{chr(10).join(rows)}\n\2", text), encoding="utf-8")


if __name__ == "__main__":
    main()
