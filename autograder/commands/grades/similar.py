"""The command that compares the submissions of a class with each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from autograder.commands import terminal
from autograder.commands.grades.reporting import page
from autograder.commands.options import (
    DryRun,
    Lesson,
    Paths,
    Verbose,
    WriteJson,
    deliver,
    open_course,
    require_writable,
    write_json,
)
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.similarity import Found, OwnCode, Pair


def similar(
    lesson: Lesson,
    paths: Paths = None,
    output: Annotated[Path | None, page("similar_LESSON.html")] = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Write a page with pairs of similar submissions.

    They are closer to each other than the class explains. The page shows both sides, with names,
    and is no verdict. No code is executed.

    Exit status: 0 whatever is found, 2 for wrong usage.

    Example: course similar my_lesson

    Example: course similar my_lesson notebooks/ --json pairs.json
    """
    from autograder.similarity import find_pairs, similar_page

    course = open_course(verbose)
    course.require(lesson)
    target = output or Path(f"similar_{lesson}.html")
    require_writable(target)
    require_writable(json)
    title, students = _read(course, lesson, paths or [])
    if len(students) < 2:
        raise CourseError(
            f"There is one submission of {lesson} that can be read; two are needed to compare."
            if students
            else f"No submission of {lesson} has code to compare."
        )
    found = find_pairs(students)
    number = len(students)
    write_json(json, lesson=lesson, submissions=number, pairs=list(map(_plain, found.pairs)))
    for line in _told(found):
        terminal.say(line)
    deliver(target, similar_page(found, title), is_dry=dry_run)


def _read(course: Course, lesson: str, paths: list[Path]) -> tuple[str, list[OwnCode]]:
    """The lesson's title, and what each student wrote who wrote anything."""
    from autograder.handins import find_handins
    from autograder.notebooks import read_lesson, read_submission
    from autograder.similarity import Given, own_code

    rules = read_lesson(course.source(lesson))
    given = Given(rules)
    with find_handins(course, lesson, paths) as found:
        read = (
            own_code(read_submission(each.path, rules, each.student), given)
            for each in terminal.counting("reading", found.handins)
        )
        students = [code for code in read if any(part.marks for part in code.parts.values())]
        terminal.files(found.told)
    return rules.title, students


def _told(found: Found) -> Iterator[str]:
    """The pairs, a line each."""
    for pair in found.pairs:
        both = f"{pair.first.student} and {pair.second.student}"
        yield f"{both}: {pair.expected:.1g} such pairs expected by chance"
    yield f"{len(found.pairs)} pairs are closer than {len(found.students)} submissions explain"


def _plain(pair: Pair) -> dict[str, object]:
    """What is written to JSON."""
    students = [pair.first.student, pair.second.student]
    return {"students": students, "expected": pair.expected, "shares": dict(pair.shares)}
