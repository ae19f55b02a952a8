"""Hidden tests of the lesson on backpropagation.

What is accepted, exercise by exercise:

- gradients_by_hand: any way of computing the three derivatives.
- Value: any way of remembering. Only operators, `relu`, `backward`, `data` and `grad` are looked
  at, from outside: the values stay in the student's process.
- gradient_step: parameters are any objects with `data` and `grad`, and stay the same objects.

No input lies at the corner of a ReLU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.testing import Reference, Student, expect

pytestmark = [pytest.mark.question("why_backwards", points=1)]

Formula = Callable[..., Any]


def draw(number: int, low: float = 0.5, high: float = 2.5) -> list[float]:
    """Random numbers of either sign, of a size between the two."""
    sizes = low + (high - low) * torch.rand(number)
    signs = 2 * torch.randint(2, (number,)) - 1
    return [round(float(value), 3) for value in sizes * signs]


def check_by_hand(student: Student, reference: Reference, place: int, look: str) -> None:
    """The student's derivative for one of a, b and c, with the ReLU on and off."""
    name = "abc"[place]
    for margin in (1.5, 0.5, 3.0, -1.0, -2.0):
        a, b = draw(2)
        inputs = (a, b, margin - a * b)
        returned = student.gradients_by_hand(*inputs)
        found = expect.sequence(returned, "What gradients_by_hand returns", 3)
        value = expect.number(found[place], f"bar_{name}")
        state = "on" if margin > 0 else "off"
        what = f"bar_{name} where the ReLU is {state}"
        expect.close(value, reference.gradients_by_hand(*inputs)[place], what, look=look)


@pytest.mark.exercise("gradients_by_hand", points=1)
def test_gradient_for_c(student: Student, reference: Reference) -> None:
    """The derivative for c passes through the ReLU where it is on, and not where it is off."""
    look = "Follow the arrows from y back to c: what is each step multiplied with?"
    check_by_hand(student, reference, 2, look)


@pytest.mark.exercise("gradients_by_hand", points=1)
def test_gradient_for_b(student: Student, reference: Reference) -> None:
    """The derivative for b is right, with the ReLU on and off."""
    look = "How fast does the product a * b change with b?"
    check_by_hand(student, reference, 1, look)


@pytest.mark.exercise("gradients_by_hand", points=1)
def test_gradient_for_a(student: Student, reference: Reference) -> None:
    """The derivative for a takes both its arrows into account."""
    look = "There are two ways from y back to a. What does each of them bring?"
    check_by_hand(student, reference, 0, look)


class Number:
    """A `Value` of the student, so that a formula can be written as for tensors."""

    def __init__(self, student: Student, inside: Any) -> None:
        self._student = student
        self.inside = inside

    def _do(self, operator: str, *sides: object) -> Number:
        plain = [each.inside if isinstance(each, Number) else each for each in sides]
        result = self._student.call(f"operator.{operator}", *plain)
        return Number(self._student, expect.instance(result, "The result of a sum or product"))

    def __add__(self, other: object) -> Number:
        return self._do("add", self, other)

    def __radd__(self, other: object) -> Number:
        return self._do("add", other, self)

    def __mul__(self, other: object) -> Number:
        return self._do("mul", self, other)

    def __rmul__(self, other: object) -> Number:
        return self._do("mul", other, self)

    def __sub__(self, other: object) -> Number:
        return self._do("sub", self, other)

    def relu(self) -> Number:
        """What its method `relu` returns."""
        return Number(self._student, expect.instance(self.inside.relu(), "What relu returns"))

    def read(self, attribute: str) -> float:
        """Its `data` or `grad`, which must be a number."""
        value = self._student.call("builtins.getattr", self.inside, attribute)
        return expect.number(value, f"The {attribute} of a Value")


def numbers(student: Student, inputs: list[float]) -> list[Number]:
    """A `Value` of the student for each input."""
    return [Number(student, expect.instance(student.Value(x), "Value(...)")) for x in inputs]


