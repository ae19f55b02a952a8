"""Tries new inputs on the reference, on the trusted side: which it accepts, and what it returns."""

from __future__ import annotations

import ast
import copy
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.errors import describe
from autograder.proposals.drafting.sketch import Examples, Sketch
from autograder.sandbox import seed_everything
from autograder.testing import Reference, alike

ROWS, EDGES, ATTEMPTS = 5, 3, 40
ENOUGH = 20  # accepted rows to choose from
CALLS = 3  # of a method on one object
LARGEST = 1e6  # results beyond it, NaN and infinity show inputs that were not meant
SLOW = 0.5  # seconds of a call: a hidden test makes many
PLAIN = (bool, int, float, str, torch.Tensor, np.ndarray, np.generic, nn.Module)


class Nothing:
    """Takes the place of the student, of whom nothing is asked."""

    def __getattr__(self, name: str) -> Nothing:
        """More of nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Nothing:
        """More of nothing."""
        return self


class Trial:
    """One exercise's reference, which is called with drawn inputs.

    Args:
        reference: The reference solutions.
        exercise: The function or class.
        source: Its code.
    """

    def __init__(self, reference: Reference, exercise: str, source: str) -> None:
        self.reference = reference
        self.exercise = exercise
        self.problem = ""
        self._source = source

    def rows(self, sketch: Sketch) -> list[tuple[Any, ...]]:
        """Turns of the loop that the reference accepts, no two the same."""
        rng = Random(f"{self.exercise} {sketch.names}")
        wanted = ROWS if sketch.variables else 1
        return self._accepted(sketch, (sketch.row(rng) for _ in range(ATTEMPTS)), wanted)

    def examples(self, examples: Examples) -> list[tuple[Any, ...]]:
        """The notebook's own inputs that the reference accepts."""
        return self._accepted(examples, examples.rows(), ROWS)

    def edges(self, sketch: Sketch) -> list[tuple[Any, ...]]:
        """The same, each with one size of 1."""
        rng = Random(self.exercise)
        rows = (sketch.row(rng, symbol) for symbol in sketch.symbols() for _ in range(2))
        return self._accepted(sketch, rows, EDGES)

    def _accepted(
        self, sketch: Sketch, rows: Iterable[tuple[Any, ...]], wanted: int
    ) -> list[tuple[Any, ...]]:
        """Rows that the reference accepts; first those with which more of its code runs."""
        more: dict[str, tuple[Any, ...]] = {}
        others: dict[str, tuple[Any, ...]] = {}
        seen: set[tuple[str, int, int]] = set()
        for row in rows:
            if len(more) >= wanted or len(more) + len(others) >= ENOUGH:
                break
            with _followed() as ran:
                result = self.result(sketch, row)
            if result is not None:
                (others if ran <= seen else more).setdefault(repr(row), row)
                seen |= ran
        return [*(more | others).values()][:wanted]

    def result(self, sketch: Sketch, row: Sequence[Any], seed: int = 0) -> tuple[Any] | None:
        """What the reference returns for one turn of the loop, in a tuple; None if it refuses."""
        self.reference.seed = seed
        start = time.monotonic()
        try:
            names = self.inputs(sketch, row)
            returned = self._call(sketch, names)
        except Exception as error:
            self.problem = f"the reference raises {describe(error)}"
            return None
        if time.monotonic() - start > SLOW:
            self.problem = f"the reference takes more than {SLOW:g} s for a call"
            return None
        return (returned,) if _is_usable(returned) else None

    def inputs(self, sketch: Sketch, row: Sequence[Any]) -> dict[str, Any]:
        """The variables of a test in one turn of its loop."""
        seed_everything(7)
        names: dict[str, Any] = {
            "torch": torch,
            "alike": alike,
            "student": Nothing(),
            "reference": self.reference,
        }
        names |= dict(zip(sketch.variables, row, strict=True))
        exec("\n".join(sketch.lines), names)
        for (name, place), size in sketch.sizes.items():
            if getattr(names[name], "ours", names[name]).shape[int(place)] != eval(size, names):
                raise ValueError("these sizes do not fit together")
        return names

    def _call(self, sketch: Sketch, names: dict[str, Any]) -> Any:
        values = [getattr(names[name], "ours", names[name]) for name in sketch.names]
        target: Callable[..., Any] = getattr(self.reference, self.exercise)
        if not sketch.method:
            return target(**dict(zip(sketch.names, values, strict=True)))
        made = target(*values[: sketch.built])
        rest = values[sketch.built :]
        if isinstance(made, nn.Module):
            return self._output(sketch, made, rest)
        return [getattr(made, sketch.method)(*rest) for _ in range(CALLS)]

    def _output(self, sketch: Sketch, net: nn.Module, arguments: Sequence[Any]) -> Any:
        """What a network returns; notes whether that depends on chance unless it evaluates."""
        sketch.is_network = True
        results = []
        for seed in (1, 2):
            seed_everything(seed)
            results.append(getattr(net, sketch.method)(*copy.deepcopy(arguments)))
        if _equal(*results):
            return results[0]
        if not net.training:
            raise ValueError("its output depends on chance")
        sketch.evaluates = True
        return self._output(sketch, net.eval(), arguments)

    def depends_on_chance(self, sketch: Sketch, row: Sequence[Any]) -> bool:
        """Whether the same inputs give something else for another seed, or another random state."""
        if sketch.is_network:
            return False  # its first parameters are random, and tests set them
        one, two = (self.result(sketch, row, seed) for seed in (1, 2))
        seeded = [name for name in sketch.names if "seed" in name]
        if seeded and one is not None:
            other = list(row)
            other[sketch.variables.index(seeded[0])] = 12345
            return not _equal(one, self.result(sketch, other, 1))
        return not _equal(one, two)

    def labels(self) -> list[str]:
        """The names of the parts in the solution's `return a, b`."""
        returns = [n for n in ast.walk(ast.parse(self._source)) if isinstance(n, ast.Return)]
        value = returns[-1].value if returns else None
        if isinstance(value, ast.Tuple) and all(isinstance(e, ast.Name) for e in value.elts):
            return [ast.unparse(each) for each in value.elts]
        return []


@contextmanager
def _followed() -> Iterator[set[tuple[str, int, int]]]:
    """The instructions of the solutions that run in this context, each with its function."""
    ran: set[tuple[str, int, int]] = set()

    def follow(frame: FrameType, *_: Any) -> Any:
        if not frame.f_globals.get("__name__", "").startswith("course."):
            return None
        frame.f_trace_opcodes = True
        ran.add((frame.f_code.co_name, frame.f_code.co_firstlineno, frame.f_lasti))
        return follow

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        yield ran
    finally:
        sys.settrace(before)


def _is_usable(value: Any) -> bool:
    """Whether a result can be compared: plain data without NaN or infinity, or a network."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        tensor = torch.as_tensor(value)
        return not tensor.is_complex() and bool((tensor.double().abs() < LARGEST).all())
    if isinstance(value, (int, float)):
        return abs(value) < LARGEST
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(map(_is_usable, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_usable(item) for key, item in value.items())
    return value is None or isinstance(value, PLAIN)


def _equal(one: Any, two: Any) -> bool:
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)):
        return len(one) == len(two) and all(map(_equal, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return _equal([*one.values()], [*two.values()])
    if isinstance(one, nn.Module):
        return True
    if isinstance(one, (torch.Tensor, np.ndarray)):
        return bool(np.array_equal(torch.as_tensor(one).detach(), torch.as_tensor(two).detach()))
    return bool(one == two)
