"""A course with one small lesson, its secrets, and the people who hand in for it."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.authoring import released_notebook
from autograder.course import Course, load_course
from autograder.gradebook import LessonBook
from autograder.gradebook.autograded import autograded_notebook
from autograder.grading import Grader
from autograder.notebooks import Lesson, Submission, read_lesson, read_submission
from autograder.report import Report, dumps

from .kit import Attack, Notebook

ROOT = Path(__file__).parents[2]
LESSON = "twice"
SECRET = "canary-5f21"  # stands in every place that no student may read
HALF = "def half(x):\n    return x / 2"
HONEST = "def double(x):\n    return 2 * x"

SOURCE = '''\
# %%
import torch

# %%
def double(x):
    """Double every element of a tensor."""
    raise NotImplementedError("Complete double!")

# %%
assert torch.equal(double(torch.ones(2)), torch.full((2,), 2.0))

# %%
def half(x):
    """Halve every element of a tensor."""
    raise NotImplementedError("Complete half!")

# %%
assert torch.equal(half(torch.ones(2)), torch.full((2,), 0.5))
'''

SOLUTIONS = f'''\
"""The reference solutions; {SECRET}."""


def double(x):
    return 2 * x


def half(x):
    return x / 2
'''

GRADER = f'''\
"""The hidden tests; {SECRET}. PYTEST_DONT_REWRITE."""

import pytest
import torch

from autograder.testing import expect


@pytest.mark.exercise("double", points=1)
def test_ones(student, reference):
    """Ones are doubled, as in the visible check."""
    x = torch.ones(2)
    y = expect.tensor(student.double(x), "`double(x)`", shape=(2,), kind="floating")
    expect.close(y, reference.double(x), "`double(x)`")


@pytest.mark.exercise("double", points=2)
def test_any_numbers(student, reference):
    """Any numbers are doubled, as often as you call."""
    for x in (torch.randn(7), torch.randn(7)):
        y = expect.tensor(student.double(x), "`double(x)`", shape=(7,), kind="floating")
        expect.close(y, reference.double(x), "`double(x)`")


@pytest.mark.exercise("half", points=1)
def test_halves(student, reference):
    """Any numbers are halved."""
    x = torch.randn(5)
    expect.close(expect.tensor(student.half(x), "`half(x)`"), reference.half(x), "`half(x)`")
'''

SETTINGS = f"""
c.Course.lessons = ["{LESSON}"]
c.Course.minimum_level = 1
c.Course.limits = {{
    "call_seconds": 60.0, "load_seconds": 60.0, "exercise_seconds": 120.0,
    "memory_mb": 300, "scratch_mb": 16, "processes": 32,
}}
"""


@dataclass(frozen=True)
class World:
    """The course's folder, and what grading in it needs."""

    root: Path
    port: int
    abstract: str

    @cached_property
    def course(self) -> Course:
        return load_course(self.root)

    @cached_property
    def lesson(self) -> Lesson:
        return read_lesson(self.course.source(LESSON))

    @cached_property
    def released(self) -> Any:
        return released_notebook(self.course, self.lesson)

    @cached_property
    def book(self) -> LessonBook:
        return LessonBook(self.root, self.course, LESSON)

    @cached_property
    def reader(self) -> Gradebook:
        """The gradebook as nbgrader's own tools open it."""
        return Gradebook(f"sqlite:///{self.gradebook}")

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    def grader(self, level: int) -> Grader:
        """A grader with that isolation level."""
        return Grader(self.course, self.lesson, level=level)

    def place(self, student: str) -> Path:
        return self.root / "submitted" / student / LESSON / f"{LESSON}.ipynb"

    def notebook(self, double: str) -> Notebook:
        """The released notebook with both exercises answered."""
        document: Notebook = json.loads(json.dumps(self.released))
        answers = {"double": double, "half": HALF}
        for cell in document["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        return document

    def hand_in(self, student: str, document: Notebook | bytes) -> Path:
        path = self.place(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        path.write_bytes(data)
        return path

    def hand_in_attack(self, attack: Attack, student: str) -> Path:
        """What the attack hands in, in nbgrader's layout."""
        entry = attack.entry
        if attack.variant in getattr(entry, "HAND_INS", {}):
            path = self.hand_in(student, self.notebook(HONEST))
            entry.HAND_INS[attack.variant](path)
            return path
        if attack.variant in getattr(entry, "NOTEBOOKS", {}):
            return self.hand_in(student, entry.NOTEBOOKS[attack.variant](self.notebook(HONEST)))
        code = entry.VARIANTS[attack.variant] if attack.variant else entry.CODE
        return self.hand_in(student, self.notebook(f"{self.known_places()}\n{code}"))

    def known_places(self) -> str:
        """What an attacker may have learnt about this machine, as lines of code."""
        facts = {
            "GRADER": str(self.course.grader(LESSON)),
            "SOLUTIONS": str(self.course.solutions(LESSON)),
            "SOURCE": str(self.course.source(LESSON)),
            "GRADEBOOK": str(self.gradebook),
            "OTHER": str(self.place("neighbour")),
            "GRADER_PID": os.getpid(),
            "PORT": self.port,
            "ABSTRACT": self.abstract,
        }
        return "\n".join(f"{name} = {value!r}" for name, value in facts.items())

    def grade(self, grader: Grader, path: Path) -> tuple[Submission, Report]:
        submission = read_submission(path, grader.lesson, path.parts[-3])
        return submission, grader.grade(submission)

    def enter(self, submission: Submission, report: Report) -> float:
        """Write a report into the gradebook; the score that stands there then."""
        self.book.write(submission, report)
        row = self.reader.find_submission_notebook(LESSON, LESSON, report.student)
        return float(row.score)

    def published(self, submission: Submission, report: Report) -> str:
        """All that a student gets to see."""
        notebook = autograded_notebook(self.released, submission, report)
        return dumps([report]) + json.dumps(notebook)

    def fingerprint(self) -> dict[str, tuple[int, ...]]:
        """Every file of the course, with when it last changed: a time that nobody can put back."""
        found: dict[str, tuple[int, ...]] = {}
        for folder, folders, files in os.walk(self.root):  # half the time that `rglob` takes
            for path in (os.path.join(folder, name) for name in (*folders, *files)):
                it = os.lstat(path)
                found[path] = it.st_ino, it.st_mode, it.st_size, it.st_ctime_ns
        return found


@contextmanager
def new_world(root: Path) -> Iterator[World]:
    """The course in an empty folder, and servers that no student may reach."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "compneuro", root / "compneuro")
    settings = (ROOT / "course_config.py").read_text(encoding="utf-8")
    (root / "course_config.py").write_text(settings + SETTINGS, encoding="utf-8")
    for path, text in [
        (f"source/{LESSON}/{LESSON}.py", SOURCE),
        (f"solutions/{LESSON}.py", SOLUTIONS),
        (f"autograder/graders/{LESSON}/test_{LESSON}.py", GRADER),
    ]:
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text, encoding="utf-8")
    name = f"grader-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind("\0" + name)
        local.listen()
        world = World(root, server.getsockname()[1], name)
        honest = world.notebook(HONEST)
        honest["cells"][0]["source"] = f"# {SECRET}"
        world.hand_in("neighbour", honest)
        with world.book, world.reader:
            yield world


def hurry(grader: Grader, seconds: float | None) -> AbstractContextManager[None]:
    """Use that time limit for calls; isolation does not change."""
    if seconds is None:
        return nullcontext()
    return grader.with_limits(
        call_seconds=seconds, load_seconds=10 * seconds, exercise_seconds=seconds
    )
