"""Sorts the files of a source into piles, one for each student."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from autograder.handins.archives import EMPTY
from autograder.handins.files import File
from autograder.handins.names import Owner, owner_of, student_name
from autograder.moments import in_utc, stamp_in

TIMESTAMP = "timestamp.txt"  # nbgrader's, like the next one
SECRET = "submission_secret.txt"
# A download that was packed on the spot: its times say nothing about the hand-ins.
DOWNLOAD = timedelta(hours=1)


class Piece(NamedTuple):
    """A file of one student.

    Attributes:
        file: The file.
        owner: What its source says about it.
        time: When it was handed in; None if unknown.
    """

    file: File
    owner: Owner
    time: datetime | None = None

    @property
    def attempt(self) -> tuple[int, float]:
        """The later an attempt, the larger."""
        return self.owner.order, self.time.timestamp() if self.time else 0.0


class Pile(NamedTuple):
    """All files of one student.

    Attributes:
        owner: The student, as the source says it.
        pieces: The files.
        is_person: Whether the source says that it is a student's; a single file may be anything.
    """

    owner: Owner
    pieces: tuple[Piece, ...]
    is_person: bool = True


def piles_in(files: Sequence[File], lesson: str) -> list[Pile]:
    """The files of a source by student.

    Args:
        files: All files of the source.
        lesson: The lesson's slug: what nbgrader's exchange holds of others is not looked at.
    """
    sorted_out: dict[tuple[str, str, str], list[Piece]] = {}
    files = _without_wrapper(files)
    owners = [_owner(file.parts) for file in files]
    is_known = _are_uploads(
        [file.time for file, owner in zip(files, owners, strict=True) if owner.lms]
    )
    stamps = {
        file.parts[:-1]: in_utc(stamp_in(file.path)) for file in files if file.name == TIMESTAMP
    }
    for file, owner in zip(files, owners, strict=True):
        if file.name in (TIMESTAMP, SECRET) or owner.lesson not in ("", lesson):
            continue
        time = stamps.get(file.parts[:-1]) or owner.time
        if not time and owner.lms and is_known:
            time = file.time
        sorted_out.setdefault(owner.student, []).append(Piece(file, owner, time))
    return [merged_pile(pieces) for pieces in sorted_out.values()]


def merged_pile(pieces: Sequence[Piece]) -> Pile:
    """The pile of one student, under the name of the latest attempt, without empty folders."""
    pieces = [piece for piece in pieces if piece.file.reason != EMPTY] or pieces
    latest = max(pieces, key=lambda piece: piece.attempt)
    is_person = any(piece.owner.lms or len(piece.file.parts) > 1 for piece in pieces)
    return Pile(latest.owner, tuple(pieces), is_person)


def pile_of(files: Iterable[File], owner: Owner, time: datetime | None = None) -> Pile:
    """All files as those of one student; what nbgrader puts beside a notebook is no hand-in."""
    handed_in = (file for file in files if file.name not in (TIMESTAMP, SECRET))
    return Pile(owner, tuple(Piece(file, owner, time) for file in handed_in))


def _owner(parts: tuple[str, ...]) -> Owner:
    first = owner_of(parts[0])
    for owner in [first, *map(owner_of, parts[1:])]:
        if owner and (owner is first or owner.lms == "moodle"):
            return owner
    if len(parts) == 1:
        return Owner(student_name(parts[0]))
    name = parts[0]
    is_archive = re.search(r"\.(?:zip|ipynb)\b", name, re.IGNORECASE)
    return Owner(student_name(name) if is_archive else name)


def _without_wrapper(files: Sequence[File]) -> Sequence[File]:
    """Without the folder around all others, which an archive often has."""
    tops = {file.parts[0] for file in files}
    while len(tops) == 1 and not owner_of(next(iter(tops))) and _is_wrapper(files):
        files = [file._replace(parts=file.parts[1:]) for file in files]
        tops = {file.parts[0] for file in files}
    return files


def _is_wrapper(files: Sequence[File]) -> bool:
    """Whether the folder around all files holds several students, and is not one's own."""
    if any(len(file.parts) < 2 for file in files):
        return False
    folders = {file.parts[1] for file in files if len(file.parts) > 2}
    return len(folders) > 1 or any(owner_of(file.parts[1]) for file in files)


def _are_uploads(times: Iterable[datetime | None]) -> bool:
    """Whether the times of an LMS's files are those of the uploads, not that of the download."""
    known = [time for time in times if time]
    return bool(known) and max(known) - min(known) > DOWNLOAD
