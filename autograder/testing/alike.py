"""Compares a student's answer with the reference, no more strictly than both can be right.

Hidden tests that `course propose` writes use this: one place decides what may differ. One number
may come as a number or as a tensor with one element, a list of numbers as a tensor, an array as a
tensor, a tuple as a list; sizes of 1 do not count; layers may have any names.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from autograder.feedback import messages
from autograder.testing import expect
from autograder.testing.student import Reference, Student

COARSE = (torch.float16, torch.bfloat16)


class Pair(NamedTuple):
    """An object in the student's process, and an equal one here."""

    theirs: Any
    ours: Any


def pair(student: Student, path: str, *args: Any, **settings: Any) -> Pair:
    """The same object for both sides: `pair(student, "torch.nn.Linear", 1, 3)`.

    Ours is not copied when the reference gets it, so that a test can see what became of it.
    """
    theirs = student.make(path, *(getattr(each, "theirs", each) for each in args), **settings)
    ours = pkgutil.resolve_name(path)(*(getattr(each, "ours", each) for each in args), **settings)
    if isinstance(ours, nn.Module) and (state := ours.state_dict()):
        theirs.load_state_dict(state)
    with suppress(AttributeError):  # an array has no attributes, and is copied
        ours.__deepcopy__ = lambda _: ours
    return Pair(theirs, ours)


def own(student: Student, reference: Reference, name: str, *args: Any) -> Pair:
    """An object of an exercise's class for both sides, with the same parameters."""
    both = Pair(student.call(name, *args), getattr(reference, name)(*args))
    share_parameters(both.theirs, both.ours, f"{name}(...)")
    both.ours.__deepcopy__ = lambda _: both.ours
    return both


def optimizer(student: Student, name: str, model: Pair, **settings: Any) -> Pair:
    """An optimizer of torch for both sides, which updates a model of `pair`."""
    parameters = student.make(model.theirs, method="parameters")
    both = Pair(parameters, model.ours.parameters())
    return pair(student, f"torch.optim.{name}", both, **settings)


def check(found: Any, expected: Any, what: str, look: str = "") -> None:
    """Check that a value is that of the reference.

    Args:
        found: What the student's code returned.
        expected: What the reference returned; for None, anything is right.
        what: Name of the value in a message.
        look: Sentence that tells the student where to look if the value is not right.
    """
    if isinstance(expected, np.bool_):
        expected = bool(expected)
    if isinstance(expected, nn.Module):
        check_network(found, expected, inputs_of(expected), what, look)
    elif isinstance(expected, (str, bool)):
        _check_equal(found, expected, what, look)
    elif isinstance(expected, dict):
        _check_dict(found, expected, what, look)
    elif isinstance(expected, (list, tuple)) and not is_numbers(expected):
        parts = expect.sequence(found, what, len(expected))
        for number, (part, wanted) in enumerate(zip(parts, expected, strict=True), start=1):
            check(part, wanted, f"Part {number} of {_inside(what)}", look)
    elif expected is not None:
        found = as_tensor(found) if isinstance(expected, (list, tuple)) else found
        _check_numbers(found, _tensor(expected), what, look)


def check_state(both: Pair, what: str, look: str = "") -> None:
    """Check that the student's code made of an object of `pair` what the reference made of it."""
    if isinstance(both.ours, Tensor):
        check(both.theirs.clone(), both.ours, what, look)
        return
    found = both.theirs.state_dict()
    for name, wanted in both.ours.state_dict().items():
        if not isinstance(found, dict) or name not in found:
            raise AssertionError(f"{what} lacks {name}.")
        check(found[name], wanted, what, look)


def check_network(net: Any, ours: nn.Module, x: Tensor, what: str, look: str = "") -> None:
    """Check that a student's network holds what ours does, and computes the same from a batch."""
    share_parameters(net, ours, what)
    with torch.no_grad():
        expected = ours(x)
    check(net(x), expected, f"The output of {_inside(what)}", look)


def check_names(net: Any, ours: nn.Module, what: str) -> None:
    """Check that a student's network has layers of the same names, registered in any order."""
    children = expect.module(net, what).named_children()
    found = {child[0] for child in children if isinstance(child, list) and child}
    if found != {name for name, _ in ours.named_children()}:
        raise AssertionError(
            f"The layers of {_inside(what)} have other names than those asked for."
        )


def check_gradients(
    student: Student, net: Any, ours: nn.Module, x: Tensor, what: str, look: str = ""
) -> None:
    """Check that gradients of a batch's summed output reach every parameter of a student's net."""
    share_parameters(net, ours, what)
    found = student.gradient(net, x, wrt="parameters")
    wanted = torch.autograd.grad(ours(x).sum(), [*ours.parameters()], allow_unused=True)
    got = _by_shape(found.values() if isinstance(found, dict) else [])
    for shape, gradient in _by_shape(each for each in wanted if each is not None).items():
        if shape not in got:
            raise AssertionError("Gradients do not reach every parameter of the network.")
        check(got[shape], gradient, "The gradient of a parameter", look)


