"""A small lesson and notebooks that students hand in for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.notebooks import Lesson
from autograder.notebooks.lesson import parse_lesson

SOURCE = '''\
# %% [markdown]
# # A small lesson

# %%
import torch
from math import pi

# %%
SCALE = 3


def given(x):
    return SCALE * x

# %%
def double(x):
    """Double a number."""
    raise NotImplementedError("Complete double!")
    y = ...
    return y

# %%
shown = double(21)

# %%
assert double(1) == 2
print("double looks right.")

# %%
class Counter:
    """Counts."""

    def up(self, by=1):
        """One step."""
        raise NotImplementedError("Complete up!")

# %%
assert Counter().up() == 1

# %% [markdown]
# ### Think! 1.1: Why two?

# %% [markdown]
# *Write your answer here.*

# %% [markdown]
# ### Think! Why three?

# %% [markdown]
# *Write your answer here.*
'''


def small_lesson() -> Lesson:
    """The lesson above."""
    return parse_lesson("small", SOURCE)


def notebook(lesson: Lesson, **answers: str) -> dict[str, Any]:
    """The lesson as released, with some cells answered; keys are cell ids."""
    cells = [
        {
            "cell_type": cell.kind,
            "id": cell.id,
            "metadata": {"nbgrader": {"grade_id": cell.id}},
            "source": answers.get(cell.id, cell.source),
        }
        for cell in lesson.cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def without_marks(document: dict[str, Any]) -> dict[str, Any]:
    """The notebook as an editor leaves it that strips what it does not know."""
    for cell in document["cells"]:
        cell["metadata"] = {"id": "Xb3f"}
        cell.pop("id", None)
    return document


def write(folder: Path, document: object) -> Path:
    """A notebook file with that content."""
    path = folder / "small.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
