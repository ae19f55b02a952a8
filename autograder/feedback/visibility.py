"""What students may see of a report, decided in one place for every page and file.

The cache holds whole verdicts. The mark of a hidden test says when students may see the test.
Until then its title, message and figure are left out, and an exercise shows the points of all such
tests as one sum. The score of an exercise is always shown, because the gradebook shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from autograder.feedback import messages
from autograder.report import ExerciseResult, Report, Status, TestResult, Visibility

Withheld = frozenset[Visibility]

FOLDED = "withheld_"  # and the kind: the name of what is shown for withheld tests


def now() -> datetime:
    """The current time, which a command reads once and passes on."""
    return datetime.now(UTC)


def withheld_at(due: datetime | None, moment: datetime) -> Withheld:
    """The kinds of tests that a student may not see at a moment; a missing deadline never passes.

    Args:
        due: When the work of this student is due.
        moment: The moment.
    """
    passed = due is not None and moment > due
    return frozenset({"never"} if passed else {"never", "after_deadline"})


def visible_to_students(report: Report, withheld: Withheld) -> Report:
    """The report without what is withheld; the same report if nothing is."""
    return replace(
        report, exercises=tuple(_visible(result, withheld) for result in report.exercises)
    )


def is_folded(test: TestResult) -> bool:
    """Whether this is what is shown for tests that are withheld: their number and their points."""
    return test.name == f"{FOLDED}{test.visible}"


def _visible(result: ExerciseResult, withheld: Withheld) -> ExerciseResult:
    secret = [test for test in result.tests if test.visible in withheld and not is_folded(test)]
    shown = [test for test in result.tests if test not in secret]
    folded = [
        _folded(kind, hidden)
        for kind in sorted(withheld)
        if (hidden := [test for test in secret if test.visible == kind])
    ]
    if not folded:
        return result
    hint = result.hint if _may_hint(result, shown) else ""
    return replace(result, tests=(*shown, *folded), hint=hint)


def _may_hint(result: ExerciseResult, shown: Sequence[TestResult]) -> bool:
    """Whether the hint follows from what is shown, or from the notebook alone."""
    from_the_notebook = all(test.message == result.hint for test in result.tests)
    return from_the_notebook or any(test.status != "passed" for test in shown)


def _folded(kind: Visibility, tests: Sequence[TestResult]) -> TestResult:
    score = sum(test.points for test in tests)
    worth = sum(test.max_points for test in tests)
    title = messages.withheld(len(tests), later=kind == "after_deadline")
    return TestResult(f"{FOLDED}{kind}", title, _status(tests), score, worth, visible=kind)


def _status(tests: Sequence[TestResult]) -> Status:
    statuses = {test.status for test in tests}
    if len(statuses) == 1:
        return statuses.pop()
    if "error" in statuses:
        return "error"
    return "partial" if "passed" in statuses else "failed"
