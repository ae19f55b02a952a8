"""The process in which submissions are graded, and what becomes of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.batch import GradingProcess, grade_each
from autograder.course import Course
from autograder.errors import EngineFault
from autograder.grading import Grader
from autograder.notebooks import Lesson, read_lesson, read_submission
from autograder.sandbox import WarmParent, end_with_parent
from autograder.sandbox.processes.proc import children

LESSON = "multilayer_perceptrons"
RIGHT = Path(__file__).parents[1] / f"golden/{LESSON}/right/{LESSON}.ipynb"
HIDDEN = b"test_only_differences_between_logits_matter"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it is looked at through /proc"),
]


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
    [(_, report, faults)] = process.run(grade_each, course, lesson, [("a", RIGHT)], 0, ("cpu",))
    assert not faults
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


def start_a_worker(parent: WarmParent, course: Course, lesson: Lesson) -> Iterator[float]:
    """In the grading process: a worker that grades with a twin of the parent, then waits."""
    grader = Grader(course, lesson, parent=parent)
    parent.wait_ready()
    here, there = os.pipe()
    if os.fork() == 0:
        end_with_parent()
        grader.attach()
        score = grader.grade(read_submission(RIGHT, lesson, "anyone")).score
        os.write(there, str(score).encode())
        signal.pause()
    yield float(os.read(here, 10))


def test_no_process_that_forks_students_code_ever_held_a_hidden_test(
    process: GradingProcess, course: Course, lesson: Lesson
) -> None:
    assert list(process.run(start_a_worker, course, lesson)) == [16.0]
    family = [process.pid, *children(process.pid)]
    assert len(family) == 3, "the fork server, the grading process and the worker's twin"
    holders = [pid for pid in family if HIDDEN in memory(pid)]
    assert len(holders) == 1, "the grading process alone"
    assert holders != [process.pid]


def test_it_grades_one_submission_after_the_other(
    lasting: GradingProcess, course: Course, lesson: Lesson
) -> None:
    assert grade(lasting, course, lesson) == grade(lasting, course, lesson) > 0


def test_everything_ends_with_it(process: GradingProcess, course: Course, lesson: Lesson) -> None:
    list(process.run(start_a_worker, course, lesson))
    family = [process.pid]
    for pid in family:
        family += children(pid)
    process.close()
    assert len(family) > 4, "boxes of the worker's, too"
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


def killed(process: GradingProcess, pid: int, course: Course, lesson: Lesson) -> str:
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineFault) as caught:
        grade(process, course, lesson)
    return str(caught.value)


SENTENCE = (
    "The grading process ended unexpectedly (signal 9). "
    "What was finished is saved; run the command again."
)


def test_its_end_is_a_sentence_that_names_the_signal(
    process: GradingProcess, course: Course, lesson: Lesson
) -> None:
    assert killed(process, process.pid, course, lesson) == SENTENCE


def test_the_end_of_the_fork_that_grades_is_the_same_sentence(
    process: GradingProcess, course: Course, lesson: Lesson
) -> None:
    grade(process, course, lesson)
    grading, *_ = children(process.pid)  # sandboxes are forked later
    assert killed(process, grading, course, lesson) == SENTENCE


def test_a_mistake_of_ours_is_a_sentence_with_the_traceback_as_its_note(
    process: GradingProcess, course: Course
) -> None:
    with pytest.raises(EngineFault, match="The engine failed: AttributeError: ") as caught:
        list(process.run(grade_each, course, None, [], 0, ("cpu",)))
    assert "workers.py" in "".join(caught.value.__notes__)
