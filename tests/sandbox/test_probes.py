"""What the engine measures in a student's process, whatever the student's code changed there."""

from __future__ import annotations

import pytest
import torch

from autograder.sandbox import Sandbox
from autograder.testing import Student
from tests.sandbox.conftest import code

# Changes its argument, and makes the methods of tensors show what was there before.
HIDES_A_CHANGE = """
import torch
kept = {}
def lie(method):
    return lambda self, *a, **k: method(kept.get(id(self), self), *a, **k)
for name in ("clone", "detach", "numpy", "tolist", "cpu", "contiguous", "reshape", "view"):
    setattr(torch.Tensor, name, lie(getattr(torch.Tensor, name)))
torch.clone = lie(torch.clone)
def f(x):
    kept[id(x)] = torch.add(x, 0)
    x += 1
    return torch.add(x, 0)
"""


def test_a_hidden_change_of_an_argument_is_seen(sandbox: Sandbox) -> None:
    student = Student(sandbox, code(HIDES_A_CHANGE))
    with pytest.raises(AssertionError, match="changes the tensor"), student.arguments_unchanged():
        student.f(torch.arange(4.0))
    student.close()


# Leaves torch, so that no gradient flows, and offers a gradient of its own.
FORGES_A_GRADIENT = """
import torch
def ones(*args, **kwargs):
    return torch.full((4,), 2.0)
torch.Tensor.grad = property(ones)
torch.Tensor.backward = ones
torch.autograd.grad = ones
torch.autograd.backward = ones
import sys
try:
    from autograder.sandbox.inside import helpers
    helpers.gradient = ones
except ImportError:
    pass
for name, module in list(sys.modules.items()):
    if name.startswith("autograder"):
        vars(module).update(gradient=ones, _backward=ones, _differentiate=ones)
def f(x):
    return torch.tensor(2 * x.detach().numpy())
"""


def test_a_forged_gradient_is_not_believed(sandbox: Sandbox) -> None:
    student = Student(sandbox, code(FORGES_A_GRADIENT))
    with pytest.raises(Exception, match="no gradient flows"):
        student.gradient("f", torch.arange(4.0))
    student.close()


LOSSES = """
import torch
import torch.nn.functional as F
from torch import nn
def by_class(x, labels): return nn.CrossEntropyLoss()(x, labels)
def by_function(x, labels): return F.cross_entropy(x, labels)
def by_parts(x, labels): return F.nll_loss(F.log_softmax(x, dim=1), labels)
def inside(x, labels): return torch._C._nn.cross_entropy_loss(x, labels)
def by_operator(x, labels): return torch.ops.aten.cross_entropy_loss(x, labels)
def own(x, labels):
    return (torch.logsumexp(x, dim=1) - x[torch.arange(len(x)), labels]).mean()
"""


@pytest.mark.parametrize("name", ["by_class", "by_function", "by_parts", "inside", "by_operator"])
def test_a_librarys_loss_is_seen_whatever_its_name(strong_sandbox: Sandbox, name: str) -> None:
    student = Student(strong_sandbox, code(LOSSES))
    data = torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2])
    assert "nll_loss_forward" in student.what_runs(name, *data)
    assert "nll_loss_forward" not in student.what_runs("own", *data)
    student.close()


def test_arguments_are_read_as_they_are_after_the_call(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open(code("def f(x, y, n): y += n; return x")) as box:
        value, (after,) = box.call_and_read("f", torch.zeros(3), torch.ones(2), 4, read=[1])
        assert value.tolist() == [0.0, 0.0, 0.0]
        assert after.tolist() == [5.0, 5.0]


def test_a_function_that_is_called_on_the_way_is_seen(strong_sandbox: Sandbox) -> None:
    source = """
    from torch.nn.functional import relu as harmless
    def inner(x): return harmless(x)
    def f(x): return inner(x)
    """
    student = Student(strong_sandbox, code(source))
    assert {"torch.nn.functional.relu", "__main__.inner"} <= student.what_runs("f", torch.ones(2))
    student.close()
