"""Finds the notebooks that were handed in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.layout import folder_of_one, is_closed, lesson_folders
from autograder.course import Course
from autograder.errors import CourseError
from autograder.notebooks import read_bytes
from autograder.text import decoded

NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)
# What is handed in for a notebook.
MISTAKEN = {".json", ".html", ".htm", ".py", ".pdf", ".zip", ".7z", ".rar", ".gz", ".tgz"}


@dataclass(frozen=True)
class Handin:
    """A notebook that was handed in.

    Attributes:
        home: The folder with `submitted/` and the gradebook; None for a notebook outside of it.
    """

    student: str
    path: Path
    home: Path | None = None

    def digest(self) -> str:
        """A hash of the notebook's bytes, or why they cannot be read; links are not followed."""
        data, reason = read_bytes(self.path)
        return reason or hashlib.sha256(data).hexdigest()


def find_handins(course: Course, lesson: str, paths: Sequence[Path]) -> list[Handin]:
    """The notebooks that the paths name, sorted by student.

    Each path is a notebook, a folder of notebooks, a folder in nbgrader's `submitted/` layout, or
    one student's submission in it; without a path, the course's own `submitted/` is used.

    Raises:
        CourseError: A path does not exist, or has no submission of this lesson.
    """
    found: list[Handin] = []
    for path in paths or [course.submitted()]:
        handins = list(_handins(lesson, path))
        if not handins:
            raise CourseError(
                f"There is no submission of {lesson} in {path}; expected a notebook, a folder of "
                f"notebooks, or <student>/{lesson}/{lesson}.ipynb below it."
            )
        found += handins
    return sorted(found, key=lambda handin: (handin.student, str(handin.path)))


def _handins(lesson: str, path: Path) -> Iterator[Handin]:
    if folder := folder_of_one(path, lesson):
        notebook = path if path.is_file() else _notebook_in(folder, lesson)
        yield Handin(decoded(folder.parent.name), notebook, folder.parents[2])
    elif path.is_file():
        yield Handin(_stem(path), path)
    elif laid_out := lesson_folders(path, lesson):
        home = path.resolve().parent
        for folder in laid_out:
            yield Handin(decoded(folder.parent.name), _notebook_in(folder, lesson), home)
    else:
        for notebook in sorted(filter(_is_notebook, path.glob("*"))):
            yield Handin(_stem(notebook), notebook)


def _notebook_in(folder: Path, lesson: str) -> Path:
    """The lesson's notebook; if a student renamed it, the only one in the folder.

    Where there is none, but something else was handed in, it is that: its content says what it is.
    Of a linked folder nothing is read: it may be another student's.
    """
    expected = folder / f"{lesson}.ipynb"
    if is_closed(folder):
        return expected
    if folder.is_symlink() or not folder.is_dir():
        return folder
    files = [path for path in sorted(folder.glob("*")) if not path.name.startswith(".")]
    notebooks = [path for path in files if _is_notebook(path)]
    if expected in files or len(notebooks) > 1:
        return expected
    others = [path for path in files if path.suffix.lower() in MISTAKEN or path.is_dir()]
    others.sort(key=lambda path: path.stem != lesson)
    return next(iter([*notebooks, *others]), expected)


def _is_notebook(path: Path) -> bool:
    """Whether a file is named like a notebook; browsers and mail programs lengthen the name."""
    return NOTEBOOK.search(path.name) is not None and not path.name.startswith(".")


def _stem(path: Path) -> str:
    return decoded(NOTEBOOK.sub("", path.name) if _is_notebook(path) else path.stem)
