"""Whatever a student's code returns, the verdict is the student's and no fault of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader

from .answers import Answer, grade, right_answers

pytestmark = pytest.mark.slow

LESSON = "multilayer_perceptrons"

# Each call of `odd` returns the next of these, so that one submission tries several.
ODD = """
import itertools

ODD_VALUES = [
    lambda: None, lambda: True, lambda: 3, lambda: 2.5, lambda: float("nan"), lambda: 10**30,
    lambda: 1j, lambda: "text", lambda: "x" * 2_000_000, lambda: b"bytes", lambda: ...,
    lambda: object(), lambda: print, lambda: torch, lambda: int, lambda: ValueError("returned"),
    lambda: [], lambda: {}, lambda: {"a": torch.zeros(2)}, lambda: {1: 2}, lambda: {1, 2},
    lambda: [None] * 3, lambda: [None] * 4, lambda: ["a", "b", "c", "d"],
    lambda: [torch.zeros(2)] * 3, lambda: [torch.zeros(2, 2)] * 4, lambda: iter("abc"),
    lambda: range(10**9), lambda: torch.tensor(0.0), lambda: torch.tensor(True),
    lambda: torch.tensor(float("nan")), lambda: torch.zeros(0), lambda: torch.zeros(0, 2),
    lambda: torch.zeros(1000), lambda: torch.full((1000,), float("inf")),
    lambda: torch.full((1000,), 3e38), lambda: torch.zeros(1000, dtype=torch.complex64),
    lambda: torch.zeros(1000, dtype=torch.int64), lambda: torch.zeros(9, 1000, dtype=torch.bool),
    lambda: torch.zeros(1000).half(), lambda: torch.zeros(4, dtype=torch.float8_e4m3fn),
    lambda: torch.zeros(20, 5).to_sparse(), lambda: torch.zeros(20, 5, device="meta"),
    lambda: torch.zeros(1, 1, 1, 1000), lambda: torch.zeros(1, 1).expand(5000, 5000),
    lambda: torch.nn.Linear(2, 2), lambda: np.array(["a", "b"]), lambda: np.float32(1.5),
    lambda: np.array([None, {}], dtype=object), lambda: torch.nn.Parameter(torch.zeros(3)),
    lambda: (l := []).append(l) or l,
]
calls = itertools.count(START)

def odd():
    return ODD_VALUES[next(calls) % len(ODD_VALUES)]()

"""
NUMBER = ODD.count("lambda:")

PART = """
def EXERCISE(*args, **kwargs):
    parts = list(rightly(*args, **kwargs))
    parts[PART] = odd()
    return parts
"""
NETS = {
    "forward returns it": """
class Net(Rightly):
    def forward(self, x):
        return odd()
""",
    "Net is a function that returns it": """
def Net(*args):
    return odd()
""",
    "state_dict returns it": """
class Net(Rightly):
    def state_dict(self, *args, **kwargs):
        return odd()
""",
    "state_dict holds it": """
class Net(Rightly):
    def state_dict(self, *args, **kwargs):
        return {**super().state_dict(*args, **kwargs), 'other': odd()}
""",
}


def rightly(exercise: str) -> str:
    """A right answer, under another name."""
    code = next(answer.code for answer in right_answers() if answer.exercise == exercise)
    return code.replace(exercise, "Rightly" if exercise == "Net" else "rightly")


def odd_answers() -> list[Answer]:
    """Answers that return odd values in part; test_odd_values.py returns them as a whole."""
    found = []
    for name, number in (("approximate_function", 3), ("shuffle_and_split_data", 4)):
        for part in range(number):
            code = PART.replace("EXERCISE", name).replace("PART", str(part))
            found.append(Answer(LESSON, name, f"part {part}", rightly(name) + ODD + code))
    found += [Answer(LESSON, "Net", name, rightly("Net") + ODD + NETS[name]) for name in NETS]
    return found


@pytest.mark.parametrize("answer", odd_answers(), ids=str)
def test_odd_values_are_never_a_fault_of_ours(
    answer: Answer, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    for start in range(0, NUMBER, 4):
        code = answer.code.replace("START", str(start))
        result = grade(grader(LESSON), Answer(LESSON, answer.exercise, answer.name, code), tmp_path)
        assert result.status in ("partial", "failed", "stopped"), start
        told = [test.message for test in result.tests if test.status != "passed"]
        assert all(told), start
        assert [text for text in told if re.search(r"tensor\(|0x[0-9a-f]{6}|\n", text)] == []
