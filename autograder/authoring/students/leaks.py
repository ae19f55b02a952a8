"""What a release must not hold: marks and lines of solutions and hidden tests, private paths."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from autograder.course import Course
from autograder.notebooks import Lesson, parse_file

# nbgrader's marks, as a comment, in the spelling that it knows and in those that it overlooks.
MARK = re.compile(
    r"^\W*?(?:#|//|%|<!--|/\*)\W*((?:BEGIN|END)\s+(?:SOLUTION|HIDDEN\s+TEST|MARK\s+SCHEME)S?\b)",
    re.IGNORECASE | re.MULTILINE,
)
DISTINCTIVE = 20  # characters: such a line of code stands nowhere else by chance


def leaks_in(name: str, text: str, secret: Iterable[str], root: Path) -> Iterator[str]:
    """What a file that students get must not hold, a sentence each.

    Args:
        name: What to call the file.
        text: Its content, which may be JSON.
        secret: Lines of solutions and hidden tests.
        root: The folder of the course.
    """
    if mark := MARK.search(text):
        yield f"{name} holds the mark `{mark[1]}`, so a part of a solution may stand beside it."
    for line in secret:
        if json.dumps(line)[1:-1] in text or line in text:
            yield f"{name} holds the hidden line `{line}`."
    if str(root) in text:
        yield f"{name} holds the private path {root}."


def hidden_lines(course: Course, lesson: Lesson) -> list[str]:
    """The distinctive lines of a lesson's solutions and hidden tests."""
    files = course.solutions(lesson.name), course.grader(lesson.name)
    lines = [line for path in files if path.is_file() for line in _code_lines(path)]
    return unknown(lines, [cell.source for cell in lesson.cells])


def unknown(lines: Iterable[str], given: Collection[str]) -> list[str]:
    """The distinctive ones of these lines that no text holds that students are given anyway."""
    text = "\n".join(given)
    return [line for line in lines if len(line) >= DISTINCTIVE and line not in text]


def leaks_below(folder: Path, secret: Collection[str], root: Path) -> Iterator[str]:
    """What the files in a folder must not hold."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            name = path.relative_to(root if path.is_relative_to(root) else folder)
            yield from leaks_in(str(name), text, secret, root)


def _code_lines(path: Path) -> Iterator[str]:
    """The statements of a module, each by its first line."""
    for node in ast.walk(parse_file(path, "hidden tests or solutions")[1]):
        if isinstance(node, (ast.Assign, ast.Return, ast.Expr, ast.AugAssign)) and not isinstance(
            getattr(node, "value", None), ast.Constant
        ):
            yield ast.unparse(node).split("\n")[0]
