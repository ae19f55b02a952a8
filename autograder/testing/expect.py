"""Checks of a value from a student, for hidden tests.

Each function returns the value in a form that is safe to compute with, or fails the test with a
message that names the broken rule and never the right value.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal

import torch

from autograder.feedback import messages
from autograder.testing import observed

NumberKind = Literal["floating", "integer", "real"]

DATA = (type(None), bool, int, float, str, bytes, list, tuple, dict, torch.Tensor)


def tensor(
    value: object,
    what: str,
    *,
    shape: Sequence[int] | None = None,
    kind: NumberKind | None = None,
    finite: bool = True,
) -> torch.Tensor:
    """Check that the value is a tensor of the given shape and kind of numbers.

    Raises:
        AssertionError: It is something else, or contains NaN or infinity.
    """
    if not isinstance(value, torch.Tensor):
        raise AssertionError(messages.wrong_type(what, "a tensor", type_name(value)))
    observed.record(value)
    if shape is not None and tuple(value.shape) != tuple(shape):
        raise AssertionError(messages.wrong_shape(what, tuple(shape), tuple(value.shape)))
    if kind == "floating" and not value.is_floating_point():
        raise AssertionError(messages.wrong_type(what, "floating-point", str(value.dtype)))
    if kind == "integer" and (value.is_floating_point() or value.is_complex()):
        raise AssertionError(messages.wrong_type(what, "whole numbers", str(value.dtype)))
    if kind == "real" and value.is_complex():
        raise AssertionError(messages.wrong_type(what, "real numbers", str(value.dtype)))
    if finite and not bool(torch.isfinite(value).all()):
        raise AssertionError(messages.not_finite(what))
    return value


def linear_layers(
    state: object, sizes: Sequence[int], *, bias: bool | None = True
) -> dict[str, torch.Size]:
    """Check that a `state_dict()` has a linear layer between any two sizes.

    Layers are recognised by their shapes, because students may use any names.

    Args:
        state: The `state_dict()` of a student's network.
        sizes: Sizes of the input, of each hidden layer and of the output.
        bias: Whether the layers have biases; None if both are right.

    Returns:
        The shape of each tensor, by name.
    """
    if not isinstance(state, dict):
        raise AssertionError(messages.wrong_type("state_dict()", "a dict", type_name(state)))
    what = "A value of state_dict()"
    found = {name: tensor(item, what, finite=False).shape for name, item in state.items()}
    wanted: set[tuple[int, ...]] = {(n_out, n_in) for n_in, n_out in pairwise(sizes)}
    if bias:
        wanted |= {(n,) for n in sizes[1:]}
    shapes = {tuple(shape) for shape in found.values() if bias is not None or len(shape) > 1}
    if shapes != wanted:
        kind = {True: ", with a bias,", False: ", without a bias,", None: ""}[bias]
        raise AssertionError(
            f"The network must hold a linear layer{kind} for each hidden size asked for and one "
            "for the output. Each takes in what the one before puts out."
        )
    return found


def number(value: object, what: str) -> float:
    """Check for one finite number: a Python number or a tensor with a single element."""
    if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
        value = value.item()
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise AssertionError(messages.wrong_type(what, "one number", type_name(value)))
    if not abs(value) <= sys.float_info.max:
        raise AssertionError(messages.not_finite(what))
    # A count must be equal; a measured number has the tolerance of `close`.
    tolerance = (0.0 if isinstance(value, int) else 1e-4, 1e-5)
    observed.record(torch.tensor(float(value), dtype=torch.float64), tolerance)
    return float(value)


def sequence(value: object, what: str, length: int) -> list[object]:
    """Check for a tuple or list of that many values."""
    if not isinstance(value, (list, tuple)):
        raise AssertionError(messages.wrong_type(what, f"{length} values", type_name(value)))
    if len(value) != length:
        raise AssertionError(messages.wrong_length(what, length, len(value)))
    return list(value)


def named(
    value: object, what: str, names: Sequence[str], name_of: Callable[[torch.Tensor], str]
) -> dict[str, torch.Tensor]:
    """Check for that many tensors, and name them, also if they come in another order.

    So one test can check the order with `in_order`, and the others what the tensors hold.

    Args:
        value: What the student returned.
        what: Name of the value in a message.
        names: The names in the right order.
        name_of: The name that a tensor should have, judged by what it holds.

    Returns:
        The tensors by name, in double precision, in the order in which they came. Where not every
        name is found once, they are taken to be in the right order.
    """
    parts = zip(sequence(value, what, len(names)), names, strict=True)
    tensors = [tensor(part, name, kind="real").double().cpu() for part, name in parts]
    found = list(map(name_of, tensors))
    return dict(zip(found if sorted(found) == sorted(names) else names, tensors, strict=True))


def in_order(found: Iterable[str], names: Iterable[str], what: str) -> None:
    """Check the order of the names that `named` found."""
    came, wanted = ", ".join(found), ", ".join(names)
    if came != wanted:
        raise AssertionError(messages.wrong_order(what, wanted, came))


def module(value: Any, what: str) -> Any:
    """Check for a module that stays in the sandbox, such as an instance of `Net`."""
    return instance(value, what, "an nn.Module")


def instance(value: Any, what: str, of: str = "an object of your class") -> Any:
    """Check for an object of a student's class, which stays in the sandbox."""
    if isinstance(value, DATA):
        raise AssertionError(messages.wrong_type(what, of, type_name(value)))
    return value


def close(
    value: torch.Tensor | float,
    expected: torch.Tensor | float,
    what: str,
    *,
    rtol: float = 1e-4,
    atol: float = 1e-5,
    look: str = "",
) -> None:
    """Check that a value is equal within tolerance, for any dtype; shapes must be equal.

    Args:
        value: The student's value.
        expected: The right value.
        what: Name of the value in a message.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
        look: Sentence that tells the student where to look if the value is not right.
    """
    got = tensor(_as_tensor(value, what), what, kind="real", finite=False).double().cpu()
    observed.record(got, (rtol, atol))
    wanted = torch.as_tensor(expected).detach().double().cpu()
    if got.shape != wanted.shape:
        raise AssertionError(messages.wrong_shape(what, tuple(wanted.shape), tuple(got.shape)))
    off = ~torch.isclose(got, wanted, rtol=rtol, atol=atol)
    if bool(off.any()):
        message = messages.not_close(what, float(off.double().mean()), off.numel())
        raise AssertionError(f"{message} {look}".strip())


def _as_tensor(value: Any, what: str) -> torch.Tensor:
    try:
        return torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise AssertionError(messages.wrong_type(what, "numbers", type_name(value))) from None


def type_name(value: object) -> str:
    """The type of a value, in words that a student knows."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {messages.shape(tuple(value.shape))}"
    name = getattr(value, "type_name", type(value).__name__)
    return {"NoneType": "None", "ellipsis": "still `...`"}.get(name, f"of type {name}")
