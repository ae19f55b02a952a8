"""Collects the submissions of a lesson into nbgrader's `submitted/`."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError, EngineFault
from autograder.files import put
from autograder.handins import (
    EXTRA,
    SECRET,
    Choice,
    Owner,
    Piece,
    Pile,
    Roster,
    Row,
    choose,
    merged_pile,
    safe_id,
)
from autograder.lms.moodle import worksheet_times
from autograder.lms.record import Entry, collecting, read_record, write_record
from autograder.lms.sources import open_source
from autograder.moments import as_stamp, in_utc, stamp_in
from autograder.notebooks import read_bytes, read_lesson
from autograder.text import decoded, shown

MAX_EXTRA, MAX_NAMED = 100, 5
HELD = "submitted/ holds a later one"
UNSURE = "submitted/ holds another one, and no time says which is later; --replace takes this one"


class Collection:
    """A run that collects; use it as a context manager, open each source, then take each student.

    Attributes:
        rows: What each file became, as far as students were taken.
        without_time: Students of whom nobody knows when they handed in.
    """

    def __init__(
        self,
        course: Course,
        lesson: str,
        roster: Roster | None,
        *,
        is_dry: bool = False,
        replaces: bool = False,
    ) -> None:
        """Collect nothing yet.

        Args:
            course: The course.
            lesson: The lesson's slug.
            roster: The students; without one, they are called what their source calls them.
            is_dry: Write nothing.
            replaces: Whether a submission of unknown time replaces another one.
        """
        self.rows: list[Row] = []
        self.without_time: list[str] = []
        self._course, self._roster = course, roster
        self._lesson = read_lesson(course.source(lesson))
        self._times: dict[str, datetime] = {}
        self._is_dry, self._replaces = is_dry, replaces
        self._found: list[tuple[str, Pile]] = []
        self._sources = 0
        self._stack = ExitStack()

    def __enter__(self) -> Collection:
        """Ready to open sources; no other run collects meanwhile."""
        self._stack.enter_context(nullcontext() if self._is_dry else collecting(self._course))
        self._record = read_record(self._course, self._lesson.name)
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was unpacked, and note what was collected."""
        if not self._is_dry:
            write_record(self._course, self._lesson.name, self._record)
        self._stack.close()

    def open(self, source: str) -> None:
        """Read a source, or Moodle's grading worksheet, which knows the times of its submissions.

        Raises:
            CourseError: It does not exist, or is an archive that is refused.
        """
        if Path(source).resolve() == self._course.submitted().resolve():
            raise CourseError(f"{source} is where submissions are collected; grade it as it is.")
        if source.lower().endswith(".csv"):
            self._times |= worksheet_times(Path(source))
            return
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="handins-"))
        lessons = self._course.lessons
        piles = open_source(source, Path(folder), lessons, self._lesson.name)
        if not piles:
            raise CourseError(f"There is no file in {source}.")
        self._sources += 1
        self._found += [(source, pile) for pile in piles]

    def students(self) -> list[tuple[str, bool, Pile]]:
        """The students of all sources: id, whether the roster has it, and all files."""
        whose: dict[tuple[str, bool], list[Pile]] = {}
        for source, pile in self._found:
            of_source = pile if self._sources == 1 else _under(Path(source).name, pile)
            whose.setdefault(self._student(pile.owner), []).append(of_source)
        return [(*key, self._merged(whose[key])) for key in sorted(whose)]

    def _student(self, owner: Owner) -> tuple[str, bool]:
        if self._roster:
            found = self._roster.find(owner)
            return (found.id, True) if found else (decoded(owner.name), False)
        same = {pile.owner.student for _, pile in self._found if pile.owner.name == owner.name}
        return safe_id(owner.name if len(same) == 1 else f"{owner.name}_{owner.id}"), True

    def _merged(self, piles: Sequence[Pile]) -> Pile:
        """The files of one student from several sources."""
        pieces = [piece for pile in piles for piece in pile.pieces]
        if self._times:
            pieces = [p._replace(time=self._times.get(p.owner.id, p.time)) for p in pieces]
        return merged_pile(pieces)._replace(is_person=any(pile.is_person for pile in piles))

    def summary(self) -> Iterator[str]:
        """What was taken, in a few sentences."""
        count = Counter(row.became for row in self.rows)
        verb = "would be taken" if self._is_dry else "taken"
        others = "".join(f", {number} {word}" for word, number in count.items() if word != "taken")
        yield f"{self._lesson.name}: {count['taken']} {verb}{others}"
        if not self._roster:
            yield "There is no students.csv: students are called what their source calls them."
        if self.without_time:
            few = ", ".join(self.without_time[:MAX_NAMED])
            more = f" and {rest} more" if (rest := len(self.without_time) - MAX_NAMED) > 0 else ""
            yield f"Nobody knows when these were handed in (no late penalty): {few}{more}."

    def take(self, student: str, is_known: bool, pile: Pile) -> None:
        """Write one student's submission, and note what each file became."""
        choice = choose(lambda: self._lesson, pile, student)
        rows = list(choice.rows)
        if not is_known and (pile.is_person or choice.is_lesson):
            rows = [_unknown(row) for row in rows]
        elif is_known and choice.taken and choice.is_lesson:
            rows[0] = self._enter(student, choice, rows[0])
            if rows[0].became == "taken" and not self._is_dry:
                self._write_extra(student, rows[1:])
        self.rows += rows

    def _enter(self, student: str, choice: Choice, row: Row) -> Row:
        """Write the notebook, unless `submitted/` holds a later one."""
        piece = choice.taken
        assert piece
        target = self._target(student) / f"{self._lesson.name}.ipynb"
        data, reason = read_bytes(piece.file.path)
        if reason:
            return replace(row, became="refused", note=reason, is_left_out=True)
        is_there = os.path.lexists(target)
        if is_there and target.read_bytes() != data:
            held = in_utc(stamp_in(target.with_name("timestamp.txt")))
            later = self._is_later(student, piece, held)
            if later is False:
                return replace(row, became="older attempt", note=HELD)
            if later is None and not self._replaces:
                return replace(row, became="extra file", note=UNSURE, is_left_out=True)
            row = replace(row, note=row.note or "replaces an older attempt")
        elif is_there:
            row = replace(row, note=row.note or "unchanged")
        if not self._is_dry:
            with _named(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                self._write(student, piece, target, data)
        if not (piece.time or target.with_name("timestamp.txt").exists()):
            self.without_time.append(student)
        return row

    def _is_later(self, student: str, piece: Piece, held: datetime | None) -> bool | None:
        """Whether a submission is later than the one that is held; None if nobody knows."""
        if piece.time and held:
            return piece.time > held
        before, now = self._record.get(student), _entry(piece)
        if not before:
            return None
        if before.lms == now.lms and before.order and now.order:
            return now.order > before.order
        return None if before.changed == now.changed else now.changed > before.changed

    def _write(self, student: str, piece: Piece, target: Path, data: bytes) -> None:
        when = target.with_name("timestamp.txt")
        is_new = not target.exists() or target.read_bytes() != data
        if piece.time:
            put(when, as_stamp(piece.time))
        elif is_new:
            when.unlink(missing_ok=True)
        if is_new:
            target.with_name(SECRET).unlink(missing_ok=True)
            put(target, data)
        if secret := stamp_in(piece.file.path.with_name(SECRET)):
            put(target.with_name(SECRET), secret)
        self._record[student] = _entry(piece)

    def _write_extra(self, student: str, rows: Sequence[Row]) -> None:
        """Keep what was handed in beside the notebook, where nbgrader takes it for no notebook."""
        kept = [row for row in rows if row.became in ("extra file", "another lesson's notebook")]
        for place, row in enumerate(kept[:MAX_EXTRA]):
            data, reason = read_bytes(row.path) if row.path else (b"", "gone")
            if not reason:
                name = safe_id(row.file.rpartition("/")[2])
                is_same = name in [safe_id(r.file.rpartition("/")[2]) for r in kept[:place]]
                name = f"{place}_{name}" if is_same else name
                folder = self._target(student) / EXTRA
                with _named(folder):
                    folder.mkdir(exist_ok=True)
                    put(folder / name, data)

    def _target(self, student: str) -> Path:
        return self._course.submitted() / student / self._lesson.name


def _unknown(row: Row) -> Row:
    """The row of a student whom the roster does not have."""
    became = row.became if row.became == "refused" else "unknown student"
    return replace(row, became=became, is_left_out=True)


def _under(source: str, pile: Pile) -> Pile:
    """The pile with the source's name before that of each file."""
    pieces = (p._replace(file=p.file._replace(parts=(source, *p.file.parts))) for p in pile.pieces)
    return pile._replace(pieces=tuple(pieces))


def _entry(piece: Piece) -> Entry:
    owner, file = piece.owner, piece.file
    changed = (file.time or datetime.fromtimestamp(0, UTC)).timestamp()
    return Entry(owner.name, owner.lms, owner.id, owner.folder, owner.order, changed)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file or folder that cannot be written."""
    try:
        yield
    except OSError as error:
        raise EngineFault(f"{shown(path)} cannot be written: {error.strerror}.") from error
