"""The command that proposes hidden tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from autograder.commands import terminal
from autograder.commands.options import (
    CORES,
    OURS,
    DryRun,
    Jobs,
    Lesson,
    Verbose,
    WriteJson,
    open_course,
    require_writable,
    tell,
    write_json,
)
from autograder.text import shown

if TYPE_CHECKING:
    from autograder.proposals import Proposal


Exercises = Annotated[
    list[str] | None,
    typer.Option(
        "--exercise",
        metavar="NAME",
        help="An exercise; may be given several times.  "
        "[default: those with fewer than two hidden tests]",
    ),
]


def propose(
    lesson: Lesson,
    exercise: Exercises = None,
    json: WriteJson = None,
    jobs: Jobs = CORES,
    dry_run: DryRun = False,
    verbose: Verbose = False,
) -> None:
    """Propose hidden tests for exercises that have none or few.

    The solved notebook runs in the sandbox while the calls of its exercises are recorded. From them
    come tests that compare with the reference on new inputs of the same kind. Each is kept only if
    the reference passes it 20 times, the untouched stub fails it, and it catches a mistake that the
    others miss. Read and edit them: they are ordinary hidden tests.

    Nothing that an author wrote is changed. Where a lesson has hidden tests, the proposals are
    written beside them.

    Exit status: 0 if each exercise has proposals, 1 if one has none, 2 for wrong usage.

    Example: course propose my_lesson
    """
    require_writable(json)
    course = open_course(verbose)
    course.require(lesson)
    from autograder.proposals import propose as make
    from autograder.proposals import wanting

    exercises = wanting(course, lesson, exercise or ())
    if not exercises:
        terminal.say(f"Each exercise of {lesson} has hidden tests; name one with --exercise.")
        return
    found = make(course, lesson, exercises, jobs, is_dry=dry_run)
    show(found, exercises, is_dry=dry_run)
    terminal.say(summary(found))
    if found.path and not dry_run:
        terminal.say(f"Next: course check {found.lesson}")
    write_json(json, **_data(found, exercises))
    if found.problems:
        raise typer.Exit(OURS)


def show(found: Proposal, exercises: list[str], *, is_dry: bool = False) -> None:
    """Print what is proposed for each exercise, and each mistake that no proposal catches."""
    for tried in found.survivors:
        terminal.survivor(found.lesson, tried)
    for exercise in exercises:
        if tests := found.of(exercise):
            killed = f"{found.share(exercise):.0%} of the mutants killed"
            terminal.finding(exercise, f"{len(tests)} proposed, {killed}", [])
            for test in tests:
                terminal.say(f"    {test.title}")
    for exercise, problem in found.problems.items():
        terminal.complain(f"{exercise} gets no proposals: {problem}.")
    for remark in found.remarks:
        terminal.warn(f"{remark}.")
    if found.path:
        tell([found.path], is_dry=is_dry)
        terminal.say("Read each test that is proposed, and edit it.")


def summary(found: Proposal) -> str:
    """The number of proposed tests, and the share of mutants that they kill."""
    if not found.tests:
        return f"{found.lesson}: 0 proposed tests"
    exercises = {test.exercise for test in found.tests}
    return (
        f"{found.lesson}: {len(found.tests)} proposed tests for {len(exercises)} exercises kill "
        f"{found.share():.0%} of {len(found.tried)} mutants"
    )


def _data(found: Proposal, exercises: list[str]) -> dict[str, Any]:
    """The summary as plain data."""
    return {
        "lesson": found.lesson,
        "file": shown(found.path) if found.path else None,
        "killed": round(found.share(), 4) if found.tried else None,
        "exercises": {
            name: {
                "tests": {test.name: test.title for test in found.of(name)},
                "killed": round(found.share(name), 4) if found.of(name) else None,
                "mutants": sum(tried.mutant.exercise == name for tried in found.tried),
                "problem": found.problems.get(name, ""),
            }
            for name in exercises
        },
        "survivors": [
            {
                "exercise": tried.mutant.exercise,
                "operator": tried.mutant.operator,
                "was": tried.mutant.was,
                "becomes": tried.mutant.becomes,
            }
            for tried in found.survivors
        ],
        "left_out": {doubt.test: doubt.reason for doubt in found.doubts},
        "remarks": list(found.remarks),
    }
