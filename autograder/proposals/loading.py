"""A lesson as far as it loads here: without what needs a missing package, a file or a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.course import Course, TrialCourse
from autograder.errors import describe
from autograder.files import put
from autograder.notebooks import effects, missing, split_statements
from autograder.sandbox import Statement


def reduced(course: Course, name: str, folder: Path) -> Course:
    """A course with a copy of the lesson, in which nothing is imported that is not installed.

    It has no hidden tests yet.

    Args:
        course: The course.
        name: The lesson's slug.
        folder: Where to write the copy.
    """
    here = TrialCourse.of(course, folder)
    for path in (here.source(name), here.solutions(name)):
        path.parent.mkdir(parents=True)
    beside = shutil.ignore_patterns(f"{name}.*", "__pycache__", ".ipynb_checkpoints")
    folders = course.source(name).parent, here.source(name).parent
    shutil.copytree(*folders, ignore=beside, dirs_exist_ok=True)
    modules = [path.stem for path in course.modules(name)]
    text = course.source(name).read_text(encoding="utf-8-sig")
    lost = [each for each in _statements(text) if missing(each.source, beside=modules)]
    put(here.source(name), _without(text, lost))
    put(here.solutions(name), course.solutions(name).read_text(encoding="utf-8-sig"))
    return here


def cut(solutions: Path) -> dict[str, str]:
    """Take out of a copy of the solutions what does not load; returns what is gone, and why.

    It runs them statement by statement, so only the grading process may call it.
    """
    text = solutions.read_text(encoding="utf-8")
    statements = _statements(text)
    names: dict[str, Any] = {"__name__": "solutions"}
    gone: dict[str, str] = {}
    lost = [each for each in statements if _lose(each, gone, names)]
    while above := [each for each in statements if each not in lost and _lose(each, gone)]:
        lost += above  # functions that call one further down
    put(solutions, _without(text, lost))
    return gone


def _lose(statement: Statement, gone: dict[str, str], run_in: dict[str, Any] | None = None) -> bool:
    """Whether a statement needs what is gone, or does not run; then what it binds is gone, too."""
    what = effects(statement.source)
    needs = sorted(gone.keys() & (what.now.reads | what.later.reads))
    reason = gone[needs[0]] if needs else ""
    if run_in is not None and not reason:
        reason = _problem(statement, run_in)
    gone |= dict.fromkeys(what.binds, reason) if reason else {}
    return bool(reason)


def _problem(statement: Statement, names: dict[str, Any]) -> str:
    try:
        exec(statement.source, names)
    except (Exception, SystemExit) as error:
        return describe(error)
    return ""


def _without(text: str, statements: Iterable[Statement]) -> str:
    """Code without these statements, each other one on the line where it was."""
    lines = text.split("\n")
    for each in statements:
        end = each.line + each.source.count("\n")
        lines[each.line - 1 : end] = [""] * (end - each.line + 1)
    return "\n".join(lines)


def _statements(text: str) -> list[Statement]:
    return [each for each in split_statements(0, text) if isinstance(each, Statement)]
