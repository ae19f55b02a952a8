"""Finds the submissions in whatever a teacher has: notebooks, folders, zips, LMS's downloads."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback import messages
from autograder.handins.archives import Unpacker
from autograder.handins.choice import Row, choose
from autograder.handins.files import files_in
from autograder.handins.layout import Place, place_of_one, places_in
from autograder.handins.owners import SECRET, TIMESTAMP, Pile, piles_in
from autograder.moments import stamp_in
from autograder.notebooks import Lesson, read_bytes, read_lesson
from autograder.report import Report
from autograder.text import decoded

MAX_NAMED = 5
Wanted = Callable[[str], bool]


def all_of_them(student: str) -> bool:
    """Every student is wanted."""
    return True


@dataclass(frozen=True)
class Handin:
    """A notebook that was handed in.

    Attributes:
        home: The folder with `submitted/` and the gradebook; None for a notebook outside of it.
        shown_as: The path to show to people, if it lies in an archive.
        folder: The folder with what nbgrader keeps beside it.
    """

    student: str
    path: Path
    home: Path | None = None
    shown_as: str = ""
    folder: Path | None = None

    def digest(self) -> str:
        """A hash of the notebook's bytes, or why they cannot be read; links are not followed."""
        data, reason = read_bytes(self.path)
        return reason or hashlib.sha256(data).hexdigest()

    @property
    def stamp(self) -> str:
        """What its time stamp says; empty if it has none."""
        return stamp_in(self.folder / TIMESTAMP) if self.folder else ""

    @property
    def secret(self) -> str:
        """What nbgrader's exchange knows it by; empty if it did not come from there."""
        return stamp_in(self.folder / SECRET) if self.folder else ""

    @property
    def shown(self) -> str:
        """The path as people see it."""
        return self.shown_as or decoded(str(self.path))


class Found:
    """What is in the paths of a command; use it as a context manager.

    Attributes:
        handins: The submissions, sorted by student.
        rows: What each file became.
    """

    def __init__(
        self, course: Course, lesson: str, paths: Sequence[Path], is_wanted: Wanted = all_of_them
    ) -> None:
        """Look into the paths; archives are unpacked into a folder that lasts as long as this."""
        self.handins: list[Handin] = []
        self.rows: list[Row] = []
        self._name = lesson
        self._is_wanted = is_wanted
        self._lesson: Callable[[], Lesson] = cache(partial(read_lesson, course.source(lesson)))
        with ExitStack() as stack:
            for path in paths or [course.submitted()]:
                known = len(self.handins)
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="handins-"))
                self._look(path, Unpacker(Path(folder)))
                if len(self.handins) == known:
                    raise self._nothing(lesson, path)
            self._stack = stack.pop_all()
        self.handins.sort(key=lambda handin: (handin.student, str(handin.path)))

    def __enter__(self) -> Found:
        """Ready to be graded."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was unpacked."""
        self._stack.close()

    def learn(self, reports: Iterable[Report]) -> None:
        """Note which notebooks were another lesson's, as only their reports say."""
        other = messages.UNREADABLE["other"]
        others = {report.student for report in reports if other in report.repairs}
        for place, row in enumerate(self.rows):
            if row.became == "taken" and row.student in others:
                self.rows[place] = replace(row, became="another lesson's notebook")

    @property
    def homes(self) -> list[Path]:
        """The folders that hold a gradebook for the submissions."""
        return sorted({handin.home for handin in self.handins if handin.home})

    def plain(self) -> list[dict[str, object]]:
        """What each file became, for JSON."""
        return [row.plain() for row in self.rows]

    @property
    def told(self) -> list[Row]:
        """The rows of the students of whom a file became something else than the submission."""
        students = {row.student for row in self.rows if row.became != "taken"}
        return [row for row in self.rows if row.student in students]

    @property
    def left_out(self) -> list[Row]:
        """The rows of students of whom nothing is graded."""
        graded = {handin.student for handin in self.handins}
        return [row for row in self.rows if row.is_left_out and row.student not in graded]

    def _look(self, path: Path, unpacker: Unpacker) -> None:
        if one := place_of_one(path, self._name):
            self._take(*one)
        elif places := places_in(path, self._name):
            for place in places:
                if self._is_wanted(place.student):
                    self._take(place, path.resolve().parent)
        else:
            self._take_all(path, piles_in(files_in(path, unpacker), self._name))

    def _take_all(self, source: Path, piles: Sequence[Pile]) -> None:
        """Take the submissions of a source that is not laid out for nbgrader."""
        names = Counter(pile.owner.name for pile in piles)
        for pile in piles:
            owner = pile.owner
            student = decoded(owner.name if names[owner.name] == 1 else f"{owner.name}_{owner.id}")
            choice = choose(self._lesson, pile, student, look=False)
            self.rows += choice.rows
            if choice.taken:
                file = choice.taken.file
                inside = source if source.is_file() else source.joinpath(*file.parts)
                shown = "" if file.path in (inside, source) else f"{source}/{file.shown}"
                self.handins.append(Handin(student, file.path, None, decoded(shown)))

    def _take(self, place: Place, home: Path) -> None:
        """Take the submission of a folder of nbgrader's layout, which always gets a report."""
        choice = choose(self._lesson, place.pile, place.student, look=False)
        taken = choice.taken.file.path if choice.taken else None
        self.rows += choice.rows
        path, folder = place.likeliest(taken), place.usual.parent
        self.handins.append(Handin(place.student, path, home, folder=folder))

    def _nothing(self, lesson: str, path: Path) -> CourseError:
        seen = [f"{row.file} ({row.note or row.became})" for row in self.rows[:MAX_NAMED]]
        there = f" There is: {', '.join(seen)}." if seen else ""
        return CourseError(
            f"There is no submission of {lesson} in {path}; expected a notebook, a folder or zip "
            f"of notebooks, or <student>/{lesson}/{lesson}.ipynb below it.{there}"
        )


def find_handins(
    course: Course, lesson: str, paths: Sequence[Path], is_wanted: Wanted = all_of_them
) -> Found:
    """The submissions in the paths.

    Each path is a notebook, a folder or zip of notebooks, an LMS's download, or a folder in
    nbgrader's `submitted/` layout; without a path, the course's own `submitted/` is used. Of the
    students in such a layout, only the wanted ones are looked at.

    Raises:
        CourseError: A path has no submission of this lesson.
    """
    return Found(course, lesson, paths, is_wanted)
