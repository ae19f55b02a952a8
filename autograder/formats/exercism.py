"""The results.json of an exercism test runner, version 3. It knows no points."""

from __future__ import annotations

from typing import Any

from autograder.feedback import visible_to_students
from autograder.formats.given import NOT_GRADED, Given, what_happened
from autograder.report import Report

MAX_MESSAGE = 10_000  # characters; a whole file may have 500 kB


def exercism(report: Report, given: Given) -> dict[str, Any]:
    """The report; what students may not see yet is left out, and so is the text of hidden tests."""
    if report.has_fault:
        return {"version": 3, "status": "error", "message": NOT_GRADED, "tests": []}
    shown = visible_to_students(report, given.withheld)
    tests = []
    for task, exercise in enumerate(shown.exercises, 1):
        for test in exercise.tests:
            told: dict[str, Any] = {"name": test.title, "status": "pass", "task_id": task}
            if test.status != "passed":
                hint = exercise.hint if exercise.hint != test.message else ""
                message = "\n".join(filter(None, [what_happened(test), hint]))
                told |= {"status": "fail", "message": message[:MAX_MESSAGE]}
            tests.append(told)
    status = "pass" if all(test["status"] == "pass" for test in tests) else "fail"
    return {"version": 3, "status": status, "message": None, "tests": tests}
