"""How to draw a tensor of the same kind as those that the notebook used: an expression of torch.

What holds for all recorded values holds for new ones: their range, an order along the first
dimension, a first value of 0, that no number comes twice, that rows add up to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

MAX_SCALE = 1_000.0
SMALL = 5.0  # numbers up to here are drawn from the normal distribution
MOST = 40  # numbers that are written out in a test

Data = dict[str, Any]


def drawn(
    name: str,
    seen: Sequence[Data],
    pool: Sequence[Data],
    shape: str,
    bounds: Mapping[str, Sequence[int]],
) -> str:
    """The lines that draw a tensor.

    Args:
        name: The variable.
        seen: The tensors that were recorded in calls of this kind.
        pool: Those in calls of any kind, for the range of the numbers.
        shape: The new shape, as it is written in a call.
        bounds: Sizes by their expression, one value for each recorded tensor; whole numbers may
            count up to one of them.
    """
    dtype = seen[0]["dtype"]
    values = [each["value"] for each in seen if each["value"].numel()]
    if not values:
        return f"{name} = torch.zeros({shape}, dtype=torch.{dtype})"
    if dtype == "bool":
        return f"{name} = torch.rand({shape}) < 0.5"
    if not values[0].is_floating_point():
        return f"{name} = {_whole(seen, values, shape, bounds)}{_cast(dtype, 'int64')}"
    made = f"{name} = {_floating(pool, values, shape)}{_cast(dtype, 'float32')}"
    return made + _first(name, values)


def written(data: Data) -> list[Any]:
    """A recorded value that can be written out, in a list; an empty list if it is too long."""
    kind = data["kind"]
    if kind in ("tensor", "array"):
        value = data["value"]
        is_short = data["whole"] and 0 < value.numel() <= MOST and value.isfinite().all()
        return [_rounded(value)] if is_short else []
    if kind in ("list", "tuple"):
        items = [written(each) for each in data["items"]]
        is_plain = len(items) <= MOST and all(
            each and isinstance(each[0], (int, float, str)) for each in items
        )
        return [[each[0] for each in items]] if is_plain else []
    if kind == "float" and not math.isfinite(data["value"]):
        return []
    return [data["value"]] if "value" in data else []


def _rounded(value: Tensor) -> Tensor:
    """The same numbers with few digits, as they are written."""
    if not value.is_floating_point():
        return value
    short = [float(f"{number:.6g}") for number in value.flatten().tolist()]
    return torch.tensor(short, dtype=value.dtype).reshape(value.shape)


def _whole(
    seen: Sequence[Data], values: Sequence[Tensor], shape: str, bounds: Mapping[str, Sequence[int]]
) -> str:
    low = min(int(v.min()) for v in values)
    tops = [int(each["value"].max()) if each["value"].numel() else -1 for each in seen]
    fitting = {
        expression: sizes
        for expression, sizes in bounds.items()
        if low >= 0 and all(top < size for top, size in zip(tops, sizes, strict=True))
    }
    bound = min(fitting, key=lambda expression: sum(fitting[expression]), default="")
    is_whole = all(each["whole"] and len(each["shape"]) == 1 for each in seen)
    if bound and is_whole and all(len(v.unique()) == len(v) for v in values) and max(tops) > 0:
        return f"torch.randperm({bound})" + (f"[:{shape}]" if shape != bound else "")
    high = min(max(tops) + 1, low + int(MAX_SCALE))
    return f"torch.randint({bound or f'{low}, {high}'}, {_tuple(shape)})"


def _floating(pool: Sequence[Data], values: Sequence[Tensor], shape: str) -> str:
    joined = torch.cat([each["value"].flatten().double() for each in pool])
    joined = joined[joined.isfinite()]
    low, high = (float(f(joined)) if len(joined) else 0.0 for f in (torch.min, torch.max))
    if _holds(values, _rises, 3):
        return f"torch.randn(()) + (0.3 + torch.rand({shape})).cumsum(0)"
    if _holds(values, _adds_up, 1) and sum(v[..., 0].numel() for v in values) > 2:
        return f"torch.randn({shape}).softmax(-1)"
    if set(joined.unique().tolist()) == {-1.0, 1.0}:
        return f"2.0 * torch.randint(2, {_tuple(shape)}) - 1"
    if set(joined.unique().tolist()) == {0.0, 1.0} and len(joined) > 3:
        return f"1.0 * torch.randint(2, {_tuple(shape)})"
    if low < 0 or high == low == 0:
        scale = min(max(abs(low), high), MAX_SCALE)
        factor = "" if scale <= SMALL else f"{_short(scale / 3)} * "
        return f"{factor}torch.randn({shape})"
    if high <= 1:
        return f"torch.rand({shape})"
    start = f"{_short(low / 2)} + " if low > 0 else ""
    return f"{start}{_short(min(high, MAX_SCALE) - low / 2)} * torch.rand({shape})"


def _first(name: str, values: Sequence[Tensor]) -> str:
    """A further line, if the first value is always 0 and the others are not."""
    if not _holds(values, _rises, 3) and _holds(values, _starts_at_zero, 4):
        return f"\n{name}[0] = 0"
    return ""


def _holds(values: Sequence[Tensor], rule: Any, least: int) -> bool:
    """Whether a rule holds for all tensors, of which one at least is long enough to tell."""
    long = [v for v in values if v.dim() and len(v) >= least]
    return bool(long) and all(map(rule, long))


def _rises(value: Tensor) -> bool:
    is_column = value.dim() == 1 or value.numel() == len(value)
    return is_column and bool((value.flatten().diff() > 0).all())


def _starts_at_zero(value: Tensor) -> bool:
    return not value[0].any() and bool(value[1:].any())


def _adds_up(value: Tensor) -> bool:
    sums = value.sum(-1)
    return bool((value >= 0).all()) and bool(((sums - 1).abs() < 1e-4).all())


def _cast(dtype: str, usual: str) -> str:
    return "" if dtype == usual else f".to(torch.{dtype})"


def _tuple(shape: str) -> str:
    """A shape as a tuple."""
    inner = shape.removeprefix("(").removesuffix(")")
    return f"({inner},)" if inner and "," not in inner else f"({inner})"


def _short(number: float) -> str:
    return f"{number:.2g}" if abs(number) < 100 else f"{number:.0f}"
