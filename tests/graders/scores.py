"""What each misconception scores, and why.

`python -m tests.graders.scores` writes the tables of docs/scores.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from autograder.course import load_course
from autograder.grading import Cache, Grader
from autograder.grading.recognition.traces import Trace
from autograder.grading.rubric import HiddenTest
from autograder.notebooks import read_lesson

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scores.md"
TABLES = re.compile(r"(<!-- tables: .* -->\n).*(\n<!-- end of tables -->)", re.DOTALL)
HEAD = """
| misconception | score | what fails |
|---|---|---|"""


def lines(grader: Grader) -> Iterator[str]:
    """A lesson's section: a table for each exercise."""
    yield f"\n## {grader.lesson.title}"
    for name, known in grader.recognisers.items():
        tests = grader.rubric.of(name)
        yield f"\n### `{name}`, {grader.rubric.points(name):g} points"
        yield HEAD
        rows = [f"| {wrong.name} | {_score(tests, traces)} |" for wrong, traces in known.traces]
        yield from dict.fromkeys(rows)  # the same mistake in several places may score the same


def _score(tests: Sequence[HiddenTest], traces: Sequence[Trace]) -> str:
    pairs = list(zip(tests, traces, strict=True))
    score = sum(test.points for test, trace in pairs if trace.status == "passed")
    untried = sum(trace.text.startswith("Not tried") for _, trace in pairs)
    failed = [
        test.title.rstrip(".")
        for test, trace in pairs
        if trace.status != "passed" and not trace.text.startswith("Not tried")
    ]
    if untried:
        failed.append(f"{untried} not tried")
    return f"{score:g} | {'; '.join(failed)}"


def main() -> None:
    """Write the tables into the page."""
    course = load_course(ROOT)
    with ExitStack() as stack:
        results = stack.enter_context(closing(Cache.of(course)))
        found = [
            line
            for lesson in course.lessons
            for line in lines(
                stack.enter_context(
                    Grader(course, read_lesson(course.source(lesson)), results=results)
                )
            )
        ]
    tables = "\n".join(found)
    text = PAGE.read_text(encoding="utf-8")
    written = TABLES.sub(lambda marks: f"{marks[1]}{tables}\n{marks[2]}", text)
    PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
