"""`expect` accepts the right values, and refuses others with an AssertionError only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import expect

DTYPES = (
    torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.uint8,
    torch.int16, torch.int32, torch.int64, torch.bool, torch.complex64, torch.complex128,
)  # fmt: skip
SHAPES = ((), (0,), (1,), (2, 3), (3, 2), (3,), (1, 1), (0, 5))
EXTREMES = (0, 1, float("nan"), float("inf"), float("-inf"), 1e38)


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    values = torch.full(draw(st.sampled_from(SHAPES)), draw(st.sampled_from(EXTREMES)))
    return values.nan_to_num().to(draw(st.sampled_from(DTYPES))) if draw(st.booleans()) else values


class Remote:
    type_name = "ellipsis"


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=3),
    st.binary(max_size=3), st.just(Remote()), tensors(),
)  # fmt: skip
whatever = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)

QUESTIONS: dict[str, Callable[[Any], object]] = {
    "tensor": lambda value: expect.tensor(value, "it"),
    "real": lambda value: expect.tensor(value, "it", kind="real"),
    "floating": lambda value: expect.tensor(value, "it", kind="floating", shape=(2, 3)),
    "integer": lambda value: expect.tensor(value, "it", kind="integer"),
    "number": lambda value: expect.number(value, "it"),
    "sequence": lambda value: expect.sequence(value, "it", 3),
    "module": lambda value: expect.module(value, "it"),
    "instance": lambda value: expect.instance(value, "it"),
    "linear_layers": lambda value: expect.linear_layers(value, [2, 3]),
    "close": lambda value: expect.close(expect.tensor(value, "it"), torch.zeros(2, 3), "it"),
    "close number": lambda value: expect.close(expect.number(value, "it"), 1.0, "it"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@settings(deadline=None)
@given(value=whatever)
def test_only_assertion_errors_are_raised(question: Callable[[Any], object], value: Any) -> None:
    with suppress(AssertionError):
        question(value)


@settings(deadline=None)
@given(value=whatever)
def test_a_number_is_finite_and_no_truth_value(value: Any) -> None:
    with suppress(AssertionError):
        found = expect.number(value, "it")
        assert type(found) is float and abs(found) < float("inf")
        if isinstance(value, bool):
            pytest.fail("True and False are no numbers here")


@pytest.mark.parametrize("one", [2, 2.0, torch.tensor(2.0), torch.tensor([[2]])])
def test_one_number_can_have_any_type(one: object) -> None:
    assert expect.number(one, "it") == 2.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_close_compares_values_and_not_dtypes(dtype: torch.dtype) -> None:
    expect.close(torch.ones(3, dtype=dtype), torch.ones(3), "it")


@pytest.mark.parametrize("value", [torch.ones(1), torch.ones(1, 3), torch.ones(3, 1)])
def test_close_never_broadcasts(value: torch.Tensor) -> None:
    with pytest.raises(AssertionError, match="it should have shape"):
        expect.close(value, torch.ones(3), "it")


def test_a_message_says_where_to_look_and_contains_no_value() -> None:
    with pytest.raises(AssertionError) as caught:
        expect.close(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.5]), "y_hat", look="Look here.")
    assert str(caught.value) == "y_hat is not right: 50% of its values are off. Look here."


def test_an_ellipsis_that_was_not_replaced_is_named() -> None:
    with pytest.raises(AssertionError, match=r"y_hat should be a tensor, but it is still `\.\.\.`"):
        expect.tensor(Remote(), "y_hat")


def test_layers_can_have_any_names() -> None:
    state = torch.nn.Sequential(torch.nn.Linear(2, 5), torch.nn.Linear(5, 3)).state_dict()
    renamed = {f"layer {i}": tensor for i, tensor in enumerate(state.values())}
    assert set(expect.linear_layers(renamed, [2, 5, 3])) == set(renamed)
    with pytest.raises(AssertionError, match="linear layer"):
        expect.linear_layers(renamed, [2, 5, 4])


def test_the_name_of_a_layer_is_not_said() -> None:
    """It comes from the sandbox, and may spell out hidden inputs."""
    with pytest.raises(AssertionError) as caught:
        expect.linear_layers({"0.25, 0.75": 1}, [2, 3])
    assert "0.25" not in str(caught.value)
