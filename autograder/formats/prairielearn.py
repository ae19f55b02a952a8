"""PrairieLearn's results.json for an external grader."""

from __future__ import annotations

import json
from typing import Any

from autograder.feedback import visible_to_students
from autograder.formats.given import NOT_GRADED, Given, number, tests_of, what_happened
from autograder.report import Report, TestResult

MAX_BYTES = 1_000_000 - 50_000  # of at most 1 MB, with room for the indent of the file


def prairielearn(report: Report, given: Given) -> dict[str, Any]:
    """The report; what students may not see yet is left out, and pictures that do not fit.

    A submission with a fault on our side is not gradable, and so costs the student no attempt.
    """
    if report.has_fault:
        return {"gradable": False, "format_errors": [NOT_GRADED]}
    document = _document(report, given, with_images=True)
    if len(json.dumps(document, indent=2, ensure_ascii=False).encode()) > MAX_BYTES:
        document = _document(report, given, with_images=False)
    return document


def _document(report: Report, given: Given, *, with_images: bool) -> dict[str, Any]:
    shown = visible_to_students(report, given.withheld)
    hints = [f"{each.name}: {each.hint}" for each in shown.exercises if each.hint]
    return {
        "gradable": True,
        "score": report.score / report.max_score if report.max_score else 0.0,
        "message": "\n".join([*given.preface, *shown.repairs, *hints]),
        "tests": [
            {
                "name": f"{exercise.name}: {test.title}",
                "points": number(test.points),
                "max_points": number(test.max_points),
                "message": what_happened(test),
                "images": _images(test, given) if with_images else [],
            }
            for exercise, test in tests_of(shown)
        ],
    }


def _images(test: TestResult, given: Given) -> list[dict[str, str]]:
    picture = given.picture(test)
    return [{"label": test.figure.caption, "url": picture}] if test.figure and picture else []
