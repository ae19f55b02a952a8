"""The process in which submissions are graded, and what becomes of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.batch import GradingProcess, grade_each
from autograder.course import Course
from autograder.notebooks import Lesson, read_lesson
from autograder.sandbox import SandboxFault
from autograder.sandbox.processes.proc import children

LESSON = "multilayer_perceptrons"
HIDDEN = b"test_only_differences_between_logits_matter"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is looked at through /proc")


@pytest.fixture(scope="module")
def lesson(course: Course) -> Lesson:
    return read_lesson(course.source(LESSON))


@contextmanager
def started(course: Course, lesson: Lesson) -> Iterator[GradingProcess]:
    with GradingProcess() as process:
        process.prepare(course, lesson)
        yield process


@pytest.fixture
def process(course: Course, lesson: Lesson) -> Iterator[GradingProcess]:
    with started(course, lesson) as process:
        yield process


@pytest.fixture(scope="module")
def lasting(course: Course, lesson: Lesson) -> Iterator[GradingProcess]:
    """One for the tests that only grade."""
    with started(course, lesson) as process:
        yield process


def grade(process: GradingProcess, course: Course, lesson: Lesson) -> float:
    handin = ("anyone", Path(__file__).parents[1] / f"golden/{LESSON}/right/{LESSON}.ipynb")
    [(_, report)] = process.run(grade_each, course, lesson, [handin], 1, ("cpu",))
    return report.score


def memory(pid: int) -> bytes:
    """All that a process holds in memory of its own."""
    held = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as file:
        for line in maps:
            span, access, *_ = line.split()
            if access == "rw-p":
                start, end = (int(address, 16) for address in span.split("-"))
                file.seek(start)
                held.append(file.read(end - start))
    return b"".join(held)


def test_no_process_that_forks_students_code_ever_held_a_hidden_test(
    lasting: GradingProcess, course: Course, lesson: Lesson
) -> None:
    assert grade(lasting, course, lesson) > 0
    warm = lasting.pid
    holders = [pid for pid in (warm, *children(warm)) if HIDDEN in memory(pid)]
    assert len(holders) == 1, "the grading side alone"
    assert holders != [warm]
    assert len(children(warm)) > 1, "a twin for the one worker was looked at, too"


def test_it_grades_one_submission_after_the_other(
    lasting: GradingProcess, course: Course, lesson: Lesson
) -> None:
    assert grade(lasting, course, lesson) == grade(lasting, course, lesson) > 0


def test_everything_ends_with_it(process: GradingProcess, course: Course, lesson: Lesson) -> None:
    grade(process, course, lesson)
    family = [process.pid]
    for pid in family:
        family += children(pid)
    process.close()
    assert len(family) > 2
    left = family
    for _ in range(3000):  # the kernel needs a moment, but not for ever
        left = [pid for pid in left if is_alive(pid)]
        if not left:
            break
        time.sleep(0.01)
    assert not left


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_its_death_is_told_in_a_sentence(
    process: GradingProcess, course: Course, lesson: Lesson
) -> None:
    os.kill(process.pid, 9)
    with pytest.raises(SandboxFault, match="has died; run the command again"):
        grade(process, course, lesson)


def test_a_mistake_of_ours_comes_out_as_it_was(process: GradingProcess, course: Course) -> None:
    with pytest.raises(AttributeError) as caught:
        list(process.run(grade_each, course, None, [], 1, ("cpu",)))
    assert "workers.py" in "".join(caught.value.__notes__)
