"""A report as people read it: the HTML of nbgrader's feedback page, and plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograder.feedback import messages
from autograder.report import ExerciseResult, Figure, Report, Status, TestResult
from autograder.statuses import STATUSES
from autograder.templates import render

AS_ABOVE = "The same as above."
NO_IMAGES: Mapping[str, str] = {}


def exercise_html(result: ExerciseResult, images: Mapping[str, str] = NO_IMAGES) -> str:
    """What a student reads below an exercise's check cell.

    Args:
        result: The verdict, without what is withheld from students.
        images: Figures as base64, by the names of their files; a figure whose file is gone is
            shown by its caption.
    """
    tests = list(_without_repetition(result))
    template = "feedback/templates/exercise.html.j2"
    return render(template, result=result, tests=tests, images=images, score=score)


def summary_html(report: Report) -> str:
    """What stands at the top of the page: the exercises at a glance, and what was repaired."""
    return render(
        "feedback/templates/summary.html.j2",
        report=report,
        status=_overall(report),
        score=score,
    )


def summary_text(report: Report) -> str:
    """The same words as `summary_html`."""
    lines = [_text_row(_overall(report), "Checked automatically", report.score, report.max_score)]
    lines += report.repairs
    for each in report.exercises:
        words = f"{each.name}: {STATUSES[each.status].word}"
        lines.append("  " + _text_row(each.status, words, each.score, each.max_score))
    return "\n".join(lines)


def exercise_text(result: ExerciseResult) -> str:
    """The same words as `exercise_html`, for a terminal or a screen without HTML."""
    word = STATUSES[result.status].word
    lines = [_text_row(result.status, f"{result.name}: {word}", result.score, result.max_score)]
    for test, message, figure in _without_repetition(result):
        lines.append("  " + _text_row(test.status, test.title, test.points, test.max_points))
        lines += [f"      {line}" for line in message.splitlines()]
        if figure:
            lines.append(f"      {messages.picture(figure.caption)}")
    if result.hint:
        lines.append(f"  Hint: {result.hint}")
    return "\n".join(lines)


def points(value: float) -> str:
    """Points without needless decimals: 2, 1.5, 0.67."""
    return f"{round(value, 2):g}"


def _without_repetition(result: ExerciseResult) -> Iterator[tuple[TestResult, str, Figure | None]]:
    """Each test with its message and its figure, unless the page has said or shown them already."""
    before = ""
    seen: set[Figure | None] = set()
    for test in result.tests:
        if not test.message or test.message == result.hint:
            message = ""
        else:
            message = AS_ABOVE if test.message == before else test.message
        yield test, message, None if test.figure in seen else test.figure
        before = test.message
        seen.add(test.figure)


def _overall(report: Report) -> Status:
    statuses = {exercise.status for exercise in report.exercises}
    if "error" in statuses:
        return "error"
    if len(statuses) == 1:
        return statuses.pop()
    return "partial" if report.score else "failed"


def score(reached: float, most: float) -> str:
    """What was reached of what can be reached: 1.5 of 2 points."""
    return f"{points(reached)} of {points(most)} point{'' if most == 1 else 's'}"


def _text_row(status: Status, words: str, score: float, max_score: float) -> str:
    return f"{STATUSES[status].symbol} {words} ({points(score)} of {points(max_score)})"
