"""Keeps as text what hidden tests call student code with, for an instructor who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch

MAX_SHOWN = 12  # numbers of a tensor, and items of a list
MAX_TEXT = 300

_kept: ContextVar[list[str] | None] = ContextVar("calls", default=None)


@contextmanager
def recorded_calls() -> Iterator[list[str]]:
    """Keep the calls in a list, which grows during this context."""
    calls: list[str] = []
    token = _kept.set(calls)
    try:
        yield calls
    finally:
        _kept.reset(token)


def record_call(
    target: object, method: str | None, args: Sequence[Any], named: Mapping[str, Any]
) -> None:
    """Keep a call as it would be written, if somebody asked for it."""
    calls = _kept.get()
    if calls is not None:
        name = target if isinstance(target, str) else value_text(target)
        name = f"{name}.{method}" if method else name
        words = [*map(value_text, args), *(f"{key}={value_text(v)}" for key, v in named.items())]
        calls.append(f"{name}({', '.join(words)})")


def value_text(value: object) -> str:
    """A value as text; of a large one, how large it is and how it begins."""
    if isinstance(value, torch.Tensor):
        kind = f"{tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
        flat = value.detach().flatten()
        few = [f"{number:.6g}" for number in flat[:MAX_SHOWN].tolist()]
        more = ", ..." if flat.numel() > MAX_SHOWN else ""
        return f"tensor {kind} [{', '.join(few)}{more}]"
    if isinstance(value, list | tuple):
        more = ", ..." if len(value) > MAX_SHOWN else ""
        return f"[{', '.join(map(value_text, value[:MAX_SHOWN]))}{more}]"
    text = getattr(value, "type_name", None) or repr(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."
