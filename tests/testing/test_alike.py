"""What may differ from the reference in a right answer, and what may not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from autograder.testing import alike, splits

ROWS = torch.arange(12.0).reshape(6, 2)
LABELS = torch.arange(6)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (torch.tensor([2.5]), 2.5),
        (2.5, torch.tensor(2.5)),
        (6.0, 6),
        ([1.0, 2.0], torch.tensor([1.0, 2.0])),
        (torch.tensor([1.0, 2.0]), [1.0, 2.0]),
        ([torch.tensor(1.0), torch.tensor(2.0)], [1.0, 2.0]),
        (torch.ones(1, 3), torch.ones(3)),
        (torch.ones(3, dtype=torch.float64), torch.ones(3)),
        (torch.ones(3), np.ones(3)),
        ([torch.ones(2), 3], (torch.ones(2), 3)),
        ({"a": 1}, {"a": 1}),
        (torch.tensor(True), True),
        ("anything", None),
        (1000.004, torch.tensor(1000.0)),
    ],
)
def test_a_right_answer_may_take_another_form(found: Any, expected: Any) -> None:
    alike.check(found, expected, "What f returns")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (torch.tensor([2.5, 2.5]), 2.5),
        (7.0, 6),
        (None, 2.5),
        (1, True),
        ("b", "a"),
        (torch.ones(4), torch.ones(3)),
        (torch.ones(3).half() * 1.001, torch.ones(3)),
        (torch.full((3,), float("nan")), torch.ones(3)),
        ([torch.ones(2)], (torch.ones(2), 3)),
        ([3, torch.ones(2)], (torch.ones(2), 3)),
        ({"b": 1}, {"a": 1}),
        (1001.0, torch.tensor(1000.0)),
        ([["a"]], [1.0]),
    ],
)
def test_a_wrong_answer_fails_with_a_sentence(found: Any, expected: Any) -> None:
    with pytest.raises(AssertionError, match=r"^(What|Part|A value|part)"):
        alike.check(found, expected, "What f returns")


def test_rows_may_come_in_any_order_but_stay_together() -> None:
    order = torch.tensor([3, 1, 0, 5, 4, 2])
    rows, labels = ROWS[order], LABELS[order]
    parts = [(rows[:2], labels[:2].float()), (rows[2:], labels[2:].float())]
    splits.check_rows(parts, [ROWS, LABELS], "The parts")
    for wrong in (
        [(rows[:2], LABELS[:2]), (rows[2:], LABELS[2:])],
        [(rows[:2], labels[:2])],
        [(rows[:2], labels[:3]), (rows[2:], labels[2:])],
    ):
        with pytest.raises(AssertionError, match="The parts"):
            splits.check_rows(wrong, [ROWS, LABELS], "The parts")


def test_spread_is_compared_and_not_the_numbers() -> None:
    one, two = torch.randn(2, 400, generator=torch.Generator().manual_seed(1))
    splits.check_spread(one, two, "The noise")
    for wrong in (one + 1, 2 * one, one[:40]):
        with pytest.raises(AssertionError, match="The noise"):
            splits.check_spread(wrong, two, "The noise")


def test_a_lessons_own_check_may_meet_any_value() -> None:
    for error in (AssertionError("1 is not 2"), TypeError("a list"), ZeroDivisionError()):
        with pytest.raises(AssertionError, match="What f"), alike.visible_check("What f returns"):
            raise error
