"""One page on a whole class, for the instructor: `course report`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from autograder.notebooks import read_misconceptions
from autograder.pages import charts
from autograder.pages.analysis import MIN_SUBMISSIONS, Analysis, Item
from autograder.templates import render

MAX_SLOW, MAX_LISTED = 10, 12
WEAK = 0.15  # a separation below this is worth a look

Numbered = list[tuple[int | None, Item]]  # tests have a number, exercises have none


def class_page(lesson: str, found: Analysis, *, names: bool = False) -> str:
    """The page.

    Args:
        lesson: The lesson's slug.
        found: The analysis of its reports.
        names: Whether students are named; else a submission is known by its file's hash.
    """
    reports, items = found.handed_in, _numbered(found.items)
    return render(
        "pages/templates/class_report.html.j2",
        lesson=lesson.replace("_", " "),
        found=found,
        names=names,
        students=sorted(reports, key=lambda report: report.student),
        levels=sorted({report.level for report in reports if report.level}),
        left_out=_left_out(found),
        quartiles=_quartiles(found.scores),
        full=sum(score >= found.max_score for score in found.scores),
        items=items,
        points=_points(items),
        charts=charts,
        weak=WEAK,
        max_listed=MAX_LISTED,
        max_slow=MAX_SLOW,
        min_submissions=MIN_SUBMISSIONS,
    )


def hints_of(path: Path) -> dict[tuple[str, str], str]:
    """The names of a lesson's misconceptions, by exercise and hint; some may share a hint."""
    found: dict[tuple[str, str], str] = {}
    for wrong in read_misconceptions(path):
        key = wrong.exercise, wrong.hint
        found[key] = f"{found[key]}, or {wrong.name}" if key in found else wrong.name
    return found


def _left_out(found: Analysis) -> list[str]:
    """Why submissions do not count as the class."""
    untouched = len(found.handed_in) - len(found.class_) - found.faults
    reasons = {
        "in which nothing was attempted or nothing could be read": untouched,
        "with a fault on our side": found.faults,
    }
    return [f"{number} {reason}" for reason, number in reasons.items() if number]


def _quartiles(scores: Sequence[float]) -> tuple[float, float]:
    """Between which the middle half of the scores lies."""
    if len(scores) < 2:
        return (scores[0], scores[0]) if scores else (0.0, 0.0)
    low, _, high = quantiles(scores, method="inclusive")
    return low, high


def _numbered(items: Sequence[Item]) -> Numbered:
    numbers = itertools.count(1)
    return [(next(numbers) if item.test else None, item) for item in items]


def _points(items: Numbered) -> dict[int, tuple[float, float]]:
    """The tests of which it is known how well they separate, for the scatter plot."""
    return {
        number: (item.passed, item.separation)
        for number, item in items
        if number and item.separation is not None
    }
