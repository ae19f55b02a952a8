"""The options of a lesson's sandbox, found without importing torch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.notebooks import Lesson, imported

STRING = re.compile(r"""["']([^"'\n]+)["']""")
COMPILER = re.compile(r"\btorch\.(compile|func)\b")


def sandbox_options(course: Course, lesson: Lesson, level: int | None) -> dict[str, Any]:
    """The isolation level of the course, and the modules and folders that the lesson needs."""
    modules = imported_modules(lesson)
    if _needs_the_compiler(course, lesson):
        modules = (*modules, "torch._dynamo.config")  # a part of it, or it stays put off
    beside = [*own_modules(course, lesson), *own_data(course, lesson)]
    return {
        "minimum_level": course.minimum_level,
        "level": level,
        "preload": modules,
        "readable": [*own_packages(course.root, modules), *beside],
        "folder": course.source(lesson.name).parent if beside else None,
        "hidden": course.secrets(),
    }


def imported_modules(lesson: Lesson) -> tuple[str, ...]:
    """The modules that a lesson's own cells import, so that the fork server can import them."""
    return imported(*(cell.source for cell in lesson.given))


def own_modules(course: Course, lesson: Lesson) -> list[Path]:
    """The modules and packages beside the lesson's source that its code imports, and so on."""
    files = {path.stem: path for path in course.modules(lesson.name)}
    found: dict[Path, None] = {}
    todo = [*imported(*_code(lesson))]
    while todo:
        path = files.get(todo.pop().split(".")[0])
        if path and path not in found:
            found[path] = None
            todo += imported(*map(_text, code_in(path)))
    return sorted(found)


def code_in(path: Path) -> list[Path]:
    """The files of a module or a package."""
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def own_data(course: Course, lesson: Lesson) -> list[Path]:
    """The files beside the lesson's source that its code, its modules or its solutions name.

    They name a file by its path, its name, or a folder that it is in.
    """
    files = [each for path in own_modules(course, lesson) for each in code_in(path)]
    solutions = course.solutions(lesson.name)
    texts = [*_code(lesson), *map(_text, files), _text(solutions) if solutions.is_file() else ""]
    named = {text.removeprefix("./").rstrip("/") for each in texts for text in STRING.findall(each)}
    folder = course.source(lesson.name).parent
    return [path for path in course.data(lesson.name) if named & _names(path.relative_to(folder))]


def _names(path: Path) -> set[str]:
    """What a program may call a file, or a folder that it is in."""
    return {path.as_posix(), path.name, *(each.as_posix() for each in path.parents)} - {"."}


def _code(lesson: Lesson) -> list[str]:
    return [cell.source for cell in lesson.cells if cell.kind == "code"]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _needs_the_compiler(course: Course, lesson: Lesson) -> bool:
    """Whether student code is likely to use what imports torch's compiler."""
    texts = _code(lesson)
    if (grader := course.grader(lesson.name)).is_file():
        texts.append(_text(grader))
    return any(map(COMPILER.search, texts))


def own_packages(root: Path, modules: Sequence[str]) -> list[Path]:
    """The folders of the course's own packages among the modules, such as its library."""
    names = sorted({module.split(".")[0] for module in modules})
    return [root / name for name in names if (root / name / "__init__.py").is_file()]
