"""Starts a new lesson: small, complete files that an author replaces piece by piece."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError

SOURCE = '''\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # {title}
#
# What the lesson is about, and how long it takes.

# %%
import torch

# %% [markdown]
# ### Exercise 1: double
#
# Write a function that doubles a tensor. Replace the blank and delete the line that raises.


# %%
def double(x):
    """Double every element of a tensor.

    Args:
        x: torch.Tensor of any shape; not changed

    Returns:
        torch.Tensor of the same shape
    """
    raise NotImplementedError("Complete double!")
    y = ...
    return y


# %% [markdown]
# Try it:

# %%
print(double(torch.arange(3.0)))

# %% [markdown]
# Check it:

# %%
assert torch.equal(double(torch.ones(2)), torch.full((2,), 2.0)), "1 doubled is 2"
print("double looks right.")

# %% [markdown]
# ### Think! Halves
#
# What undoes `double`?

# %% [markdown]
# *Write your answer here (double-click to edit).*
'''

SOLUTIONS = '''\
"""Reference solutions of the lesson {name}."""

import torch


def double(x: torch.Tensor) -> torch.Tensor:
    """Double every element of a tensor.

    Args:
        x: torch.Tensor of any shape; not changed

    Returns:
        torch.Tensor of the same shape
    """
    y = 2 * x
    return y


halves = """Dividing by 2."""
'''

GRADER = '''\
"""Hidden tests of the lesson {name}."""

import pytest
import torch

from autograder.testing import expect

pytestmark = [pytest.mark.question("halves", points=1)]


@pytest.mark.exercise("double", points=1)
def test_same_shape(student, device):
    """The result has the shape of the input."""
    for shape in ((2, 3), (1, 4)):
        x = torch.randn(shape, device=device)
        expect.tensor(student.double(x), "double(x)", shape=shape, kind="floating")


@pytest.mark.exercise("double", points=1)
def test_every_element(student, reference, device):
    """Every element is doubled, negative ones too."""
    x = torch.randn(7, device=device)
    expected = reference.double(x)
    with student.arguments_unchanged():  # does it leave x as it is?
        y = expect.tensor(student.double(x), "double(x)", shape=(7,))
    expect.close(y, expected, "double(x)")
'''

MISCONCEPTIONS = '''\
"""Named wrong answers of the lesson {name}, each with the hint that a student gets."""

from autograder.notebooks.misconceptions import misconception

MISCONCEPTIONS = (
    misconception(
        "double",
        "squared instead of doubled",
        "You multiply each number by itself. Try your function with 3.",
        {{"2 * x": "x * x"}},  # this piece of the solution, and what stands there instead
    ),
)
'''


def new_lesson(course: Course, name: str) -> list[Path]:
    """Write the files of a new lesson, and never over a file that exists.

    Returns:
        The files.

    Raises:
        CourseError: The name is not a slug, or one of the files exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CourseError(
            f"{name!r} is no name for a lesson; use small letters, digits and underscores."
        )
    files = {
        course.source(name): SOURCE,
        course.solutions(name): SOLUTIONS,
        course.grader(name): GRADER,
        course.misconceptions(name): MISCONCEPTIONS,
    }
    for path in files:
        if path.exists():
            raise CourseError(f"{path} exists already; choose another name or remove it first.")
    title = name.replace("_", " ").capitalize()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(name=name, title=title), encoding="utf-8")
    return list(files)