def share_parameters(net: Any, ours: nn.Module, what: str) -> None:
    """Give both networks the same random parameters, told apart by their shapes."""
    state = expect.module(net, what).state_dict()
    if not isinstance(state, dict):
        raise AssertionError(messages.wrong_type(what, "an nn.Module", expect.type_name(state)))
    theirs = {name: value for name, value in state.items() if _is_parameter(value)}
    mine = {name: value for name, value in ours.state_dict().items() if _is_parameter(value)}
    if {value.shape for value in theirs.values()} != {value.shape for value in mine.values()}:
        raise AssertionError(
            f"{what} must hold other parameters: a layer is missing, is too much, or has another "
            "size."
        )
    drawn = {value.shape: _drawn(value.shape) for value in mine.values()}
    ours.load_state_dict(ours.state_dict() | {name: drawn[v.shape] for name, v in mine.items()})
    net.load_state_dict(state | {name: drawn[v.shape] for name, v in theirs.items()})


def inputs_of(net: nn.Module) -> Tensor:
    """A random batch for a network, by the size of its first layer."""
    for layer in net.modules():
        if isinstance(layer, nn.Linear):
            return torch.randn(6, layer.in_features)
        if isinstance(layer, nn.Conv2d):
            return torch.randn(3, layer.in_channels, 16, 16)
    return torch.randn(6, 4)


@contextmanager
def visible_check(what: str) -> Iterator[None]:
    """In this context, a lesson's own check runs on a student's value; it may meet any value."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{what} does not pass the lesson's own check.") from error
    except Exception as error:
        raise AssertionError(f"{what} is not what the lesson's own check can read.") from error


def same_kind(found: Any, expected: Any, what: str) -> Any:
    """The student's value, of which only the kind is compared: its parts, tensors in one dtype."""
    if isinstance(expected, (list, tuple)):
        pairs = zip(expect.sequence(found, what, len(expected)), expected, strict=True)
        return [same_kind(part, wanted, what) for part, wanted in pairs]
    if isinstance(expected, np.ndarray) and expected.dtype.kind in "biuf":
        return expect.tensor(as_tensor(found), what).numpy().astype(expected.dtype)
    if isinstance(expected, Iterator) and isinstance(found, list):
        return iter(found)
    return expect.tensor(found, what).to(expected) if isinstance(expected, Tensor) else found


def _check_numbers(found: Any, wanted: Tensor, what: str, look: str) -> None:
    if wanted.numel() == 1 and wanted.dtype != torch.bool:
        number = expect.number(found, what)
        expect.close(number, float(wanted), what, **_tolerance(wanted), look=look)
        return
    got = expect.tensor(as_tensor(found), what, kind="real", finite=False).squeeze()
    expect.close(got, wanted.squeeze(), what, **_tolerance(wanted), look=look)


def _check_equal(found: Any, expected: str | bool, what: str, look: str) -> None:
    if isinstance(found, Tensor) and found.numel() == 1:
        found = found.item()
    if not isinstance(found, type(expected)):
        kind = {"bool": "True or False", "str": "a text"}[type(expected).__name__]
        raise AssertionError(messages.wrong_type(what, kind, expect.type_name(found)))
    if found != expected:
        raise AssertionError(f"{what} is not right. {look}".strip())


def _check_dict(found: Any, expected: dict[Any, Any], what: str, look: str) -> None:
    if not isinstance(found, dict):
        raise AssertionError(messages.wrong_type(what, "a dict", expect.type_name(found)))
    if set(found) != set(map(str, expected)):
        raise AssertionError(f"{what} has other keys than it should.")
    for key, wanted in expected.items():
        check(found[str(key)], wanted, f"A value of {_inside(what)}", look)


def _tolerance(wanted: Tensor) -> dict[str, float]:
    """From the dtype; sums of large numbers leave an error of their size."""
    if not wanted.is_floating_point() or not wanted.numel():
        return {"rtol": 0.0, "atol": 0.0}
    coarse = 100.0 if wanted.dtype in COARSE else 1.0
    size = float(wanted[torch.isfinite(wanted)].abs().max()) if wanted.isfinite().any() else 1.0
    return {"rtol": 1e-4 * coarse, "atol": 1e-5 * coarse * max(1.0, size)}


def is_numbers(value: Any) -> bool:
    """Whether a list holds numbers, and nothing else."""
    numbers = (int, float, np.generic)
    return isinstance(value, list) and bool(value) and all(isinstance(n, numbers) for n in value)


def _tensor(value: Any) -> Tensor:
    return torch.as_tensor(value).detach().cpu()


def as_tensor(value: Any) -> Any:
    """A student's list of numbers as a tensor; anything else as it is."""
    if not isinstance(value, (list, int, float)) or isinstance(value, bool):
        return value
    try:
        return torch.as_tensor(value, dtype=None if isinstance(value, int) else torch.float64)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return value


def _is_parameter(value: object) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def _drawn(shape: torch.Size) -> Tensor:
    return torch.randn(shape) / math.sqrt(shape[-1] if shape else 1)


def _by_shape(tensors: Any) -> dict[torch.Size, Tensor]:
    """The sum of the tensors of each shape: names may differ, and their order."""
    found: dict[torch.Size, Tensor] = {}
    for each in tensors:
        if isinstance(each, Tensor):
            found[each.shape] = found.get(each.shape, 0) + each.detach().cpu()
    return found


def _inside(what: str) -> str:
    """The name of a value inside a sentence."""
    return what[0].lower() + what[1:] if what.startswith("What ") else what
