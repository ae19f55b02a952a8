"""Describes recorded objects and lists anew: the expression that makes them, or new items."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from autograder.proposals.recording.record import Data

LARGEST = 12  # size that is drawn for a dimension, and item of a list of sizes
ACTIVATIONS = ("ReLU", "Tanh", "Sigmoid", "Softplus")


def library_module(data: Data) -> str:
    """The expression that makes a module for both sides; empty if it is not one of torch."""
    if data["children"]:
        parts = [library_module(child) for child in data["children"]]
        inner = ", ".join(parts)
        return f'alike.pair(student, "torch.nn.Sequential", {inner})' if all(parts) else ""
    if data["own"]:
        given = [repr(each.get("value")) for each in data["built"].values()]
        return f'alike.own(student, reference, "{data["own"]}", {", ".join(given)})'
    if not data["library"]:
        return ""
    settings = data["text"].partition("(")[2].removesuffix(")")
    path = f'"torch.nn.{data["name"]}"'
    return f"alike.pair(student, {', '.join(filter(None, (path, settings)))})"


def new_list(seen: Sequence[Data], rng: Random) -> list[Any]:
    """A list of numbers like those that were recorded."""
    items = [item["value"] for each in seen for item in each["items"]]
    lengths = [len(each["items"]) for each in seen]
    length = rng.randint(min(lengths), max(lengths) + (1 if len(set(lengths)) > 1 else 0))
    if any(isinstance(item, float) for item in items):
        return [round(rng.uniform(min(items), max(items)), 3) for _ in range(length)]
    low, high = min(items, default=1), min(max(items, default=1) + 2, LARGEST)
    if low > 0:
        low, high = 2, max(high, 2 + length)
    span = range(low, max(high, low + length) + 1)
    return rng.sample(span, length)


def whole_numbers(seen: Sequence[Data]) -> bool:
    """Whether lists hold whole numbers only; some may be empty."""
    return all_kind(seen, "int") or not any(each["items"] for each in seen)


def all_kind(seen: Sequence[Data], *kinds: str) -> bool:
    """Whether lists hold items of these kinds only, and at least one."""
    items = [item for each in seen for item in each["items"]]
    return bool(items) and all(item["kind"] in kinds for item in items)


def end(data: Data, place: int) -> int:
    """An item of a list of whole numbers; -1, which is no size, if it is empty."""
    return int(data["items"][place]["value"]) if data["items"] else -1
