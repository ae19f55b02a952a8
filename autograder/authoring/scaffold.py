"""Starts a course or a lesson: small, complete files that an author replaces piece by piece.

The files are in `templates/`. Those of a course have the same paths there as in the course.
"""

from __future__ import annotations

import ast
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import autograder
from autograder.course import CONFIG_FILE, SETTINGS_FILE, Course, load_course
from autograder.errors import CourseError

TEMPLATES = Path(__file__).parent / "templates"
FIRST_LESSON = "first_steps"


def init_course(
    folder: Path, lesson: str = FIRST_LESSON, *, is_dry: bool = False
) -> dict[Path, bool]:
    """Write the files of a course and of its first lesson, and never over a file that exists.

    Args:
        folder: The folder of the course; it need not exist.
        lesson: The name of the first lesson.
        is_dry: Write nothing; only find out what would be.

    Returns:
        By its path in the course, each file and whether it was written.

    Raises:
        CourseError: The folder has an nbgrader configuration that does not load course_config.py.
    """
    name = re.sub(r"\W+", "_", folder.resolve().name) or "course"
    words = {"course": name, "lesson": lesson, "version": autograder.__version__}
    written = {}
    for template in sorted(TEMPLATES.glob("course/**/*.txt")):
        path = template.relative_to(TEMPLATES / "course").with_suffix("")
        written[path] = not (folder / path).exists()
        if written[path] and not is_dry:
            _write(folder / path, template, words)
    own = folder / CONFIG_FILE
    if own.exists() and SETTINGS_FILE not in own.read_text(encoding="utf-8"):
        raise CourseError(
            f"{own} already exists and was not changed; add the line "
            f'load_subconfig("{SETTINGS_FILE}") to it and run the command again.'
        )
    course = load_course(folder) if (folder / SETTINGS_FILE).exists() else _started(folder, lesson)
    if lesson in course.lessons and not course.source(lesson).exists():
        files = new_lesson(course, lesson, is_dry=is_dry)
        written |= {path.relative_to(course.root): True for path in files}
    return written


def _started(folder: Path, lesson: str) -> Course:
    """The course that would be started in a folder."""
    with tempfile.TemporaryDirectory() as place:
        init_course(Path(place), lesson)
        return replace(load_course(Path(place)), root=folder)


def new_lesson(course: Course, name: str, *, is_dry: bool = False) -> list[Path]:
    """Write the files of a new lesson, and never over a file that exists.

    Args:
        course: The course.
        name: The lesson.
        is_dry: Write nothing; only find out what would be.

    Returns:
        The files.

    Raises:
        CourseError: The name is not a slug, or one of the files exists.
    """
    refuse_name(name)
    files = {
        course.source(name): "source.py.txt",
        course.solutions(name): "solutions.py.txt",
        course.grader(name): "grader.py.txt",
        course.misconceptions(name): "misconceptions.py.txt",
    }
    for path in files:
        if path.exists():
            raise CourseError(f"{path} exists already; choose another name or remove it first.")
    words = {"lesson": name, "title": name.replace("_", " ").capitalize()}
    for path, template in files.items() if not is_dry else ():
        _write(path, TEMPLATES / "lesson" / template, words)
    return list(files)


def refuse_name(name: str) -> None:
    """Refuse a name that is not one for a lesson.

    Raises:
        CourseError: The name is not a slug.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CourseError(
            f"{name!r} is not a name for a lesson; use small letters, digits and underscores."
        )


def list_lesson(course: Course, name: str) -> bool:
    """Add a lesson to c.Course.lessons in course_config.py, if that is written as one list.

    Returns:
        Whether the lesson is listed now.
    """
    path = course.root / SETTINGS_FILE
    before = path.read_bytes()
    listed = _lesson_list(before)
    if listed is None or name in course.lessons or _texts(listed) != [*course.lessons]:
        return name in course.lessons
    after = _with_item(before, listed, f'"{name}"'.encode())
    found = _lesson_list(after)
    if found is None or _texts(found) != [*_texts(listed), name]:
        return False
    path.write_bytes(after)
    return True


def _lesson_list(code: bytes) -> ast.List | None:
    """The list that c.Course.lessons is set to."""
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return None
    for node in reversed(body):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "c.Course.lessons":
            return node.value if isinstance(node.value, ast.List) else None
    return None


def _texts(listed: ast.List) -> list[object]:
    return [item.value if isinstance(item, ast.Constant) else None for item in listed.elts]


def _with_item(code: bytes, listed: ast.List, item: bytes) -> bytes:
    """The code with one more item at the end of a list."""
    assert listed.end_lineno and listed.end_col_offset
    lines = code.splitlines(keepends=True)
    row, column = listed.end_lineno - 1, listed.end_col_offset - 1
    before, after = lines[row][:column], lines[row][column:]
    if not before.strip():  # the bracket is on a line of its own, and so are the items
        indent = listed.elts[-1].col_offset if listed.elts else 4
        lines.insert(row, b" " * indent + item + b",\n")
    else:
        lines[row] = before + (b", " if listed.elts else b"") + item + after
    return b"".join(lines)


def _write(path: Path, template: Path, words: dict[str, str]) -> None:
    text = template.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}.") from error