def check_data(student: Student, formula: Formula, inputs: list[float], what: str) -> None:
    """The `data` of the student's result is what plain arithmetic gives."""
    found = formula(*numbers(student, inputs)).read("data")
    plain = formula(*map(torch.tensor, inputs))
    look = "Which two numbers is it computed from, and how?"
    expect.close(found, plain, f"The data of {what}", look=look)


def check_gradients(
    student: Student, formula: Formula, inputs: list[float], what: str, look: str, *, times: int = 1
) -> None:
    """What the student's `backward` finds for each input is what torch finds."""
    ours = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    theirs = numbers(student, inputs)
    for _ in range(times):
        formula(*ours).backward()
        formula(*theirs).inside.backward()
    expected = torch.stack([tensor.grad for tensor in ours if tensor.grad is not None])
    found = torch.tensor([each.read("grad") for each in theirs])
    expect.close(found, expected, f"What backward finds for {what}", look=look)


@pytest.mark.exercise("Value", points=0.5)
def test_sums(student: Student) -> None:
    """Values are added to values and to plain numbers."""
    for _ in range(3):
        check_data(student, lambda s, t: s + t, draw(2), "s + t")
        check_data(student, lambda s: s + 1.5, draw(1), "a sum with a plain number")
        check_data(student, lambda s: 1.5 + s, draw(1), "a sum with a plain number")


@pytest.mark.exercise("Value", points=0.5)
def test_products(student: Student) -> None:
    """Values are multiplied with values and with plain numbers."""
    for _ in range(3):
        check_data(student, lambda s, t: s * t, draw(2), "s * t")
        check_data(student, lambda s: s * 1.5, draw(1), "a product with a plain number")
        check_data(student, lambda s: 1.5 * s, draw(1), "a product with a plain number")


@pytest.mark.exercise("Value", points=0.5)
def test_relu(student: Student) -> None:
    """ReLU keeps positive values and makes negative ones 0."""
    for x in (0.4, 2.5, -0.3, -4.0):
        check_data(student, lambda s: s.relu(), [x], f"ReLU(s) for {'+' if x > 0 else '-'}s")


@pytest.mark.exercise("Value", points=0.5)
def test_gradient_of_a_sum(student: Student) -> None:
    """A sum sends the same gradient to both sides."""
    look = "How fast does a sum change with each of its two sides?"
    for _ in range(3):
        check_gradients(student, lambda s, t: s + t, draw(2), "s + t", look)
        check_gradients(student, lambda s: 3.0 + s + 2.0, draw(1), "3 + s + 2", look)


@pytest.mark.exercise("Value", points=1)
def test_gradient_of_a_product(student: Student) -> None:
    """A product sends to each factor what the other one is."""
    look = "How fast does a product change with each of its two factors?"
    for _ in range(3):
        check_gradients(student, lambda s, t: s * t, draw(2), "s * t", look)
        check_gradients(student, lambda s: s * 3.0, draw(1), "s * 3", look)
        check_gradients(student, lambda s: 0.5 * s, draw(1), "0.5 * s", look)


@pytest.mark.exercise("Value", points=1)
def test_gradient_of_a_relu(student: Student) -> None:
    """ReLU lets a gradient through where it is on, and none where it is off."""
    look = "The slope of a ReLU is one of two numbers. Which one, and when?"
    for x in (0.4, 2.5, -0.3, -4.0):
        what = f"ReLU(s) with a {'positive' if x > 0 else 'negative'} s"
        check_gradients(student, lambda s: s.relu(), [x], what, look)


@pytest.mark.exercise("Value", points=1)
def test_gradients_along_a_chain(student: Student) -> None:
    """Along a chain of operations, the slopes are multiplied."""
    look = "What has arrived at a value, and what is it multiplied with on its way to a parent?"
    for _ in range(3):
        inputs = [abs(x) for x in draw(4)]
        chain = lambda s, t, p, q: ((s * t + p).relu() * q) * 2.0  # noqa: E731
        check_gradients(student, chain, inputs, "((s * t + p).relu() * q) * 2", look)
        check_gradients(student, lambda s, t: (s - t) * 3.0, draw(2), "(s - t) * 3", look)


