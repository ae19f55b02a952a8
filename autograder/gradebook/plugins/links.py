"""Keeps links and devices beside a notebook out of what nbgrader copies."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def leave_links_out(converter: Any) -> None:
    """Make one of nbgrader's converters copy plain files only.

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
        for name in names:
            if not stat.S_ISREG(os.lstat(os.path.join(parent, name)).st_mode):
                yield name
