"""Reports that hold every status, every kind of visibility, and texts that would like to escape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from autograder.formats import Given
from autograder.report import ExerciseResult, Figure, Report, TestResult

# Line ends of every kind before a workflow command, markup, and what XML cannot hold.
HOSTILE = (
    "::error::mine\n::add-mask::a\r\n%0A::set-env name=A::b\r##[error]c\u2028::warning::d\x85::e"
    " <script>alert(1)</script> <img src=x onerror=y> [a](javascript:b) ![c](d) `e` **f** |"
    " ]]> &amp; \x1b[31m\x0c\x0b::notice::g \ufffe\uffff\ud800 @everyone"
)
SECRET, LATER = "a secret of never", "a secret until the deadline"
PICTURE = Figure("0123.png", "What your `double` returns.")
IMAGES = {"0123.png": "iVBORw0KGgo="}
CLASSROOM = {
    "CLASSROOM": "spring",
    "ASSIGNMENT": "lesson",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2030-01-31T22-00-00Z",
    "COMMIT_URL": "https://github.com/school/lesson-ada/commit/1",
    "RELEASE_URL": "https://github.com/school/lesson-ada/releases/tag/1",
    "REVIEW_URL": "https://github.com/school/lesson-ada/pull/1",
}
MOMENT = datetime(2030, 1, 31, 22, tzinfo=UTC)


def given(**changes: Any) -> Given:
    """Before the deadline, on Classroom 50."""
    values = {"images": IMAGES, "moment": MOMENT, "environment": CLASSROOM, **changes}
    return Given(withheld=frozenset({"never", "after_deadline"}), **values)


def sample(student: str = "ada", text: str = "It is not right: look at `x`.") -> Report:
    """A report whose messages are this text."""
    double = (
        TestResult("test_all", "Every element is doubled.", "passed", 1.0, 1.0),
        TestResult("test_shape", "The shape stays.", "failed", 0.0, 0.5, text, figure=PICTURE),
        TestResult("test_type", "The shape stays.", "failed", 0.0, 0.5, text),
        TestResult("test_later", LATER, "failed", 0.0, 0.5, LATER, "after_deadline"),
        TestResult("test_never", SECRET, "failed", 0.0, 1.0, SECRET, "never"),
        TestResult("test_also_never", SECRET, "passed", 0.5, 0.5, "", "never"),
    )
    exercises = (
        ExerciseResult("double", "partial", 1.5, 4.0, double, hint=text),
        _single("loop", "stopped", "It ran for more than 5 seconds.", stopped_by="time"),
        _single("later", "not_attempted", ""),
        _hidden("quiet", SECRET),
        _single("whole", "passed", "", points=2.0),
    )
    score = sum(each.score for each in exercises)
    worth = sum(each.max_score for each in exercises)
    digest = "ab" * 32
    return Report(
        "lesson", student, "ada.ipynb", digest, score, worth, exercises, (text,), 1.25, level=2
    )


def broken() -> Report:
    """A report on a submission that could not be graded completely."""
    result = _single("double", "error", "This could not be checked.")
    return Report("lesson", "ada", "/grader/ada.ipynb", "ab" * 32, 0.0, 2.0, (result,))


def _single(
    name: str, status: Any, message: str, points: float = 0.0, stopped_by: str = ""
) -> ExerciseResult:
    test = TestResult(f"test_{name}", f"It is {name}.", status, points, 2.0, message)
    return ExerciseResult(name, status, points, 2.0, (test,), stopped_by=stopped_by)


def _hidden(name: str, text: str) -> ExerciseResult:
    """An exercise whose hint follows from a withheld test alone."""
    test = TestResult(f"test_{name}", text, "failed", 0.0, 1.0, text, "never")
    return ExerciseResult(name, "failed", 0.0, 1.0, (test,), hint=f"hint: {text}")
