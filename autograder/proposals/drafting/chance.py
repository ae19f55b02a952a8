"""Writes hidden tests for functions that depend on chance: by what must hold for any random order.

A right answer may draw with NumPy, Python or a generator of its own. So results are never compared
with those of the reference; sizes, rows, seeds and spread are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.proposals.drafting.sketch import Sketch
from autograder.proposals.drafting.writer import Draft, Writer
from autograder.testing import splits

MANY = 400  # rows of a test for random order


def random_tests(writer: Writer, rows: Sequence[Any]) -> Iterator[Draft]:
    """All tests that may be proposed for a function that depends on chance."""
    sketch, trial, what = writer.sketch, writer.trial, writer.what
    if not rows:
        return
    found = trial.result(sketch, rows[0])
    parts = _parts(found[0] if found else None)
    if parts is None:
        sketch.problem = "it depends on chance, and what it returns is no tensor"
        return
    seeded = next((name for name in sketch.variables if "seed" in name), "")
    kept = _given(sketch, trial.inputs(sketch, rows[0]), parts, what)
    number = len(parts)
    if kept:
        lines = [*_call(writer), f'parts = splits.tensors(found, "{what}", {number})', *kept]
        yield writer.draft("rows", "Every row turns up exactly once.", writer.loop(rows, lines))
    check = [*writer.called(), f'splits.check_sizes(found, expected, "{what}")']
    yield writer.draft("sizes", "The results have the right sizes.", writer.loop(rows, check))
    if seeded:
        yield _seeds(writer, rows, seeded, number)
    if not kept:
        spread = [*writer.called(), f'splits.check_spread(found, expected, "{what}")']
        body = writer.loop(_large(writer, rows), spread)
        yield writer.draft("spread", "The numbers have the right mean and spread.", body)
    elif seeded:
        yield from _order(writer, rows, number)
    yield from writer.text_rules(rows)


def _parts(value: Any) -> list[Tensor] | None:
    parts = list(value) if isinstance(value, (tuple, list)) else [value]
    return parts if all(isinstance(part, Tensor) for part in parts) else None


def _call(writer: Writer) -> list[str]:
    arguments = writer.arguments("theirs", writer.sketch.names)
    return [f"found = student.{writer.exercise}({arguments})"]


def _given(sketch: Sketch, names: dict[str, Any], parts: Sequence[Tensor], what: str) -> list[str]:
    """The check that the parts hold all rows of what was given, in a list; empty if they do not."""
    if all(part.dim() == 1 for part in parts):
        every = torch.cat([*parts]).sort().values
        for name in sketch.names:
            is_count = isinstance(names[name], int) and names[name] == len(every)
            if is_count and torch.equal(every, torch.arange(len(every))):
                pieces = "[[part] for part in parts]"
                return [f'splits.check_rows({pieces}, [torch.arange({name})], "{what}")']
    tensors = [n for n in sketch.names if isinstance(names[n], Tensor) and names[n].dim()]
    width = len(tensors)
    if not width or len(parts) % width:
        return []
    starts = range(0, len(parts), width)
    try:
        splits.check_rows([parts[i : i + width] for i in starts], [names[n] for n in tensors], what)
    except AssertionError:
        return []
    pieces = ", ".join(f"parts[{i}:{i + width}]" for i in starts)
    return [f'splits.check_rows([{pieces}], [{", ".join(tensors)}], "{what}")']


def _seeds(writer: Writer, rows: Sequence[Any], seeded: str, number: int) -> Draft:
    names = writer.sketch.names
    arguments = ", ".join("s" if name == seeded else name for name in names)
    call = f"student.{writer.exercise}({arguments})"
    lines = [
        f'splits.check_seed(lambda s: splits.tensors({call}, "{writer.what}", {number}))',
    ]
    title = "The same seed gives the same result, another seed another."
    large = _large(writer, rows)
    return writer.draft("seed", title, writer.loop(large[:1], lines))


def _order(writer: Writer, rows: Sequence[Any], number: int) -> Iterator[Draft]:
    """Rows that count themselves must come back in no fixed pattern."""
    sketch = writer.sketch
    tensors = [n for n in sketch.names if sketch.seen[n][0]["kind"] == "tensor"]
    numbered = [
        f"{n}[:, 0] = torch.arange({MANY})" for n in tensors if len(sketch.seen[n][0]["shape"]) == 2
    ]
    if tensors and not numbered:
        return
    column = "[:, 0]" if numbered else ""
    lines = [
        *numbered[:1],
        *_call(writer),
        f'parts = splits.tensors(found, "{writer.what}", {number})',
        f'splits.check_random(parts[0]{column}, {MANY}, "How are they shuffled?", '
        "may_be_sorted=True)",
    ]
    body = writer.loop(_large(writer, rows)[:1], lines)
    yield writer.draft("order", "The order is random, and no row keeps its place.", body)


def _large(writer: Writer, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """A turn of the loop with so many rows that chance alone decides hardly anything."""
    sketch = writer.sketch
    firsts = {sketch.sizes.get((name, "0"), "") for name in sketch.names}
    counts = {n for n in sketch.variables if sketch.seen.get(n, [{}])[0].get("kind") == "int"}
    counts = {n for n in counts if "seed" not in n}
    changed = [
        tuple(
            MANY if v in (firsts or counts) - {""} or v in counts else value
            for v, value in zip(sketch.variables, row, strict=True)
        )
        for row in rows
    ]
    return [row for row in changed if writer.trial.result(sketch, row) is not None][:2]
