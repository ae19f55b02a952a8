"""Packs what students may have: releases, and the library that they import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.authoring.students.leaks import hidden_lines, leaks_below
from autograder.course import Course
from autograder.errors import CourseError
from autograder.notebooks import read_lesson
from autograder.text import shown

PROJECT = "pyproject.toml"
README = """\
# {title}

The notebooks of the course are in `release/`. The first cell of each installs what it imports, from

    {install}
"""


# What stands in examples for a name that only the author knows.
PLACEHOLDER = re.compile(
    r"\byour[-_]|<[\w -]+>|\bexample\.(?:com|net|org)\b|[/:](?:OWNER|ORG|USER|USERNAME|REPO)\b"
)


def placeholder(course: Course) -> str:
    """Why students could not install the library of a course; empty if they could."""
    if not PLACEHOLDER.search(course.install):
        return ""
    return (
        f"c.Course.install = {course.install!r} is a placeholder: students would install nothing "
        "from there. Publish what `course share FOLDER` makes, never this repository with its "
        "solutions, and put the address of that in course_config.py."
    )


def share(course: Course, folder: Path, *, is_dry: bool = False) -> list[Path]:
    """Write what students may have into a folder, as the tree of a public repository.

    Args:
        course: The course.
        folder: A new folder, or a git repository.
        is_dry: Pack it, and look for what may not go out, but write nothing.

    Returns:
        The files, by their paths in the folder.

    Raises:
        CourseError: A release is missing, something of a solution is in a file, or the folder holds
            other things than a git repository, or a course.
    """
    is_ours = course.root.resolve().is_relative_to(folder.resolve())
    if is_ours or (folder / "course_config.py").exists():
        raise CourseError(
            f"{shown(folder)} holds a course with its solutions; name a folder for students only."
        )
    if folder.exists() and any(folder.iterdir()) and not (folder / ".git").exists():
        raise CourseError(f"{shown(folder)} is not empty; name a new folder or a git repository.")
    with TemporaryDirectory() as place:
        tree = Path(place, "tree")
        _fill(course, tree)
        secret = [line for name in course.lessons for line in _hidden(course, name)]
        for sentence in leaks_below(tree, secret, course.root):
            raise CourseError(f"{sentence} Nothing is shared.")
        if (tree / PROJECT).is_file():
            _add_wheel(tree)
        if not is_dry:
            shutil.copytree(tree, folder, dirs_exist_ok=True)
        return sorted(path.relative_to(tree) for path in tree.rglob("*") if path.is_file())


def _hidden(course: Course, name: str) -> Iterable[str]:
    return hidden_lines(course, read_lesson(course.source(name)))


def _fill(course: Course, tree: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", "*.mp4")
    for name in course.lessons:
        if not course.release(name).is_file():
            raise CourseError(f"There is no release of {name}; run `course build` first.")
        shutil.copytree(course.release(name).parent, tree / "release" / name, ignore=ignored)
    title = course.nbgrader.CourseDirectory.get("course_id", course.root.name)
    text = README.format(title=title, install=course.install or "(nothing)")
    (tree / "README.md").write_text(text, encoding="utf-8")
    if course.library and (course.root / course.library).is_dir():
        unneeded = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints")
        shutil.copytree(course.root / course.library, tree / course.library, ignore=unneeded)
        for file in (PROJECT, "LICENSE"):
            if (course.root / file).is_file():
                shutil.copy(course.root / file, tree)


def _add_wheel(tree: Path) -> None:
    """Build the library's wheel, with what is installed here or else what pip fetches."""
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        "wheels",
        ".",
    ]
    for options in (["--no-build-isolation"], []):
        done = subprocess.run(
            [*pip, *options], cwd=tree, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
    reason = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
    raise CourseError(f"The wheel of the library cannot be built: {reason}.")
