"""Packs a lesson as an autograder for Gradescope: `course package gradescope`.

The zip holds the hidden tests and the solutions. Gradescope shows its content to instructors only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from autograder.course import CONFIG_FILE, SETTINGS_FILE, Course
from autograder.errors import CourseError
from autograder.packages.wheel import files_in, wheel_of, zipped

TEMPLATES = Path(__file__).parent / "templates" / "gradescope"
PROGRAMS = ("setup.sh", "run_autograder")
ENGINE = "course-autograder"
OUR_SECONDS = 540  # Gradescope's own limit, after which students see no test, is ten minutes


def gradescope_package(course: Course, lesson: str) -> bytes:
    """The zip to upload as a programming assignment's autograder.

    Raises:
        CourseError: A file of the lesson is missing, or lies outside of the course.
    """
    words = {
        "lesson": lesson,
        "seconds": str(OUR_SECONDS),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    files = {name: _filled(name, words).encode() for name in PROGRAMS}
    library, requirements = _library(course)
    for package, found in {"autograder": distribution(ENGINE), **library}.items():
        name, data = wheel_of(package, found)
        files[f"wheels/{name}"] = data
    files["constraints.txt"] = _text(_pins())
    files["requirements.txt"] = _text([*requirements, *_requirements(course)])
    for path in _course_files(course, lesson):
        files[f"course/{_inside(course, path)}"] = path.read_bytes()
    return zipped(files, PROGRAMS)


def _filled(name: str, words: dict[str, str]) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    return text


def _library(course: Course) -> tuple[dict[str, Distribution], list[str]]:
    """The course's library, to be packed if it is installed here, and else what pip fetches."""
    if not course.library:
        return {}, []
    try:
        return {course.library: distribution(course.library)}, []
    except PackageNotFoundError:
        return {}, [course.install]


def _requirements(course: Course) -> Iterator[str]:
    """What the lessons import, from the course's requirements.txt, without the engine."""
    path = course.root / "requirements.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        if line.strip() and not line.startswith(("#", ENGINE)):
            yield line


def _pins() -> list[str]:
    """The versions that are installed here, with which the lesson was checked."""
    found = {
        re.sub(r"[-_.]+", "-", each.name).lower(): each.version.partition("+")[0]
        for each in distributions()
        if each.name and not (each.read_text("direct_url.json") or "")
    }
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _course_files(course: Course, lesson: str) -> Iterator[Path]:
    yield from (course.root / CONFIG_FILE, course.root / SETTINGS_FILE)
    needed = (course.source(lesson), course.solutions(lesson), course.grader(lesson))
    if missing := [path for path in needed if not path.is_file()]:
        raise CourseError(
            f"{missing[0]} is missing: `course check {lesson}` says what a lesson needs."
        )
    yield course.solutions(lesson)
    for folder in (course.source(lesson).parent, course.hidden(lesson)):
        yield from (path for path in files_in(folder) if path.suffix != ".ipynb")


def _inside(course: Course, path: Path) -> str:
    try:
        return path.resolve().relative_to(course.root.resolve()).as_posix()
    except ValueError:
        raise CourseError(
            f"{path} lies outside of the course {course.root}; what is packed must lie in it."
        ) from None


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
