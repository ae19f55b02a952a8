"""The options of a lesson's sandbox, found without importing torch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.notebooks import Lesson, imported

TRAINING = re.compile(r"\boptim\b|\.train\(")


def sandbox_options(course: Course, lesson: Lesson, level: int | None) -> dict[str, Any]:
    """The isolation level of the course, and the modules and folders that the lesson needs."""
    modules = imported_modules(lesson)
    if trains(course, lesson):
        modules = (*modules, "torch._dynamo")
    return {
        "minimum_level": course.minimum_level,
        "level": level,
        "preload": modules,
        "readable": [*own_packages(course.root, modules), *own_modules(course, lesson)],
        "hidden": course.secrets(),
    }


def imported_modules(lesson: Lesson) -> tuple[str, ...]:
    """The modules that a lesson's own cells import, so that the fork server can import them."""
    return imported(*(cell.source for cell in lesson.given))


def own_modules(course: Course, lesson: Lesson) -> list[Path]:
    """The files beside the lesson's source that its code imports, and those that these import."""
    files = {path.stem: path for path in course.modules(lesson.name)}
    found: dict[Path, None] = {}
    todo = [*imported(*(cell.source for cell in lesson.cells if cell.kind == "code"))]
    while todo:
        path = files.get(todo.pop().split(".")[0])
        if path and path not in found:
            found[path] = None
            todo += imported(path.read_text(encoding="utf-8", errors="replace"))
    return sorted(found)


def trains(course: Course, lesson: Lesson) -> bool:
    """Whether student code is likely to train a model: optimizers import much of torch."""
    texts = [cell.source for cell in lesson.cells]
    grader = course.grader(lesson.name)
    if grader.is_file():
        texts.append(grader.read_text(encoding="utf-8", errors="replace"))
    return any(TRAINING.search(text) for text in texts)


def own_packages(root: Path, modules: Sequence[str]) -> list[Path]:
    """The folders of the course's own packages among the modules, such as its library."""
    names = sorted({module.split(".")[0] for module in modules})
    return [root / name for name in names if (root / name / "__init__.py").is_file()]
