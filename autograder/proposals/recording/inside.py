"""Records the calls of a notebook's exercises; it runs in the sandbox, which gets it as text.

It imports nothing of the engine. What it sends back is plain data: a description of each value.
"""

from __future__ import annotations

import functools
import inspect
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NoReturn

import numpy as np
import torch

MAX_CALLS = 40  # of one function or method; a loop may call it without end
MAX_ROWS, MAX_NUMBERS, MAX_LENGTH, MAX_DEPTH = 400, 4_000, 40, 3

Data = dict[str, Any]
calls: dict[str, list[Data]] = {}
made: list[tuple[Any, str, Data]] = []  # each object of an exercise's class, and its arguments
raised: dict[str, str] = {}  # by the last call of each exercise that raised
running: set[str] = set()


class TooLong(BaseException):
    """A cell took too long."""


def run(sources: Sequence[str], seconds: float) -> str:
    """Run the statements of a cell, also past one that fails; returns the first thing that did."""
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return next(filter(None, [_failure(source) for source in sources]), "")
    except TooLong:
        return f"takes more than {seconds:g} seconds"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _failure(source: str) -> str:
    """Run a statement; returns what went wrong, or an empty text."""
    try:
        exec(compile(source, "<cell>", "exec"), vars(sys.modules["__main__"]))
    except TooLong:
        raise
    except BaseException as error:
        return f"raised {type(error).__name__}: {error}"[:300]
    return ""


def _stop(_: int, __: FrameType | None) -> NoReturn:
    raise TooLong


def watch(name: str) -> bool:
    """Record all calls of a function or class from now on; returns whether there is one."""
    names = vars(sys.modules["__main__"])
    found = names.get(name)
    if inspect.isclass(found):
        _watch_class(name, found)
    elif callable(found):
        names[name] = recorded(name, found)
    return callable(found)


def recordings(name: str) -> Data:
    """The calls of an exercise, what one raised, and whether an object of its was trained."""
    grads = [p.grad for each, of, _ in made if of == name for p in _parameters(each)]
    is_trained = any(grad is not None for grad in grads)
    return {"calls": calls.get(name, []), "trained": is_trained, "raised": raised.get(name, "")}


def recorded(name: str, function: Callable[..., Any], method: str = "") -> Callable[..., Any]:
    """The function, which also records its outermost calls."""
    key = f"{name}.{method}"

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        kept = calls.setdefault(name, [])
        if key in running or sum(each["method"] == method for each in kept) >= MAX_CALLS:
            return function(*args, **kwargs)
        running.add(key)
        try:
            call = _begin(name, function, method, args, kwargs)
            before = [_copy(value) for value in call["values"]]
            result = _called(name, function, args, kwargs)
            values = zip(call["args"], before, call.pop("values"), strict=True)
            call["changed"] = [n for n, b, v in values if not _same(b, v)]
            kept.append(call | {"result": describe(result)})
            return result
        finally:
            running.discard(key)

    return wrapper


def _called(name: str, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    try:
        return function(*args, **kwargs)
    except Exception as error:
        raised[name] = f"{type(error).__name__}: {error}"[:200]
        raise


def _begin(name: str, function: Any, method: str, args: Any, kwargs: Any) -> Data:
    bound = inspect.signature(function).bind(*args, **kwargs).arguments
    values = dict(bound)
    call: Data = {"method": method, "built": {}, "object": -1}
    if method:
        own = values.pop(next(iter(values)))
        number = next(i for i, (each, _, _) in enumerate(made) if each is own)
        call |= {"built": made[number][2], "object": number}
    optimised = {id(p): n for n, v in values.items() for p in _parameters(v)}
    described = {n: describe(value, optimised) for n, value in values.items()}
    return call | {"args": described, "values": list(values.values())}


def _watch_class(name: str, cls: type) -> None:
    init = cls.__init__  # type: ignore[misc]

    @functools.wraps(init)
    def built(self: Any, *args: Any, **kwargs: Any) -> None:
        bound = inspect.signature(init).bind(self, *args, **kwargs).arguments
        values = list(bound.items())[1:]
        made.append((self, name, {n: describe(value) for n, value in values}))
        init(self, *args, **kwargs)

    cls.__init__ = built  # type: ignore[misc]
    for method, function in list(vars(cls).items()):
        if inspect.isfunction(function) and (method == "__call__" or method[0] != "_"):
            setattr(cls, method, recorded(name, function, method))


def describe(value: Any, optimised: dict[int, str] | None = None, depth: int = 0) -> Data:
    """A value as plain data: its kind, and what new values of this kind need to know."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return _described_tensor(value)
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, float, str)):
        return {"kind": type(value).__name__, "value": value}
    if isinstance(value, int) and abs(value) < 1 << 62:
        return {"kind": "int", "value": value}
    if isinstance(value, (list, tuple, range)) and len(value) <= MAX_LENGTH and depth < MAX_DEPTH:
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {"kind": kind, "items": [describe(each, optimised, depth + 1) for each in value]}
    if isinstance(value, torch.optim.Optimizer):
        return _described_optimizer(value, optimised or {})
    if isinstance(value, torch.nn.Module):
        return _described_module(value)
    return {"kind": "other", "name": type(value).__name__}


def _described_tensor(value: Any) -> Data:
    kind = "tensor" if isinstance(value, torch.Tensor) else "array"
    try:
        tensor = torch.as_tensor(value).detach().cpu()
    except TypeError:  # an array of objects or texts
        return {"kind": "other", "name": type(value).__name__}
    part = tensor[:MAX_ROWS] if tensor.dim() else tensor
    whole = len(part) == len(tensor) if tensor.dim() else True
    kept = part.clone() if part.numel() <= MAX_NUMBERS else part.flatten()[:MAX_NUMBERS].clone()
    return {
        "kind": kind,
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "value": kept,
        "whole": whole and kept.dim() == tensor.dim(),
    }


def _described_module(value: torch.nn.Module) -> Data:
    own = next((number for number, (each, _, _) in enumerate(made) if each is value), None)
    built = made[own][1:] if own is not None else ("", {})
    children = list(value) if isinstance(value, torch.nn.Sequential) else []
    return {
        "kind": "module",
        "name": type(value).__name__,
        "library": type(value).__module__.startswith("torch.nn.modules"),
        "text": "" if list(value.children()) else repr(value),
        "children": [_described_module(child) for child in children],
        "own": built[0],
        "built": built[1],
    }


def _described_optimizer(value: Any, optimised: dict[int, str]) -> Data:
    first = value.param_groups[0]
    settings = {
        name: setting
        for name, setting in first.items()
        if name in ("lr", "momentum", "weight_decay") and isinstance(setting, float) and setting
    }
    of = optimised.get(id(first["params"][0]), "")
    return {"kind": "optimizer", "name": type(value).__name__, "settings": settings, "of": of}


def _parameters(value: Any) -> list[Any]:
    return list(value.parameters()) if isinstance(value, torch.nn.Module) else []


def _copy(value: Any) -> Any:
    if isinstance(value, torch.nn.Module):
        return [p.detach().clone() for p in value.parameters()]
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    return value.copy() if isinstance(value, np.ndarray) else None


def _same(before: Any, value: Any) -> bool:
    after = _copy(value)
    if isinstance(before, list):
        return len(before) == len(after) and all(map(torch.equal, before, after))
    return before is None or bool(np.array_equal(before, after, equal_nan=False) or _nan(before))


def _nan(value: Any) -> bool:
    return bool((value != value).any())
