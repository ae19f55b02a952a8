"""Checks of functions that shuffle samples and split them into parts, for hidden tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

LONGEST_GAP = 100  # a fifth of 400 rows leaves out so many in a row with a chance below 1e-7


def check_random(rows: Tensor, number: int, look: str, *, may_be_sorted: bool = False) -> None:
    """Check that the rows, a fifth or more of `number`, are a random choice in random order."""
    ordered = rows.sort().values
    gaps = torch.cat([torch.tensor([-1]), ordered, torch.tensor([number])]).diff()
    in_order = torch.equal(rows, ordered) and not may_be_sorted
    assert gaps.max() < LONGEST_GAP and len(gaps.unique()) > 3 and not in_order, (
        f"The samples are not in random order. {look}"
    )


def check_seed(split: Callable[[int], Sequence[Tensor]]) -> None:
    """Check that the seed decides the split, which is given as its parts."""
    first, again, *others = map(split, (11, 11, 12, 13))
    assert all(map(torch.equal, first, again)), (
        "Two calls with the same seed gave different splits. Draw the order after seeding."
    )
    assert not any(torch.equal(first[0], other[0]) for other in others), (
        "Two different seeds gave the same split. The argument `seed` must decide the order."
    )


def check_pairs(parts: Sequence[tuple[Tensor, Tensor]], X: Tensor, y: Tensor) -> None:
    """Check that parts, each with inputs and labels, hold all rows of X in a new order, and of y.

    The first column of X must count its rows.
    """
    assert any((inputs[:, 0].diff() != 1).any() for inputs, _ in parts), (
        "The samples are still in their old order. Look at the indices that shuffle the data."
    )
    inputs, labels = (torch.cat(each).double() for each in zip(*parts, strict=True))
    order = inputs[:, 0].argsort()
    assert torch.equal(inputs[order], X.double()), (
        "Every row of X must turn up exactly once. Look at the indices that shuffle the data."
    )
    assert torch.equal(labels[order], y.double()), (
        "A sample has lost its label: X and y must be put into the same order."
    )


def direction(value: Tensor) -> Tensor:
    """The numbers without their scale, in double precision."""
    numbers = value.double()
    scaled: Tensor = numbers / torch.linalg.vector_norm(numbers)
    return scaled


def name_by_rows(rows: Mapping[str, Tensor]) -> Callable[[Tensor], str]:
    """For `expect.named`: the name of the rows that a tensor holds, at any scale; else nothing."""

    def name_of(part: Tensor) -> str:
        alike = {name: each for name, each in rows.items() if each.shape == part.shape}
        found = (n for n, e in alike.items() if torch.allclose(direction(part), direction(e)))
        return next(found, "")

    return name_of
