"""What a lesson's known wrong answers do in its tests, kept beside these as `traces.jsonl`.

Without the file, the first class waits until each of them has run. Its first line says what it was
made from. If that has changed, it is not used, and `course build` writes it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from platform import python_version
from typing import Any

from autograder.course import Course
from autograder.grading.cache import beside, engine_digest, key_of
from autograder.notebooks import Lesson

LIBRARIES = ("torch", "numpy")  # whose errors and numbers are kept


@dataclass(frozen=True)
class Kept:
    """The traces of the known wrong answers to one exercise.

    Attributes:
        texts: The traces of each, in the order of the misconceptions.
        is_of_here: Whether they come from the same versions. With others, an error may read
            differently, so that a mistake is not recognised by them.
    """

    texts: tuple[str, ...]
    is_of_here: bool


def read_kept(course: Course, lesson: Lesson, devices: Sequence[str]) -> dict[str, Kept]:
    """What is kept for each exercise; nothing if the file is missing, broken or out of date."""
    head, body = _parts(course, lesson)
    if not _is_of_today(head, body, course, lesson):
        return {}
    found: dict[str, list[str]] = {}
    for entry in map(json.loads, body.splitlines()):
        found.setdefault(entry["exercise"], []).append(json.dumps(entry["traces"]))
    is_of_here = head.get("made_with") == _made_with(devices)
    return {name: Kept(tuple(texts), is_of_here) for name, texts in found.items()}


def is_kept(course: Course, lesson: Lesson) -> bool:
    """Whether what is kept is up to date, or there are no misconceptions to keep anything of."""
    has_none = not course.misconceptions(lesson.name).is_file()
    return has_none or _is_of_today(*_parts(course, lesson), course, lesson)


def kept_text(course: Course, lesson: Lesson, rows: Iterable[tuple[str, str, str]]) -> str:
    """The content of the file: a line for each known wrong answer.

    Args:
        course: The course.
        lesson: The lesson.
        rows: For each, its exercise, its name, and its traces as a text.
    """
    body = "".join(
        _line({"exercise": exercise, "misconception": name, "traces": json.loads(traces)})
        for exercise, name, traces in rows
    )
    head = {**_made_from(course, lesson), "lines": _digest(body)}
    return _line({**head, "made_with": _made_with(["cpu"])}) + body


def _parts(course: Course, lesson: Lesson) -> tuple[dict[str, Any], str]:
    """The first line of the file, and the others."""
    try:
        head, _, body = course.traces(lesson.name).read_text(encoding="utf-8").partition("\n")
        return dict(json.loads(head)), body
    except (OSError, ValueError, TypeError):
        return {}, ""


def _is_of_today(head: Mapping[str, Any], body: str, course: Course, lesson: Lesson) -> bool:
    made_from = {**_made_from(course, lesson), "lines": _digest(body)}
    return {name: head.get(name) for name in made_from} == made_from


def _made_from(course: Course, lesson: Lesson) -> dict[str, str]:
    """Digests of all that decides what a known wrong answer does."""
    name = lesson.name
    files = course.solutions(name), course.grader(name), course.misconceptions(name)
    texts = [each.read_text("utf-8", errors="replace") for each in files if each.is_file()]
    code = [asdict(cell) for cell in lesson.cells if cell.kind == "code"]
    parts = [code, texts, beside(course, name), asdict(course.limits)]
    return {"lesson": key_of(parts), "engine": engine_digest()}


def _made_with(devices: Sequence[str]) -> dict[str, Any]:
    found = {"python": python_version(), **{name: version(name) for name in LIBRARIES}}
    return {name: ".".join(each.split(".")[:2]) for name, each in found.items()} | {
        "devices": list(devices)
    }


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False) + "\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
