"""Turns what a student's function returned into plain values that can be encoded."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy
import torch

from autograder.sandbox.wire import (
    DTYPES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_NUMBERS,
    MAX_TEXT,
    Handle,
    Plain,
)

MAX_ITERATED = 1_000
# A reply adds up to three levels around the value, and the parts of a tensor two more.
MAX_VALUE_DEPTH = MAX_DEPTH - 5


class Objects:
    """The objects that stay inside, by the number of their handle."""

    def __init__(self) -> None:
        """Start without objects."""
        self._kept: list[Any] = []
        self._items = self._numbers = 0

    def pack(self, value: Any) -> Any:
        """The value as plain data.

        Raises:
            ValueError: It is nested too deeply, or has too many items or numbers.
        """
        self._items = self._numbers = 0
        return self._pack(value, 0)

    def unpack(self, value: Any) -> Any:
        """An argument, with each handle replaced by its object."""
        if isinstance(value, Handle):
            return self._kept[value.id]
        if isinstance(value, list):
            return [self.unpack(item) for item in value]
        if isinstance(value, dict):
            return {key: self.unpack(item) for key, item in value.items()}
        return value

    def _pack(self, value: Any, depth: int) -> Any:
        self._items += 1
        if depth > MAX_VALUE_DEPTH:
            raise ValueError(f"the value is nested more than {MAX_VALUE_DEPTH} levels deep")
        if self._items > MAX_ITEMS // 2:
            raise ValueError(f"the value holds more than {MAX_ITEMS // 2:,} items")
        if isinstance(value, torch.Tensor):
            return self._pack_tensor(value)
        if isinstance(value, numpy.ndarray):
            return self._pack_array(value)
        if isinstance(value, numpy.generic):
            return self._pack(value.item(), depth)
        if isinstance(value, (list, tuple)):
            return [self._pack(item, depth + 1) for item in value]
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return {str(key): self._pack(item, depth + 1) for key, item in value.items()}
        if isinstance(value, Iterator):
            return [self._pack(item, depth + 1) for item in itertools.islice(value, MAX_ITERATED)]
        return self._pack_scalar(value)

    def _pack_scalar(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and -(1 << 63) <= value < 1 << 64:
            return int(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str) and len(value) <= MAX_TEXT // 4:
            return str(value).encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, bytes):
            return bytes(value)
        return self.keep(value)

    def _pack_tensor(self, value: torch.Tensor) -> Any:
        is_usual = type(value) is torch.Tensor and value.layout is torch.strided
        plain = value if is_usual and not value.is_quantized else _as_usual(value)
        self._numbers += Plain.numel(plain)
        if self._numbers > MAX_NUMBERS:
            raise ValueError(f"the value holds more than {MAX_NUMBERS >> 20} million numbers")
        known = plain.dtype in DTYPES and plain.device.type in ("cpu", "cuda")
        return plain if known else self.keep(value)

    def _pack_array(self, value: Any) -> Any:
        try:
            return self._pack_tensor(torch.from_numpy(numpy.array(value, order="C")))
        except TypeError:  # an array of objects or of text
            return self.keep(value)

    def keep(self, value: Any) -> Handle:
        """Keep a value inside, and return a handle for it."""
        self._kept.append(value)
        return Handle(len(self._kept) - 1, str(type(value).__name__)[:100])


def _as_usual(value: torch.Tensor) -> torch.Tensor:
    """A tensor of a subclass, or in another form, as an ordinary one."""
    with torch._C.DisableTorchFunctionSubclass():  # a subclass may override everything
        plain = Plain.detach(value)
        if plain.is_quantized:
            plain = plain.dequantize()
        if plain.layout is not torch.strided:
            plain = plain.to_dense()
        usual: torch.Tensor = Plain.as_subclass(plain, torch.Tensor)
    return usual
