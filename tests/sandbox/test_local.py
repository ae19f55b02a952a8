"""The student's side as if it were local, for tests that were written beside the code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from autograder.sandbox import Sandbox, StudentError
from autograder.testing import Student, as_local
from tests.sandbox.conftest import code

SOURCE = """
import numpy as np
import torch

def same(value):
    return value

def kind(value):
    return type(value).__name__

def mixed():
    return [(1, "a"), {2: {3}}, 4 + 2j, 10**30, np.arange(3.0), None]

def fail():
    raise KeyError("nothing there")

class Pair:
    def __init__(self, left, right):
        self.items = (left, right)
    def swapped(self):
        return Pair(*self.items[::-1])
    def __len__(self):
        return 2
    def __getitem__(self, index):
        return self.items[index]

class Equal:
    def __eq__(self, other):
        return True
"""


@pytest.fixture
def student(strong_sandbox: Sandbox) -> Iterator[Student]:
    """The code above, behind the wall."""
    student = Student(strong_sandbox, code(SOURCE))
    yield student
    student.close()


def test_results_have_the_types_that_they_were_returned_with(student: Student) -> None:
    pair, mapping, number, large, array, nothing = as_local(student).mixed()
    assert (pair, mapping, number, large, nothing) == ((1, "a"), {2: {3}}, 4 + 2j, 10**30, None)
    assert isinstance(array, np.ndarray) and array.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "value", [(1, (2, 3)), {1, 2}, {1: "a"}, [1.5], "text", np.ones((2, 2)), True], ids=repr
)
def test_arguments_keep_their_types(student: Student, value: object) -> None:
    local = as_local(student)
    assert local.kind(value) == type(value).__name__
    found = local.same(value)
    assert np.array_equal(found, value) if isinstance(value, np.ndarray) else found == value


def test_tensors_stay_tensors(student: Student) -> None:
    assert torch.equal(as_local(student).same(torch.arange(3)), torch.arange(3))


def test_an_exception_is_one_of_its_kind_and_still_the_students(student: Student) -> None:
    with pytest.raises(KeyError) as caught:
        as_local(student).fail()
    assert isinstance(caught.value, StudentError)
    assert caught.value.message == "'nothing there'" and caught.value.code


def test_objects_have_methods_attributes_and_parts(student: Student) -> None:
    pair = as_local(student).Pair(1, (2, 3))
    assert pair.items == (1, (2, 3)) and pair.swapped().items == ((2, 3), 1)
    assert len(pair) == 2 and pair[1] == (2, 3)
    with pytest.raises(AttributeError):
        pair.missing  # noqa: B018 - it is looked up


def test_an_object_is_never_asked_whether_it_equals_something(student: Student) -> None:
    local = as_local(student)
    assert local.Equal() != 5
    assert (local.Equal(),) != (5,)
