"""The files of a source: a file, a folder, or a zip; archives inside it are opened, too."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.handins.archives import EMPTY, ArchiveRefused, Unpacker
from autograder.handins.names import ARCHIVE, CHECKPOINTS, is_litter
from autograder.text import decoded

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
CLOSED = "cannot be read"
MAX_FILES = 100_000
MAX_FOLDERS = 12  # in one another


class File(NamedTuple):
    """A file of a source.

    Attributes:
        parts: The names that lead to it; those of archives look like those of folders.
        path: Where it can be read.
        time: When it was last changed, as far as its source knows.
        reason: Why it cannot be looked at; empty if it can.
    """

    parts: tuple[str, ...]
    path: Path
    time: datetime | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.parts[-1]

    @property
    def is_checkpoint(self) -> bool:
        """Whether Jupyter made it, as a copy of another."""
        return CHECKPOINTS in self.parts

    @property
    def shown(self) -> str:
        """Its place in the source, as people see it."""
        return "/".join(self.parts)


def files_in(source: Path, unpacker: Unpacker | None) -> list[File]:
    """All files of a source that a person may have put there, in the order of their names.

    A folder or archive without any is in the list itself, so that whoever handed it in is named.

    Args:
        source: A file, a folder or a zip.
        unpacker: Opens archives; without one, an archive is a file like others.

    Raises:
        ArchiveRefused: The source is an archive that is not unpacked.
        CourseError: It holds too many files.
    """
    if unpacker and _is_archive(source, source.name):
        found = list(_entries(source, (), unpacker, 0))
    elif source.is_dir():
        found = []
        for file in _files(source, (), unpacker, 0):
            found.append(file)
            if len(found) > MAX_FILES:
                raise CourseError(f"{source} holds more than {MAX_FILES} files.")
    else:
        found = [_file(source, (source.name,))]
    return [*_without_litter(found)]


def _without_litter(found: Sequence[File]) -> Iterator[File]:
    """The files that persons may have put there, and then the folders that hold none of them."""
    full: set[tuple[str, ...]] = set()
    bare: dict[tuple[str, ...], File] = {}
    for file in found:
        depth = next((n for n, part in enumerate(file.parts) if is_litter(part)), None)
        if depth is None and file.reason != EMPTY:
            full.update(file.parts[:n] for n in range(len(file.parts)))
            yield file
        elif parts := file.parts[:depth]:
            bare.setdefault(parts, File(parts, file.path, reason=EMPTY))
    for parts, file in bare.items():
        if parts not in full and not any(parts[:n] in bare for n in range(len(parts))):
            yield file


def is_zip(path: Path) -> bool:
    """Whether a file is a zip, whatever it is called."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(4) in ZIP
    except OSError:
        return False


def _is_archive(path: Path, name: str) -> bool:
    """Whether a file in a source is a zip to look into."""
    return ARCHIVE.search(name) is not None and is_zip(path)


def _files(
    folder: Path, parts: tuple[str, ...], unpacker: Unpacker | None, depth: int
) -> Iterator[File]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield File((*parts, ""), folder, reason=f"{CLOSED}: {error.strerror}")
        return
    people = [entry for entry in entries if not is_litter(entry.name)]
    if parts and not people:
        yield File(parts, folder, reason=EMPTY)
    for entry in people:
        place = (*parts, decoded(entry.name))
        path = folder / entry.name
        if entry.is_symlink():
            yield File(place, path, reason="a link")
        elif entry.is_dir() and depth < MAX_FOLDERS:
            yield from _files(path, place, unpacker, depth + 1)
        elif entry.is_file() and unpacker and _is_archive(path, entry.name):
            yield from _nested(_file(path, place), unpacker, 1)
        else:
            yield _file(path, place)


def _file(path: Path, parts: tuple[str, ...]) -> File:
    try:
        about = path.stat()
        with path.open("rb") if stat.S_ISREG(about.st_mode) else open(os.devnull, "rb"):
            pass
    except OSError as error:
        return File(parts, path, reason=f"{CLOSED}: {error.strerror}")
    if not stat.S_ISREG(about.st_mode):
        return File(parts, path, reason="not a file")
    return File(parts, path, datetime.fromtimestamp(about.st_mtime, UTC))


def _nested(archive: File, unpacker: Unpacker, depth: int) -> Iterator[File]:
    """The files of an archive that one student handed in; a refused one stops no other.

    They have the time of the archive: it was handed in, and what is in it is older.
    """
    try:
        inside = [*_entries(archive.path, archive.parts, unpacker, depth)]
        yield from (file._replace(time=archive.time) for file in inside)
        if not inside:
            yield archive._replace(reason=EMPTY)
    except ArchiveRefused as refused:
        yield archive._replace(reason=str(refused))


def _entries(path: Path, parts: tuple[str, ...], unpacker: Unpacker, depth: int) -> Iterator[File]:
    for entry in unpacker.unpack(path, parts[-1] if parts else str(path), depth):
        place = (*parts, *entry.parts)
        if not entry.path:
            yield File(place, path, reason=entry.reason)
            continue
        file = File(place, entry.path, entry.time)
        is_archive = _is_archive(file.path, file.name)
        yield from _nested(file, unpacker, depth + 1) if is_archive else (file,)
