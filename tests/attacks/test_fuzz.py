"""Whatever bytes are handed in, they become a submission, a report page and never an exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.authoring import released_notebook
from autograder.course import Course
from autograder.gradebook.autograded import autograded_notebook
from autograder.notebooks import Lesson, Submission, answers, read_submission
from autograder.report import ExerciseResult, Report

from .world import HONEST, World

many = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

PIECES = st.sampled_from([
    "def double(x):\n", "    return 2 * x\n", "class half:\n", "    def f(self): pass\n", "(\n",
    "[", "]", "{", "}", ")", '"""', "'", "\\", "\t", "\n", ";", ":", "=", "==", "@", "#", "%", "!",
    "?", "lambda: ", "await ", "yield ", "return ", "import torch\n", "from torch import *\n",
    "double", "half", "torch", "if 1:\n", "else:\n", "elif", "try:\n", "except:\n", "finally:\n",
    "0xff", "async def double(x):\n", "1e999", "b'\\xff'", "f'{x}'", "\0", "\ud800", "\x0c", "\r\n",
    "\r", "\u2028", "\ufeff", "del double\n", "global x\n", "nonlocal x\n", "double = 1\n",
    "double: int\n", "for double in x:\n", "with x as double:\n", "double[0].a = 1\n",
    "match double:\n    case [half]: pass\n", "raise NotImplementedError('Complete double!')\n",
])  # fmt: skip
CODE = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
IDS = st.sampled_from(["double", "half", "test_double", "twice-000", "student-1", ""]) | JUNK
CELL = JUNK | st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | JUNK,
        "source": CODE | st.lists(CODE | JUNK, max_size=4) | JUNK,
        "input": CODE,
        "id": IDS,
        "metadata": st.fixed_dictionaries({"nbgrader": st.fixed_dictionaries({"grade_id": IDS})})
        | JUNK,
        "outputs": JUNK,
        "attachments": JUNK,
    },
)
CELLS = st.lists(CELL, max_size=12) | JUNK
NOTEBOOK = JUNK | st.fixed_dictionaries(
    {},
    optional={
        "cells": CELLS,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": CELLS}) | JUNK, max_size=3) | JUNK,
        "nbformat": st.sampled_from([3, 4, 5, "4"]) | JUNK,
        "nbformat_minor": JUNK,
        "metadata": JUNK,
    },
)
CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6)), max_size=8)


@pytest.fixture(scope="module")
def lesson(world: World) -> Lesson:
    found: Lesson = world.lesson
    return found


@pytest.fixture(scope="module")
def release(world: World, lesson: Lesson) -> Any:
    course: Course = world.course
    return released_notebook(course, lesson)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "twice.ipynb"


def read(file: Path, data: bytes, lesson: Lesson, release: Any) -> Submission:
    """Everything that the engine does with a file outside the sandbox."""
    file.write_bytes(data)
    found = read_submission(file, lesson, "ada")
    assert list(found.attempts) == ["double", "half"]
    assert all(attempt.code or attempt.problem for attempt in found.attempts.values())
    exercises = tuple(
        ExerciseResult(name, "failed", 0.0, 1.0, (), attempt.problem)
        for name, attempt in found.attempts.items()
    )
    report = Report("twice", "ada", "", found.sha256, 0.0, 2.0, exercises, found.repairs)
    json.dumps(autograded_notebook(release, found, report)).encode()
    answers(lesson, found.cells)
    return found


@many
@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_submission(data: bytes, file: Path, lesson: Lesson, release: Any) -> None:
    read(file, data, lesson, release)


@many
@given(document=NOTEBOOK)
def test_anything_like_a_notebook_is_a_submission(
    document: object, file: Path, lesson: Lesson, release: Any
) -> None:
    read(file, json.dumps(document).encode(), lesson, release)


@many
@given(source=CODE)
@example(source="\r0")  # a line end to Python, though not to everything that counts lines
def test_any_code_in_the_cell_of_an_exercise_is_a_submission(
    source: str, file: Path, lesson: Lesson, release: Any, world: World
) -> None:
    read(file, json.dumps(world.notebook(source)).encode(), lesson, release)


@many
@given(changes=CHANGES)
def test_a_damaged_notebook_is_a_submission(
    changes: list[tuple[int, bytes]], file: Path, lesson: Lesson, release: Any, world: World
) -> None:
    data = bytearray(json.dumps(world.notebook(HONEST)).encode())
    for place, new in changes:
        at = place % len(data)
        data[at : at + len(new)] = new
    read(file, bytes(data), lesson, release)
