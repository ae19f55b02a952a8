"""Checks of functions that shuffle samples and split them into parts, for hidden tests."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.testing import alike, expect
from autograder.testing.student import Student

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


def index_parts(
    function: str,
    names: Sequence[str],
    student: Student,
    n_samples: int,
    val_fraction: float,
    seed: int,
) -> list[Tensor]:
    """The two parts into which a student's function splits indices, as vectors of whole numbers."""
    returned = getattr(student, function)(n_samples, val_fraction, seed)
    parts = expect.sequence(returned, f"What {function} returns", len(names))
    named = zip(parts, names, strict=True)
    found = [expect.tensor(part, name, kind="integer").long().cpu() for part, name in named]
    assert all(part.dim() == 1 for part in found), (
        "Both parts must be vectors. Look for a colon that is missing in the square brackets."
    )
    return found


def prepared_rows(
    function: str, names: Sequence[str], student: Student
) -> Iterator[tuple[dict[str, Tensor], dict[str, Tensor]]]:
    """What a student's function makes of random data, by name, and the rows that it should hold.

    Args:
        function: Takes two columns, and the indices for training and for validation.
        names: The names of what it returns: of each column the rows for training and validation.
        student: The student's definitions.
    """
    for number, n_val in ((9, 3), (30, 4)):
        one, two, order = torch.randn(number, 1), torch.randn(number, 1), torch.randperm(number)
        train, val = order[n_val:], order[:n_val]
        rows = dict(zip(names, (one[train], one[val], two[train], two[val]), strict=True))
        returned = getattr(student, function)(one, two, train, val)
        yield expect.named(returned, f"What {function} returns", names, name_by_rows(rows)), rows


def check_prepared_rows(
    function: str, known: Sequence[str], student: Student, names: Sequence[str]
) -> None:
    """Check that some of these results hold the right rows, whatever they are multiplied by."""
    for found, rows in prepared_rows(function, known, student):
        for name in names:
            value, wanted = direction(found[name]), direction(rows[name])
            expect.close(value, wanted, name, look="Which rows does it hold, and of which tensor?")


def name_by_rows(rows: Mapping[str, Tensor]) -> Callable[[Tensor], str]:
    """For `expect.named`: the name of the rows that a tensor holds, at any scale; else nothing."""

    def name_of(part: Tensor) -> str:
        alike = {name: each for name, each in rows.items() if each.shape == part.shape}
        found = (n for n, e in alike.items() if torch.allclose(direction(part), direction(e)))
        return next(found, "")

    return name_of


def check_rows(parts: Sequence[Sequence[Any]], given: Sequence[Tensor], what: str) -> None:
    """Check that parts hold all given rows, once each; rows of several tensors stay together.

    Args:
        parts: For each part, a tensor for each of those given.
        given: Tensors of the same length.
        what: Name of the parts in a message.
    """
    glued = []
    for part in parts:
        tensors = [expect.tensor(each, what, kind="real").double().cpu() for each in part]
        fits = [t.shape[1:] == g.shape[1:] and t.dim() for t, g in zip(tensors, given, strict=True)]
        if not all(fits) or len({len(each) for each in tensors}) != 1:
            raise AssertionError(f"{what}: the parts do not hold whole rows that belong together.")
        glued.append(_glue(tensors))
    if not torch.equal(_sorted(torch.cat(glued)), _sorted(_glue(given))):
        raise AssertionError(
            f"{what}: each row must turn up exactly once, in one of the parts, and rows that "
            "belong together must stay together."
        )


def check_sizes(found: Any, expected: Any, what: str) -> None:
    """Check that random results have the shapes of those of the reference."""
    wanted = [*_tensors(expected)]
    for got, right in zip(expect.sequence(_listed(found), what, len(wanted)), wanted, strict=True):
        shape = expect.tensor(alike.as_tensor(got), what).squeeze().shape
        if shape != right.squeeze().shape:
            raise AssertionError(f"{what}: a part of it holds more or less than it should.")


def check_spread(found: Any, expected: Any, what: str) -> None:
    """Check that random numbers have the mean and the spread of those of the reference."""
    wanted = torch.as_tensor(expected).detach().double()
    got = expect.tensor(alike.as_tensor(found), what, kind="real").double().cpu()
    error = 6 * float(wanted.std()) / math.sqrt(wanted.numel())
    same = got.numel() == wanted.numel() and abs(got.mean() - wanted.mean()) <= 2 * error
    if not same or abs(got.std() - wanted.std()) > 2 * error + 0.05 * wanted.std():
        raise AssertionError(f"{what}: its numbers have another mean or another spread.")


def tensors(found: Any, what: str, number: int) -> list[Tensor]:
    """What a student's code returned as that many tensors."""
    parts = expect.sequence(_listed(found), what, number)
    return [expect.tensor(alike.as_tensor(part), what) for part in parts]


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, (list, tuple)) and not alike.is_numbers(value):
        for each in value:
            yield from _tensors(each)
    else:
        yield torch.as_tensor(value).detach()


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (Tensor, int, float)) else value


def _glue(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([e.double().reshape(len(e), math.prod(e.shape[1:])) for e in tensors], dim=1)


def _sorted(rows: Tensor) -> Tensor:
    return torch.tensor(sorted(map(tuple, rows.tolist())))