@pytest.mark.exercise("Value", points=1)
def test_gradients_of_several_paths(student: Student) -> None:
    """Where a value is used several times, what its arrows bring is added."""
    look = "A parent may be reached by several arrows. What happens to what came by an earlier one?"
    for _ in range(3):
        check_gradients(student, lambda s: s + s, draw(1), "s + s", look)
        check_gradients(student, lambda s: s * s + s * 3.0, draw(1), "s * s + s * 3", look)
        check_gradients(student, lambda s, t: s * t + t, draw(2), "s * t + t", look)


def two_ways(s: Any, t: Any) -> Any:
    """A formula in which a computed value is used at once and after several steps."""
    d = s * t
    e = (d * d + s) * t
    return d * e + e + d


@pytest.mark.exercise("Value", points=0.5)
def test_a_value_waits_for_all_its_parts(student: Student) -> None:
    """A computed value sends its gradient on once, after all parts have arrived."""
    look = "In which order does backward meet the values? Each must wait for all its arrows."
    for _ in range(3):
        check_gradients(student, two_ways, draw(2), "a value that is used near and far", look)
        mirrored = lambda s, t: (d := s + t) + ((d * t) * s) * d  # noqa: E731
        check_gradients(student, mirrored, draw(2), "a value that is used near and far", look)


@pytest.mark.exercise("Value", points=0.5)
def test_gradients_of_several_calls_add_up(student: Student) -> None:
    """Each call of backward, on a new graph, adds to the gradients of the inputs."""
    look = "Who clears a gradient: backward, or the one who trains?"
    for times in (2, 3):
        check_gradients(student, lambda s, t: s * t, draw(2), "repeated calls", look, times=times)


def step(
    student: Student, data: list[float], grads: list[float], lr: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The data and the gradients of parameters after the student's step."""
    make = student.make
    parameters = [
        make("types.SimpleNamespace", data=x, grad=g) for x, g in zip(data, grads, strict=True)
    ]
    student.gradient_step(parameters, lr)
    after = [student.call("builtins.vars", each) for each in parameters]
    found = [
        [expect.number(each.get(name), f"The {name} of a parameter") for each in after]
        for name in ("data", "grad")
    ]
    return torch.tensor(found[0]), torch.tensor(found[1])


@pytest.mark.exercise("gradient_step", points=1)
def test_one_parameter_moves_downhill(student: Student) -> None:
    """A parameter moves against its gradient, by the learning rate times the gradient."""
    look = "In which direction does the loss fall, and how far does the step go?"
    for lr in (0.1, 0.25, 2.0):
        data, grads = draw(1), draw(1)
        found, _ = step(student, data, grads, lr)
        expected = torch.tensor(data) - lr * torch.tensor(grads)
        expect.close(found, expected, "The data after a step", look=look)


@pytest.mark.exercise("gradient_step", points=1)
def test_every_parameter_moves(student: Student) -> None:
    """Each of several parameters moves by its own gradient."""
    look = "Each parameter has a gradient of its own. Does each of them get its step?"
    for number in (2, 5, 9):
        data, grads = draw(number), draw(number)
        found, _ = step(student, data, grads, 0.3)
        expected = torch.tensor(data) - 0.3 * torch.tensor(grads)
        expect.close(found, expected, "The data of several parameters", look=look)


@pytest.mark.exercise("gradient_step", points=1)
def test_gradients_are_cleared(student: Student) -> None:
    """After the step each gradient is 0."""
    for number in (1, 4):
        _, found = step(student, draw(number), draw(number), 0.1)
        look = "What would the next backward add to?"
        expect.close(found, torch.zeros(number), "The grad after a step", look=look)
