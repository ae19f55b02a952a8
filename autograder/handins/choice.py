"""Decides which of a student's files is the submission, and what becomes of the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from autograder.feedback import messages
from autograder.handins.names import COPY, NOTEBOOK, is_mistaken, is_notebook
from autograder.handins.owners import Piece, Pile
from autograder.notebooks import Lesson, answers, read_submission

Became = Literal[
    "taken",
    "older attempt",
    "extra file",
    "not a notebook",
    "another lesson's notebook",
    "unknown student",
    "refused",
]
OTHER = messages.UNREADABLE["other"]
MAX_READ = 30  # notebooks of one student
MAX_TOLD = 100  # files of one student that are named
START = 64  # bytes of a file of any name, in which JSON shows


@dataclass(frozen=True)
class Row:
    """What a file became.

    Attributes:
        student: Whose it is.
        file: The file, as people see it.
        became: What it became.
        note: Why, in a few words.
        is_left_out: Whether its student has handed in nothing that could be taken.
        time: When it was handed in, if that is known.
        path: Where it can be read.
    """

    student: str
    file: str
    became: Became
    note: str = ""
    is_left_out: bool = False
    time: datetime | None = None
    path: Path | None = None

    def plain(self) -> dict[str, object]:
        """What is written to JSON."""
        time = self.time.isoformat() if self.time else None
        keep = ("student", "file", "became", "note", "is_left_out")
        return {**{name: getattr(self, name) for name in keep}, "time": time}


class Fit(NamedTuple):
    """How well a notebook fits the lesson, the most telling first.

    Attributes:
        is_original: Whether a person saved it, not Jupyter beside it.
        attempt: The later, the larger.
        named: 2 if it is named like the lesson, 1 if like any notebook.
        done: How many exercises and questions have an answer.
        cells: How many cells are the lesson's.
        changed: When the file was last changed.
        reason: Why it is none of this lesson, as a student reads it.
    """

    is_lesson: bool
    is_filled: bool
    is_original: bool
    attempt: tuple[int, float]
    named: int
    done: int
    cells: int
    is_no_copy: bool
    changed: float
    reason: str


class Choice(NamedTuple):
    """The submission of a student.

    Attributes:
        taken: The file; None if there is none that could be a notebook of any lesson.
        is_lesson: Whether it may be one of this lesson.
        rows: What each file became, the taken one first.
    """

    taken: Piece | None
    is_lesson: bool
    rows: tuple[Row, ...]


def choose(lesson: Callable[[], Lesson], pile: Pile, student: str, *, look: bool = True) -> Choice:
    """The submission among a student's files.

    A notebook of the lesson goes before others, a filled one before an untouched one, a later
    attempt before an earlier one, and then the one that has the lesson's name.

    Args:
        lesson: Gives the lesson, if anything has to be read.
        pile: The student's files.
        student: The student's name in the rows.
        look: Whether to read a single notebook, too, to see whether it is one of this lesson.
    """
    able = [piece for piece in pile.pieces if not piece.file.reason]
    wanted = sorted(filter(_may_be_notebook, able), key=_unread, reverse=True)[:MAX_READ]
    if len(wanted) == 1 and is_notebook(wanted[0].file.name) and not look:
        fits = {wanted[0]: _unread(wanted[0])}
    else:
        fits = {piece: _fit(lesson(), piece) for piece in wanted}
        fits = {p: fit for p, fit in fits.items() if fit.is_lesson or is_notebook(p.file.name)}
    taken = max(fits, key=lambda piece: fits[piece], default=None)
    is_lesson = taken is not None and fits[taken].reason != OTHER
    told = [p for p in pile.pieces if p is taken or not (taken and p.file.is_checkpoint)]
    rows = [_row(student, piece, fits, taken if is_lesson else None) for piece in told]
    is_handin = pile.is_person or any(
        piece.file.reason or is_mistaken(piece.file.name) for piece in pile.pieces
    )
    rows = [replace(row, is_left_out=not is_lesson and is_handin) for row in rows]
    rows.sort(key=lambda row: row.became != "taken")
    return Choice(taken, is_lesson, tuple(_briefly(rows)))


def _briefly(rows: Sequence[Row]) -> Sequence[Row]:
    """The first rows, and one for the others: no hand-in fills the terminal."""
    rest = rows[MAX_TOLD:]
    if not rest:
        return rows
    others = replace(rest[0], file=f"{len(rest):,} more", became="extra file", note="", path=None)
    return [*rows[:MAX_TOLD], others]


def _may_be_notebook(piece: Piece) -> bool:
    """Whether a file is named like a notebook, or begins like one, whatever it is called."""
    if is_notebook(piece.file.name):
        return True
    try:
        with piece.file.path.open("rb") as file:
            start = file.read(START)
    except OSError:
        return False
    return b"{" in start.replace(b"\0", b"")[:8]


def _fit(lesson: Lesson, piece: Piece) -> Fit:
    submission = read_submission(piece.file.path, lesson, "")
    done = sum(attempt.attempted for attempt in submission.attempts.values())
    done += sum(map(bool, answers(lesson, submission.cells).values()))
    cells = sum(bool(cell.id) for cell in submission.cells)
    unread = _unread(piece)
    return unread._replace(
        is_lesson=not submission.unreadable,
        is_filled=done > 0,
        named=2 if NOTEBOOK.sub("", _own_name(piece)).lower() == lesson.name else unread.named,
        done=done,
        cells=cells,
        reason=submission.unreadable,
    )


def _unread(piece: Piece) -> Fit:
    """What is known of a notebook that is not read."""
    name, time = piece.file.name, piece.file.time
    is_copy = COPY.search(NOTEBOOK.sub("", name)) is not None
    changed = time.timestamp() if time else 0.0
    original = not piece.file.is_checkpoint
    named = int(is_notebook(name))
    return Fit(True, True, original, piece.attempt, named, 0, 0, not is_copy, changed, "")


def _own_name(piece: Piece) -> str:
    """The file's name without what an LMS puts before it, or Canvas behind it."""
    name = piece.file.name
    if piece.owner.lms == "canvas" and name == piece.owner.folder:
        return re.sub(r"-\d+(?=\.ipynb)", "", re.sub(r"^.*?_\d+_(?:\d+_)?", "", name, count=1))
    return name


def _row(student: str, piece: Piece, fits: dict[Piece, Fit], taken: Piece | None) -> Row:
    became, note = _fate(piece, fits, taken)
    return Row(student, piece.file.shown, became, note, False, piece.time, piece.file.path)


def _fate(piece: Piece, fits: dict[Piece, Fit], taken: Piece | None) -> tuple[Became, str]:
    """What a file becomes, and why."""
    fit = fits.get(piece)
    late = "late" if piece.owner.is_late else ""
    if piece.file.reason:
        return "refused", piece.file.reason
    if piece is taken:
        return "taken", fit.reason if fit and fit.reason else late
    if fit and fit.reason == OTHER:
        return "another lesson's notebook", ""
    if not taken:
        return "not a notebook", fit.reason if fit else ""
    if not fit:
        return "extra file", ""
    if piece.attempt < taken.attempt:
        return "older attempt", late
    if fit.reason:
        return "extra file", fit.reason
    return "extra file", f"{fit.done} answered" if fit.is_filled else "untouched"
