"""Notices what has arrived in a folder, as soon as it is whole.

The folder is looked at a few times a second: that works on every file system, network ones too,
and a class of 1,000 costs milliseconds. A notebook is JSON, so one that is half written does not
parse, and one that parses is whole, however it is being written.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.notebooks import read_bytes

PATIENCE = 3.0  # seconds without a change, after which a damaged notebook is taken as it is

Signature = tuple[tuple[str, int, int, int], ...]


class Arrivals:
    """The folders <student>/<lesson>/ of a folder that have changed and not been taken yet."""

    def __init__(self, folder: Path, lessons: Sequence[str]) -> None:
        """Take nothing yet: at first, everything that is there has arrived."""
        self._folder, self._lessons = folder, lessons
        self._taken: dict[Path, Signature] = {}
        self._changed: dict[Path, tuple[Signature, float]] = {}
        self._not_before: dict[Path, float] = {}

    def take(self) -> dict[str, list[Path]]:
        """What has arrived since the last time and is whole, by lesson."""
        now = time.monotonic()
        found: dict[str, list[Path]] = {}
        for path, signature in self._look():
            if self._taken.get(path) == signature or now < self._not_before.get(path, 0.0):
                continue
            known, since = self._changed.get(path, ((), now))
            if known != signature:
                since = now
                self._changed[path] = signature, now
            if now - since >= PATIENCE or _is_whole(path):
                self._taken[path] = signature
                del self._changed[path]
                found.setdefault(path.name, []).append(path)
        return found

    def again(self, path: Path, seconds: float) -> None:
        """Take a folder again after a while, as if it had just arrived."""
        self._taken.pop(path, None)
        self._not_before[path] = time.monotonic() + seconds

    def _look(self) -> Iterator[tuple[Path, Signature]]:
        for student in _entries(self._folder):
            if student.is_dir() and not student.name.startswith("."):
                for lesson in self._lessons:
                    path = Path(student.path, lesson)
                    if signature := _signature(path):
                        yield path, signature


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # it has just gone, or is closed
        return []


def _signature(folder: Path) -> Signature:
    """What changes when a file in the folder does; empty if there is none."""
    found = []
    for entry in _entries(folder):
        try:
            about = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        found.append((entry.name, about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(sorted(found))


def _is_whole(folder: Path) -> bool:
    """Whether there is a notebook, and none is half written."""
    notebooks = [entry for entry in _entries(folder) if entry.name.endswith(".ipynb")]
    return bool(notebooks) and all(_parses(Path(entry.path)) for entry in notebooks)


def _parses(path: Path) -> bool:
    data, _ = read_bytes(path)
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False
