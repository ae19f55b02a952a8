"""A right answer is never marked wrong, a wrong one never right, an odd one never breaks us."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.misconceptions import Misconception
from autograder.misconceptions.artificial_neurons import MISCONCEPTIONS

from .answers import LESSON, grade, right_answers

RIGHT = right_answers()
PARAMETERS = {
    "neuron": "x, w, b",
    "split_train_val": "n_samples, val_fraction, seed",
    "prepare_data": "t_u, t_c, train_indices, val_indices",
    "training_loop": "n_epochs, optimizer, model, loss_fn, *data",
    "named_mlp": "n_hidden",
}
ODD_VALUES = (
    "None",
    "...",
    "'text'",
    "3",
    "float('nan')",
    "[]",
    "(None, None)",
    "([[]], {})",
    "(['x'], ['y'])",
    "(1, 2, 3, 4)",
    "[torch.ones(3)] * 4",
    "[torch.ones(3, dtype=torch.complex64)] * 2",
    "[torch.zeros(0)] * 4",
    "torch.zeros(0)",
    "torch.tensor(1, dtype=torch.uint8)",
    "{'a': 1}",
    "object()",
    "lambda *args: None",
    "(x for x in 'ab')",
    "nn.Linear(1, 1)",
    "nn.Sequential()",
    "type('Net', (), {'state_dict': lambda self: 3, 'named_children': lambda self: [1, 2, 3]})()",
    "type('Net', (), {'named_children': lambda self: [[[], 1]] * 3})()",
)


@pytest.fixture(scope="session")
def warm(grader: Callable[[str], Grader]) -> Grader:
    """The lesson's grader."""
    return grader(LESSON)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_gets_full_marks(name: str, warm: Grader, tmp_path: Path) -> None:
    result = grade(warm, *RIGHT[name], tmp_path)
    assert [test.message for test in result.tests if test.status != "passed"] == []
    assert result.status == "passed"
    assert result.score == result.max_score


@pytest.mark.parametrize(
    "wrong", MISCONCEPTIONS, ids=lambda wrong: f"{wrong.exercise}: {wrong.name}"
)
def test_a_misconception_loses_points(wrong: Misconception, warm: Grader, tmp_path: Path) -> None:
    result = grade(warm, wrong.exercise, wrong.code, tmp_path)
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
    result = grade(warm, exercise, code, tmp_path)
    assert result.status in ("failed", "partial")
    assert result.score <= 1  # an empty training_loop or prepare_data harms nothing


@pytest.mark.parametrize(
    "tampering",
    [
        "torch.nn.Module.state_dict = lambda self: 'forged'",
        "torch.nn.Module.state_dict = lambda self: {'weight': 'w', 'bias': None}",
        "torch.nn.Linear = None",
        "torch.nn.Module.parameters = lambda self: []",
        "model.forward.__closure__[1].cell_contents[:] = [1, None]",
        "model.__dict__['forward'] = None",
        "model.__class__ = torch.nn.Identity",
    ],
)
def test_tampering_with_what_is_handed_over_is_wrong_and_no_fault(
    tampering: str, warm: Grader, tmp_path: Path
) -> None:
    code = (
        f"def training_loop({PARAMETERS['training_loop']}):\n    {tampering}\n    return [], []\n"
    )
    result = grade(warm, "training_loop", code, tmp_path)
    assert result.status in ("failed", "partial")
    assert result.score <= 1


def test_every_exercise_has_eight_right_answers_and_five_misconceptions(warm: Grader) -> None:
    right = Counter(exercise for exercise, _ in RIGHT.values())
    wrong = Counter(each.exercise for each in MISCONCEPTIONS)
    assert set(right) == set(wrong) == set(warm.rubric.exercises)
    assert min(right.values()) >= 8
    assert min(wrong.values()) >= 5


def test_names_and_hints_of_misconceptions_are_distinct_sentences() -> None:
    assert len({(each.exercise, each.name) for each in MISCONCEPTIONS}) == len(MISCONCEPTIONS)
    assert len({each.hint for each in MISCONCEPTIONS}) == len(MISCONCEPTIONS)
    assert [each.hint for each in MISCONCEPTIONS if not each.hint.endswith((".", "?"))] == []
