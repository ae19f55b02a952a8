"""Keeps links and devices beside a notebook out of what nbgrader copies."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def leave_links_out(converter: Any) -> None:
    """Make one of nbgrader's converters read and copy plain files only.

    Beside a notebook, it copies all files of a submission, and follows links while it does: to
    the solutions, to other submissions, to files of the system. For each submission it calls this
    hook first. What its setting `ignore` names, it does not copy.
    """
    coursedir, before = converter.coursedir, converter.pre_convert_hook
    usual = list(coursedir.ignore)

    def ignore_links(*, notebooks: Sequence[str], **about: Any) -> None:
        coursedir.ignore = [*usual, "*"]  # if what follows fails, nothing is copied
        folder = Path(notebooks[0]).parent
        if not folder.is_symlink():
            coursedir.ignore = [*usual, *map(glob.escape, _no_plain_files(folder))]
        if before:
            before(notebooks=notebooks, **about)

    converter.pre_convert_hook = ignore_links


def _no_plain_files(folder: Path) -> Iterator[str]:
    """The names of links and devices anywhere in a folder."""
    for parent, _, names in os.walk(folder):
        yield from (name for name in names if not _is_plain(Path(parent, name)))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
