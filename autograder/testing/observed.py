"""Records what a hidden test looked at before it failed, so that mistakes can be told apart.

`expect` records every tensor that it checks. An observation ignores matters of style: the dtype,
and sizes of 1. It keeps numbers only if the test compared them, because others may be random, such
as the initial parameters of a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

import torch

MAX_NUMBERS = 200  # of one tensor, evenly spaced
MIN_ORDERED = 8  # fewer may be in order by chance
MAX_ORDERED = 100_000
EXACT = 17  # digits that tell every number from all others


class Observed(NamedTuple):
    """A tensor that a test checked, and the tolerance if the test compared it."""

    value: torch.Tensor
    tolerance: tuple[float, float] | None


@dataclass(frozen=True)
class Observation:
    """What is kept of one observed tensor.

    Attributes:
        shape: Its shape, without sizes of 1.
        order: Whether its whole numbers, or those in its first column, rise and repeat.
        numbers: Its numbers, or a sample of them; empty if the test did not compare it. A number
            that depends on chance is None.
        rtol: Relative tolerance of the comparison.
        atol: Absolute tolerance of the comparison.
    """

    shape: tuple[int, ...]
    order: str = ""
    numbers: tuple[float | None, ...] = ()
    rtol: float = 0.0
    atol: float = 0.0

    def is_like(self, other: Observation) -> bool:
        """Whether both are equal within tolerance; NaN and infinity are equal to nothing."""
        if (self.shape, self.order) != (other.shape, other.order):
            return False
        return len(self.numbers) == len(other.numbers) and all(
            a is None or b is None or abs(a - b) <= other.atol + other.rtol * abs(b)
            for a, b in zip(self.numbers, other.numbers, strict=True)
        )

    def steady(self, other: Observation) -> Observation:
        """This observation without the numbers that differ in a run with other random numbers.

        The others keep the digits that matter to the comparison.
        """
        pairs = zip(self.numbers, other.numbers, strict=True)
        kept = (self._short(a) if a == b or a != a else None for a, b in pairs)
        return replace(self, numbers=tuple(kept))

    def _short(self, number: float | None) -> float | None:
        if number is None or not isfinite(number):
            return number
        room = (self.atol + self.rtol * abs(number)) / 100
        texts = (f"{number:.{digits}g}" for digits in range(1, EXACT + 1))
        return next(each for each in map(float, texts) if abs(each - number) <= room)


_recorded: ContextVar[list[Observed] | None] = ContextVar("recorded", default=None)


@contextmanager
def recording() -> Iterator[list[Observed]]:
    """Record all checked tensors in a list, which grows during this context."""
    observed: list[Observed] = []
    token = _recorded.set(observed)
    try:
        yield observed
    finally:
        _recorded.reset(token)


def record(value: torch.Tensor, tolerance: tuple[float, float] | None = None) -> None:
    """Record a tensor, if a recording is on.

    Args:
        value: Any tensor from the student.
        tolerance: Relative and absolute tolerance, if the test compares its numbers.
    """
    observed = _recorded.get()
    if observed is not None:
        observed.append(Observed(value, tolerance))


def observations(observed: list[Observed]) -> tuple[Observation, ...]:
    """The observations: first the tensors without comparison, sorted, then the others in order."""
    found = [_observation(*each) for each in observed]
    others = sorted((each for each in found if not each.numbers), key=lambda x: (x.shape, x.order))
    return (*others, *(each for each in found if each.numbers))


def _observation(value: torch.Tensor, tolerance: tuple[float, float] | None) -> Observation:
    shape = tuple(size for size in value.shape if size != 1)
    if tolerance is None:
        return Observation(shape, _order(value))
    flat = value.detach().flatten().double()
    if len(flat) > MAX_NUMBERS:
        flat = flat[torch.linspace(0, len(flat) - 1, MAX_NUMBERS).long()]
    return Observation(shape, "", tuple(flat.tolist()), *tolerance)


def _order(value: torch.Tensor) -> str:
    """Whether whole numbers rise and whether they repeat, in words; empty for other numbers."""
    rows = value.detach().flatten(1)[:, :1].flatten() if value.dim() > 1 else value.detach()
    if value.is_complex() or not MIN_ORDERED <= rows.numel() <= MAX_ORDERED:
        return ""
    rows = rows.double()
    if not torch.equal(rows, rows.round()) or rows.min() == rows.max():
        return ""
    rise = "rising" if bool((rows.diff() >= 0).all()) else "mixed"
    return f"{rise}, repeated" if len(rows.unique()) < len(rows) else rise
