"""The command that says, to the instructor alone, how a submission got its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    Lesson,
    Places,
    Verbose,
    WriteJson,
    open_course,
    require_isolation,
    require_writable,
    write_json,
)
from autograder.errors import CourseError
from autograder.statuses import STATUSES

if TYPE_CHECKING:
    from autograder.grading import ExplainedExercise, ExplainedTest, Explanation
    from autograder.handins import Found, Handin
    from autograder.report import Report


Name = Annotated[str, typer.Argument(metavar="STUDENT", help="The name in submitted/.")]


def explain(
    lesson: Lesson,
    student: Name,
    path: Places = None,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Explain to the instructor how a submission got its points.

    The submission is graded anew, and nothing is entered anywhere. Shown is the code that was run,
    what hidden tests called it with, what they saw, and in full why points were lost: hidden tests
    and their inputs are among it, so it is not for students.

    Exit status: 0 if it was graded, 1 for a fault on our side, 2 for wrong usage.

    Example: course explain my_lesson ada

    Example: course explain my_lesson ada --json ada.json
    """
    require_writable(json)
    course = open_course(verbose)
    course.require(lesson)
    from autograder.batch import explain as graded_anew
    from autograder.handins import find_handins

    with find_handins(course, lesson, path or []) as found:
        handin = _of(found, lesson, student)
        explanation, kept = graded_anew(require_isolation(course), lesson, handin)
    for line in (*_head(explanation, kept), *_body(explanation)):
        terminal.say(line)
    write_json(json, **asdict(explanation))


def _of(found: Found, lesson: str, student: str) -> Handin:
    for handin in found.handins:
        if handin.student == student:
            return handin
    known = terminal.few([handin.student for handin in found.handins])
    raise CourseError(f"There is no submission of {lesson} by {student!r}; there are: {known}.")


def _head(found: Explanation, kept: Report | None) -> Iterator[str]:
    yield f"{found.lesson}, {found.student}: {found.score:g}/{found.max_score:g}, graded anew"
    yield f"from {found.path} (sha256 {found.sha256[:12]})"
    yield f"at isolation level {found.level}, on {' and '.join(found.devices)}"
    if kept is None:
        yield "no report on this notebook is kept"
    else:
        is_same = "the same" if kept.score == found.score else "another score"
        yield f"the kept report says {kept.score:g}/{kept.max_score:g}, {is_same}"
    for repair in found.repairs:
        yield f"repair: {repair}"


def _body(found: Explanation) -> Iterator[str]:
    for exercise in found.exercises:
        result = exercise.result
        word = STATUSES[result.status].word
        yield ""
        yield f"{result.name}: {result.score:g}/{result.max_score:g}, {word}"
        if result.score < result.max_score and exercise.code:
            yield from _code(exercise)
        if result.hint:
            yield f"  hint: {result.hint}"
        for test in exercise.tests:
            yield from _test(test)


def _code(exercise: ExplainedExercise) -> Iterator[str]:
    """What was run of the notebook, as it stands there."""
    given = sum(not statement.cell for statement in exercise.code)
    yield f"  what was run, after {given} statements of the lesson:"
    for statement in exercise.code:
        if statement.cell:
            note = ", if it may change something" if statement.maybe else ""
            yield f"    # cell {statement.cell}, line {statement.line}{note}"
            yield from (f"    {line}" for line in statement.source.splitlines())


def _test(test: ExplainedTest) -> Iterator[str]:
    result = test.result
    mark = STATUSES[result.status].symbol
    seen = "" if result.visible == "always" else f", shown to students: {result.visible}"
    yield f"  {mark} {result.points:g}/{result.max_points:g} {result.name}: {result.title}{seen}"
    if result.status == "passed":
        return
    yield f"      the student reads: {result.message}"
    if rest := test.raised.removeprefix(result.message).strip():
        yield f"      in full: {rest}"
    yield f"      seed: {test.seed}"
    yield from (f"      called: {call}" for call in test.calls)
    yield from (f"      looked at: {look}" for look in test.looked_at)
    yield "      the hidden test:"
    yield from (f"        {line}" for line in test.source.splitlines())
