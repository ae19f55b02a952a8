"""Gradescope's results.json.

Gradescope gets all tests, and is told which of them students may see: it decides by its own due
dates. Where a test is hidden, it shows students no total; so the total is said in words, too.
"""

from __future__ import annotations

from typing import Any

from autograder.feedback import is_folded, score, visible_to_students
from autograder.formats.given import NOT_GRADED, Given, number, what_happened
from autograder.report import Report, TestResult, Visibility
from autograder.templates import render

VISIBLE: dict[Visibility, str] = {
    "always": "visible",
    "after_deadline": "after_due_date",
    "never": "hidden",
}


def gradescope(report: Report, given: Given) -> dict[str, Any]:
    """The report for Gradescope.

    Args:
        report: The whole report.
        given: What is withheld now decides what the text above the tests may say.
    """
    shown = visible_to_students(report, given.withheld)
    preface = (*given.preface, NOT_GRADED) if report.has_fault else given.preface
    template = "formats/templates/gradescope.html.j2"
    text = render(template, report=shown, preface=preface, score=score)
    return {
        "score": number(report.score),
        "execution_time": report.seconds,
        "output": text,
        "output_format": "html",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": f"{exercise.name}: {test.title}",
                "number": f"{place}.{at}",
                "score": number(test.points),
                "max_score": number(test.max_points),
                "status": "passed" if test.status == "passed" else "failed",
                "visibility": "visible" if is_folded(test) else VISIBLE[test.visible],
                "output": _output(test, given),
                "output_format": "html",
            }
            for place, exercise in enumerate(report.exercises, 1)
            for at, test in enumerate(exercise.tests, 1)
        ],
        "extra_data": {"sha256": report.sha256},
    }


def _output(test: TestResult, given: Given) -> str:
    message, picture = what_happened(test), given.picture(test)
    values = {"message": message, "picture": picture, "figure": test.figure}
    return render("formats/templates/gradescope_test.html.j2", **values).strip()
