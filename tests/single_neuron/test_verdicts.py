"""A right answer is never marked wrong, a wrong one never right, an odd one never breaks us."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.misconceptions import Misconception
from autograder.misconceptions.single_neuron import MISCONCEPTIONS

from ..graders.answers import Answer, grade

LESSON = "single_neuron"
PARAMETERS = {
    "collapse_linear": "w1, b1, w2, b2",
    "build_mlp": "size_sequence, activation, bias",
    "relu_wedge": "",
    "count_parameters": "size_sequence, bias",
}
ODD_VALUES = (
    "None",
    "...",
    "'text'",
    "True",
    "10**400",
    "float('nan')",
    "1j",
    "[]",
    "(None, None)",
    "(torch.zeros(1, 1), ...)",
    "[torch.full((1, 1), float('inf'))] * 2",
    "[torch.ones(1, 1, dtype=torch.complex64)] * 4",
    "[torch.ones(2)] * 4",
    "[torch.zeros(0)] * 4",
    "(torch.zeros(0, 1), torch.zeros(0), torch.zeros(1, 0), torch.zeros(1))",
    "(torch.ones(2, 1, dtype=torch.bool), torch.ones(2), torch.ones(1, 2), torch.ones(1))",
    "(torch.ones(10**6, 1), torch.ones(10**6), torch.ones(1, 10**6), torch.ones(1))",
    "(torch.full((2, 1), 1e38),) * 4",
    "['a', {}, (), None]",
    "{'a': torch.ones(1)}",
    "object()",
    "lambda *args: None",
    "nn.Linear(1, 1)",
    "nn.Sequential()",
    "[nn.Linear(1, 1)]",
    "nn.ReLU",
    "type('Net', (), {'to': lambda *a: 3, 'state_dict': lambda self: 3})()",
    "type('Net', (), {'to': lambda *a: 3, 'state_dict': lambda self: {'a': 'b'}})()",
    "type('Net', (nn.Linear,), {'forward': lambda self, x: 'text'})(1, 1)",
)


@pytest.fixture(scope="session")
def warm(grader: Callable[[str], Grader]) -> Grader:
    """The lesson's grader."""
    return grader(LESSON)


def right_answers() -> list[Answer]:
    """Those in `right/<exercise>.py`, one in each cell; imports stand above the first."""
    found = []
    for path in sorted(Path(__file__).parent.glob("right/*.py")):
        imports, *cells = re.split(r"^# %% (?=.)", path.read_text(), flags=re.MULTILINE)
        for cell in cells:
            name, code = cell.split("\n", 1)
            found.append(Answer(LESSON, path.stem, name, f"{imports}\n{code}"))
    return found


@pytest.mark.parametrize("answer", right_answers(), ids=str)
def test_a_right_answer_gets_full_marks(answer: Answer, warm: Grader, tmp_path: Path) -> None:
    result = grade(warm, answer, tmp_path)
    assert [test.message for test in result.tests if test.status != "passed"] == []
    assert result.status == "passed"
    assert result.score == result.max_score


@pytest.mark.parametrize(
    "wrong", MISCONCEPTIONS, ids=lambda wrong: f"{wrong.exercise}: {wrong.name}"
)
def test_a_misconception_loses_points(wrong: Misconception, warm: Grader, tmp_path: Path) -> None:
    result = grade(warm, Answer(LESSON, wrong.exercise, wrong.name, wrong.code), tmp_path)
    assert result.status in ("partial", "failed")
    assert result.score < result.max_score
    told = [test.message for test in result.tests if test.status != "passed"]
    assert all(told)
    assert [message for message in told if re.search(r"\d\.\d|\n", message)] == []  # no values


@pytest.mark.parametrize("value", ODD_VALUES)
@pytest.mark.parametrize("exercise", PARAMETERS)
def test_an_odd_value_is_wrong_and_no_fault(
    exercise: str, value: str, warm: Grader, tmp_path: Path
) -> None:
    code = f"def {exercise}({PARAMETERS[exercise]}):\n    return {value}\n"
    result = grade(warm, Answer(LESSON, exercise, value, code), tmp_path)
    assert result.status in ("failed", "stopped")
    assert result.score == 0


def test_every_exercise_has_eight_right_answers_and_seven_misconceptions(warm: Grader) -> None:
    right = Counter(answer.exercise for answer in right_answers())
    wrong = Counter(each.exercise for each in MISCONCEPTIONS)
    assert set(right) == set(wrong) == set(warm.rubric.exercises)
    assert min(right.values()) >= 8
    assert min(wrong.values()) >= 7


def test_names_and_hints_of_misconceptions_are_distinct_sentences() -> None:
    assert len({(each.exercise, each.name) for each in MISCONCEPTIONS}) == len(MISCONCEPTIONS)
    assert len({each.hint for each in MISCONCEPTIONS}) == len(MISCONCEPTIONS)
    assert [each.hint for each in MISCONCEPTIONS if not each.hint.endswith((".", "?"))] == []
