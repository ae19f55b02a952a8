"""Grades one submission anew, and says how that went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from autograder.batch.process import GradingProcess
from autograder.batch.run import keys_of
from autograder.batch.workers import MEMORY_MB, without_card
from autograder.course import Course
from autograder.grading import Cache, choose_devices
from autograder.handins import Handin
from autograder.notebooks import Lesson, read_lesson, read_submission
from autograder.report import Report
from autograder.sandbox import WarmParent, limit_own_memory

if TYPE_CHECKING:
    from autograder.grading import Explanation


def explain(course: Course, lesson: str, handin: Handin) -> tuple[Explanation, Report | None]:
    """How grading a submission goes, and the report on the same one that is kept, if any."""
    devices = choose_devices(course, lesson, "auto").devices
    [key] = keys_of(course, lesson, [handin], "auto")
    with closing(Cache.of(course)) as results:
        kept = results.report(key)
    rules = read_lesson(course.source(lesson))
    with GradingProcess() as process:
        process.prepare(course, rules)
        [explanation] = process.run(_explain, course, rules, handin, devices)
    return explanation, kept


def _explain(
    parent: WarmParent, course: Course, lesson: Lesson, handin: Handin, devices: tuple[str, ...]
) -> Iterator[Explanation]:
    """Runs in the grading process."""
    from autograder.grading import Explainer, Fresh

    without_card(devices)
    with (
        closing(Fresh.of(course)) as results,
        Explainer(course, lesson, devices, results, parent=parent) as grader,
    ):
        parent.wait_ready()
        limit_own_memory(MEMORY_MB)
        submission = read_submission(handin.path, lesson, handin.student, handin.shown)
        yield grader.explain(submission, devices)
