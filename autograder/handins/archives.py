"""Unpacks zip files from strangers: into numbered files, within limits.

No name in an archive becomes a path on disk, so none can lead out of the folder.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.text import decoded

MAX_ENTRIES, MAX_NESTED_ENTRIES = 50_000, 2_000  # in a source; in an archive inside of it
MAX_ENTRY = 20 * 2**20  # bytes; no larger notebook is read
MAX_TOTAL, MAX_NESTED_TOTAL = 4 * 2**30, 200 * 2**20  # bytes that they unpack to
MAX_RATIO, FREE_BYTES = 200, 50 * 2**20  # how often an archive's size, beyond the free bytes
MAX_DEPTH = 3  # archives in archives
MAX_NESTED = 32 * 2**20  # bytes of an archive in an archive or folder
MAX_NAME = 1000
CHUNK = 2**20
UTF_8 = 0x800  # the flag of an entry whose name is UTF-8
EMPTY = "it holds no work"  # a folder or an archive
NO_TIME = 1980  # the year of entries without a time
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)


class ArchiveRefused(CourseError):
    """An archive that is not unpacked; the text says why."""


class Entry(NamedTuple):
    """A file from an archive.

    Attributes:
        parts: Its name in the archive, folder by folder.
        path: Where it lies now; None if it was left out.
        time: The time in the archive, in the zone of this computer.
        reason: Why it was left out.
    """

    parts: tuple[str, ...]
    path: Path | None
    time: datetime | None = None
    reason: str = ""


class Unpacker:
    """Unpacks the archives of one source into a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Nothing is unpacked yet.

        Args:
            folder: An empty folder that only this user may read.
        """
        self._folder = folder
        self._entries = self._bytes = self._files = 0

    def unpack(self, path: Path, name: str, depth: int) -> list[Entry]:
        """The files in an archive.

        Args:
            path: The archive.
            name: What to call it in a sentence.
            depth: How many archives it lies in.

        Raises:
            ArchiveRefused: It goes beyond a limit, is encrypted, damaged or made to do harm.
        """
        try:
            if depth >= MAX_DEPTH:
                raise ArchiveRefused(f"{name} lies in {depth} other archives; unpack them first.")
            if depth and path.stat().st_size > MAX_NESTED:
                raise ArchiveRefused(f"{name} is an archive larger than {MAX_NESTED >> 20} MB.")
            with zipfile.ZipFile(path) as archive:
                infos = archive.infolist()
                self._check(name, infos, path.stat().st_size, is_nested=depth > 0)
                return list(self._unpacked(archive, infos))
        except BROKEN as error:
            raise ArchiveRefused(f"{name} is a damaged archive: {error}.") from error
        except RuntimeError as error:  # how zipfile says that it lacks a password
            raise ArchiveRefused(f"{name} is encrypted; unpack it with its password.") from error

    def _check(
        self, name: str, infos: list[zipfile.ZipInfo], size: int, *, is_nested: bool
    ) -> None:
        """Refuse an archive before anything of it is read; a refused one counts for no other."""
        entries = MAX_NESTED_ENTRIES if is_nested else MAX_ENTRIES
        if len(infos) > entries or self._entries + len(infos) > MAX_ENTRIES:
            raise ArchiveRefused(f"{name} holds too many files: more than {entries:,}.")
        unpacked = sum(info.file_size for info in infos)
        total = MAX_NESTED_TOTAL if is_nested else MAX_TOTAL
        if unpacked > total or self._bytes + unpacked > MAX_TOTAL:
            raise ArchiveRefused(f"{name} unpacks to more than {total >> 20} MB.")
        if unpacked > FREE_BYTES and unpacked > MAX_RATIO * size:
            raise ArchiveRefused(f"{name} unpacks to more than {MAX_RATIO} times its size.")
        if any(info.flag_bits & 1 for info in infos):
            raise ArchiveRefused(f"{name} is encrypted; unpack it with its password.")
        for info in infos:
            parts = _parts(info)
            if not parts or ".." in parts or len(info.filename) > MAX_NAME:
                raise ArchiveRefused(f"{name} names a file outside of its folder.")
        self._entries += len(infos)
        self._bytes += unpacked

    def _unpacked(self, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
        for info in infos:
            parts = _parts(info)
            mode = info.external_attr >> 16
            if info.is_dir():
                yield Entry(parts, None, reason=EMPTY)
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                yield Entry(parts, None, reason="a link or a device")
            elif info.file_size > MAX_ENTRY and not parts[-1].lower().endswith(".zip"):
                yield Entry(parts, None, reason=f"larger than {MAX_ENTRY >> 20} MB")
            elif info.file_size > MAX_NESTED:
                yield Entry(parts, None, reason=f"larger than {MAX_NESTED >> 20} MB")
            else:
                yield self._written(archive, info, parts)

    def _written(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...]
    ) -> Entry:
        self._files += 1
        target = self._folder / f"{self._files:06}"
        try:
            with archive.open(info) as packed, target.open("xb") as file:
                while chunk := packed.read(CHUNK):  # never more than the declared size
                    file.write(chunk)
        except BROKEN as error:
            return Entry(parts, None, reason=f"damaged: {error}")
        return Entry(parts, target, _time(info))


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The names of an entry's folders and its own; empty if the path is absolute."""
    name = _name(info).replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return ()
    return tuple(decoded(part) for part in name.split("/") if part not in ("", "."))


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name; macOS writes UTF-8 without saying so, which zipfile reads as CP437."""
    if not info.flag_bits & UTF_8:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time).astimezone() if info.date_time[0] > NO_TIME else None
    except (ValueError, OverflowError):
        return None
