"""What a hidden test looked at before it failed: enough to tell one mistake from another.

`expect` hands over every value that it is asked about. What is kept of it leaves style aside: the
type of its numbers and sizes of 1 do not count, and numbers do only where the test compares them,
since others may be random, such as the parameters that a network starts with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch

MAX_NUMBERS = 200  # of one value, evenly spread over it
FEWEST_ORDERED = 8  # fewer may be in order by chance
MAX_ORDERED = 100_000


class Observed(NamedTuple):
    """A value as a test had it before its eyes, and the tolerance if it was compared."""

    value: torch.Tensor
    tolerance: tuple[float, float] | None


@dataclass(frozen=True)
class Observation:
    """What is kept of one value.

    Attributes:
        shape: Its sizes, those of 1 left out.
        order: Whether its whole numbers, or those at the start of its rows, rise and repeat.
        numbers: Its numbers, or some of them; empty where the test did not compare it. None is
            one that chance decides.
        rtol: Relative tolerance of the comparison.
        atol: Absolute tolerance of the comparison.
    """

    shape: tuple[int, ...]
    order: str = ""
    numbers: tuple[float | None, ...] = ()
    rtol: float = 0.0
    atol: float = 0.0

    def is_like(self, other: Observation) -> bool:
        """Whether a test could not tell the two apart; NaN and infinity are like nothing."""
        if (self.shape, self.order) != (other.shape, other.order):
            return False
        return len(self.numbers) == len(other.numbers) and all(
            a is None or b is None or abs(a - b) <= other.atol + other.rtol * abs(b)
            for a, b in zip(self.numbers, other.numbers, strict=True)
        )

    def steady(self, other: Observation) -> Observation:
        """The look without the numbers that are others in a run with other random numbers."""
        pairs = zip(self.numbers, other.numbers, strict=True)
        return replace(self, numbers=tuple(a if a == b or a != a else None for a, b in pairs))


_seen: ContextVar[list[Observed] | None] = ContextVar("seen", default=None)


@contextmanager
def recording() -> Iterator[list[Observed]]:
    """Everything that is looked at from here on, in a list that grows."""
    found: list[Observed] = []
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def record(value: torch.Tensor, tolerance: tuple[float, float] | None = None) -> None:
    """A test looks at a value.

    Args:
        value: Any tensor that came back from the student.
        tolerance: Relative and absolute, where each number is compared.
    """
    found = _seen.get()
    if found is not None:
        found.append(Observed(value, tolerance))


def observations(seen: list[Observed]) -> tuple[Observation, ...]:
    """What is kept of all values: those that were compared in order, the others in any."""
    looks = [_look(*each) for each in seen]
    others = sorted((look for look in looks if not look.numbers), key=lambda x: (x.shape, x.order))
    return (*others, *(look for look in looks if look.numbers))


def _look(value: torch.Tensor, tolerance: tuple[float, float] | None) -> Observation:
    shape = tuple(size for size in value.shape if size != 1)
    if tolerance is None:
        return Observation(shape, _order(value))
    flat = value.detach().flatten().double()
    if len(flat) > MAX_NUMBERS:
        flat = flat[torch.linspace(0, len(flat) - 1, MAX_NUMBERS).long()]
    return Observation(shape, "", tuple(flat.tolist()), *tolerance)


def _order(value: torch.Tensor) -> str:
    rows = value.detach().flatten(1)[:, :1].flatten() if value.dim() > 1 else value.detach()
    if value.is_complex() or not FEWEST_ORDERED <= rows.numel() <= MAX_ORDERED:
        return ""
    rows = rows.double()
    if not torch.equal(rows, rows.round()) or rows.min() == rows.max():
        return ""
    rise = "rising" if bool((rows.diff() >= 0).all()) else "mixed"
    return f"{rise}, repeated" if len(rows.unique()) < len(rows) else rise
