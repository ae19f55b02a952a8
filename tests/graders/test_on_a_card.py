"""What is right on the CPU is right on a graphics card; an emulated one where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.course import Course
from autograder.grading import Grader, sandbox_options
from autograder.grading.devices import compare
from autograder.notebooks import read_lesson, read_submission
from autograder.sandbox import WarmParent, gpu
from tests import emulated_card
from tests.sandbox.conftest import code

from .answers import Answer, answers_for_a_card
from .test_golden import golden_report
from .test_verdicts import assert_right

pytestmark = pytest.mark.slow

GraderOf = Callable[[str], Grader]
HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
IS_REAL = emulated_card.finds_a_real_one()
ANSWERS = answers_for_a_card()
FIRST = {(each.lesson, each.exercise): each for each in reversed(ANSWERS)}.values()
ASKING = {answer.lesson for answer in ANSWERS}
# All of them on a real card; an emulated one takes seconds for each, and gets one of a kind.
CASES = sorted(
    path
    for path in GOLDEN.glob("*/*/*.ipynb" if IS_REAL else "*/right/*.ipynb")
    if path.stem in ASKING
)


@pytest.fixture(scope="module")
def on_card(course: Course) -> Iterator[GraderOf]:
    """The grader of a lesson that uses the card, too."""

    def start(name: str) -> Grader:
        lesson = read_lesson(course.source(name))
        options = sandbox_options(course, lesson, None)
        if not IS_REAL:
            options["preload"] = (*options["preload"], "tests.emulated_card_in_a_box")
        parent = stack.enter_context(closing(WarmParent.start(course.limits, **options)))
        return stack.enter_context(Grader(course, lesson, ("cpu", "cuda"), parent=parent))

    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name, value in gpu.variables().items():
            patch.setenv(name, value)
        if not IS_REAL:
            stack.callback(emulated_card.card.switch_off)
            emulated_card.install(patch.setattr)
        yield cache(start)


@pytest.mark.parametrize("answer", ANSWERS if IS_REAL else FIRST, ids=str)
def test_a_right_answer_is_right_on_a_card(
    answer: Answer, on_card: GraderOf, tmp_path: Path
) -> None:
    assert_right(on_card(answer.lesson), answer, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_a_report_is_the_same_with_and_without_a_card(case: Path, on_card: GraderOf) -> None:
    """Byte for byte, timings aside; test_golden.py holds the kept one to that of the CPU."""
    kept = case.with_name("report.json").read_text(encoding="utf-8")
    assert golden_report(on_card(case.stem), case) == kept


WRONG = {
    "stays on the CPU": "Net.to = lambda self, device: self",
    "adds a tensor of the CPU": (
        "forward = Net.forward\n"
        "Net.forward = lambda self, x: forward(self, x) + torch.zeros(len(x), 1)"
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_what_is_right_on_the_cpu_alone_says_so(mistake: str, on_card: GraderOf) -> None:
    lesson = "multilayer_perceptrons"
    warm = on_card(lesson)
    submission = read_submission(GOLDEN / lesson / "right" / f"{lesson}.ipynb", warm.lesson, "s")
    attempt = submission.attempts["Net"]
    wrong = replace(attempt, code=(*attempt.code, *code(WRONG[mistake])))
    failed = warm.first_failure("Net", wrong).tests[-1]
    assert failed.status == "failed"
    assert failed.message.startswith("This works on the CPU, but not on a graphics card: ")


def test_a_box_computes_on_the_card_what_is_right(on_card: GraderOf) -> None:
    gpu.start()
    sandbox = on_card("multilayer_perceptrons").sandbox
    with sandbox.open([], devices=gpu.nodes()) as box:
        assert compare(box) == "right"


REFUSED: dict[str, Callable[[Any], Any]] = {
    "a sum": lambda x: x + torch.ones(3),
    "a product": lambda x: torch.ones(2, 4) @ x,
    "a row of another": lambda x: torch.stack([x[0], torch.ones(3)]),
    "an index": lambda x: torch.ones(4)[x.argmax(dim=0)],
    "a network": lambda x: torch.nn.Linear(3, 1)(x),
    "NumPy": lambda x: x.numpy(),
    "a generator": lambda x: torch.rand(3, generator=torch.Generator(), device="cuda"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_lies_on_two_devices_is_refused(what: str, on_card: GraderOf) -> None:
    """By a real card, and by the emulated one, which shows nothing where it is lenient."""
    gpu.start()
    with pytest.raises((RuntimeError, TypeError), match=r"device|generator"):
        REFUSED[what](torch.randn(4, 3, device="cuda"))
