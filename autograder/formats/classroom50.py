"""Classroom 50's result.json. Its points are whole numbers.

If a test is worth a part of a point, all points are multiplied by the smallest number that makes
them whole; `points` and `max-points` of a test are those of the course.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from autograder.errors import CourseError
from autograder.feedback import visible_to_students
from autograder.formats.given import Given, number, tests_of, what_happened
from autograder.report import Report

FINEST = 100  # parts of a point, if a lesson's points are of another kind
FROM_ENVIRONMENT = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}


def classroom50(report: Report, given: Given) -> dict[str, Any]:
    """The report as Classroom 50 reads it; what students may not see yet is left out.

    Raises:
        CourseError: A variable is missing that Classroom 50's runner sets.
    """
    if missing := [name for name in FROM_ENVIRONMENT.values() if name not in given.environment]:
        raise CourseError(
            f"The environment variable {missing[0]} is not set: the format classroom50 is written "
            "where Classroom 50 runs its autograder, which sets it."
        )
    by = _scale(report)
    tests = [
        {
            "test-name": f"{exercise.name}: {test.title}",
            "passed": test.status == "passed",
            "score": round(test.points * by),
            "max-score": round(test.max_points * by),
            "points": number(test.points),
            "max-points": number(test.max_points),
            "message": what_happened(test),
        }
        for exercise, test in tests_of(visible_to_students(report, given.withheld))
    ]
    return {
        "schema": "classroom50/result/v1",
        **{key: given.environment[name] for key, name in FROM_ENVIRONMENT.items()},
        "datetime": given.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _scale(report: Report) -> int:
    """What makes the points of all tests whole; the same for each submission of a lesson."""
    worth = [Fraction(test.max_points).limit_denominator(FINEST) for _, test in tests_of(report)]
    return min(math.lcm(*(each.denominator for each in worth)), FINEST)
