"""Draws pictures for failed tests, after all tests of an exercise have run.

`PICTURES` in `autograder/graders/<lesson>/pictures.py` maps a hidden test to a function, which
calls the student's code with the lesson's own data and draws the result. The code runs in a new
process that never had a hidden input or seed, so a picture cannot reveal one. It runs after the
tests, so a picture cannot change a verdict. If anything fails, there is no picture.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError
from autograder.files import put
from autograder.notebooks import load_module
from autograder.report import Figure, TestResult
from autograder.sandbox import SandboxFault, Stopped

if TYPE_CHECKING:
    from autograder.testing import Student

logger = logging.getLogger(__name__)

Draw = Callable[["Student"], Any]  # returns a Picture, whose module is imported only when needed

SEED = 0  # students may know it
MAX_BYTES = 60_000


class Pictures:
    """The pictures of one lesson.

    Attributes:
        text: Their source, which is part of a verdict's key; empty if none are drawn.
    """

    def __init__(self, source: Path, folder: Path | None) -> None:
        """Read their source; they are imported when a test fails, or by `load`.

        Args:
            source: The lesson's file; it need not exist.
            folder: The folder for the pictures; without it, none are drawn.
        """
        self._source = source
        self._folder = folder
        self.text = (
            source.read_text(encoding="utf-8", errors="replace")
            if folder and source.is_file()
            else ""
        )

    @cached_property
    def _draw(self) -> dict[str, Draw]:
        try:
            return read_pictures(self._source) if self.text else {}
        except CourseError as error:  # no student has to pay for it
            logger.warning("no pictures: %s", error, exc_info=error)
            return {}

    def load(self) -> None:
        """Import them, and the library that draws, before a test fails."""
        _ = self._draw

    def added(self, results: Sequence[TestResult], student: Student) -> list[TestResult]:
        """The results, with a picture for failed tests that have one.

        Args:
            results: The results of all tests of an exercise.
            student: The same code, which no test has called.
        """
        failed = {test.name for test in results if test.status == "failed"}
        wanted = failed & self._draw.keys() if failed else failed
        if not wanted:
            return list(results)
        student.seed = SEED
        drawn: dict[Draw, Figure | None] = {}
        for draw in dict.fromkeys(self._draw[test.name] for test in results if test.name in wanted):
            student.close()  # each picture gets a new process
            try:
                drawn[draw] = self._drawn(draw, student)
            except (Stopped, SandboxFault):
                break  # do not wait for another picture
        return [
            replace(test, figure=drawn.get(self._draw[test.name])) if test.name in wanted else test
            for test in results
        ]

    def _drawn(self, draw: Draw, student: Student) -> Figure | None:
        try:
            picture = draw(student)
            if len(picture.png) > MAX_BYTES:
                return None
            assert self._folder is not None
            return Figure(keep_picture(self._folder, picture.png), picture.caption)
        except (Stopped, SandboxFault):
            raise
        except Exception:  # the student's values may be anything
            logger.warning("no picture from %s", draw, exc_info=True)
            return None


def keep_picture(folder: Path, png: bytes) -> str:
    """Write a picture to a file named by its hash; returns the name."""
    name = f"{hashlib.sha256(png).hexdigest()[:32]}.png"
    path = folder / name
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        put(path, png)
    return name


def read_pictures(source: Path) -> dict[str, Draw]:
    """The pictures in a lesson's file, by hidden test; none if there is no file.

    Raises:
        CourseError: The file cannot be imported, or has no `PICTURES`.
    """
    if not source.is_file():
        return {}
    found = getattr(load_module(source, "pictures"), "PICTURES", None)
    if not isinstance(found, dict):
        raise CourseError(f"{source} has no PICTURES; set it to a dict of tests and functions.")
    return found
