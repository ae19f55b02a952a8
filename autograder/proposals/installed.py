"""A lesson without what needs a package that is not installed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from autograder.course import Course
from autograder.files import put
from autograder.notebooks import effects, imported, is_installed, split_statements
from autograder.sandbox import Statement


@dataclass(frozen=True)
class Reduced(Course):
    """A course that takes the source and the solutions of its lessons from another folder."""

    files: Path = Path()

    def source(self, lesson: str) -> Path:
        """The lesson's source."""
        return self.files / "source" / lesson / f"{lesson}.py"

    def solutions(self, lesson: str) -> Path:
        """The reference solutions."""
        return self.files / "solutions" / f"{lesson}.py"


def reduced(course: Course, name: str, folder: Path) -> tuple[Course, dict[str, str]]:
    """A course in which the lesson loads here, and what is missing there.

    Args:
        course: The course.
        name: The lesson's slug.
        folder: Where to write what remains of the lesson; nothing if all packages are installed.

    Returns:
        The course, and the package that each missing name of the solutions needs.
    """
    source, solutions = (
        path.read_text(encoding="utf-8-sig")
        for path in (course.source(name), course.solutions(name))
    )
    if all(map(is_installed, imported(source, solutions))):
        return course, {}
    settings = {each.name: getattr(course, each.name) for each in fields(course)}
    here = Reduced(**settings, files=folder)
    gone = dict(_gone(solutions))
    for path, text, names in (
        (here.source(name), source, {}),  # what else fails there is found by running it
        (here.solutions(name), solutions, gone),
    ):
        path.parent.mkdir(parents=True)
        put(path, _without(text, names))
    return here, gone


def _gone(text: str) -> Iterator[tuple[str, str]]:
    """The names that code binds with a missing package, and with other such names."""
    gone: dict[str, str] = {}
    todo = _statements(text)
    while found := {each: need for each in todo if (need := _need(each, gone))}:
        todo = [each for each in todo if each not in found]
        for statement, package in found.items():
            gone |= dict.fromkeys(effects(statement.source).binds, package)
    yield from gone.items()


def _without(text: str, gone: dict[str, str]) -> str:
    """Code without the statements that need a missing package or one of these names."""
    lines = text.split("\n")
    for statement in _statements(text):
        if _need(statement, gone):
            end = statement.line + statement.source.count("\n")
            lines[statement.line - 1 : end] = [""] * (end - statement.line + 1)
    return "\n".join(lines)


def _statements(text: str) -> list[Statement]:
    return [each for each in split_statements(0, text) if isinstance(each, Statement)]


def _need(statement: Statement, gone: dict[str, str]) -> str:
    """The missing package that a statement needs; empty if it needs none."""
    found = effects(statement.source)
    missing = [module for module in imported(statement.source) if not is_installed(module)]
    missing += [gone[name] for name in found.now.reads | found.later.reads if name in gone]
    return min(missing, default="").split(".")[0]
