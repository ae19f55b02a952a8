"""What nbgrader writes takes the place of what is there only when it is whole."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

DAY = 86_400.0  # seconds; no command takes as long


def keep_until_replaced(converter: Any, step: str) -> None:
    """Make one of nbgrader's converters keep what it wrote before until it has something new.

    By itself, it removes the old folder first, and only then makes a new one, which may fail.

    Args:
        converter: The converter.
        step: What nbgrader calls the folder that it writes to, as in `autograded`.
    """
    if converter.coursedir.notebook_id == "*":  # otherwise it replaces single files of a folder
        _Beside(converter, f"{step}_directory")


class _Beside:
    """Lets a converter write beside a folder that is there, and puts the new one in its place."""

    def __init__(self, converter: Any, setting: str) -> None:
        self._converter, self._folders = converter, converter.coursedir
        self._setting, self._place = setting, getattr(self._folders, setting)
        self._convert, self._is_wanted = converter.convert_notebooks, converter.init_destination
        self._finish = converter.run_post_convert_hook
        self._own = ""  # the folder in which it writes what replaces another
        self._old = self._new = Path()
        converter.convert_notebooks = self._convert_all
        converter.init_destination = self._begin
        converter.run_post_convert_hook = self._end

    def _convert_all(self) -> None:
        self._remove_leftovers()
        with TemporaryDirectory(prefix=f".{self._place}-", dir=self._folders.root) as own:
            self._own = Path(own).name
            try:
                self._convert()
            finally:
                self._write_to(self._place)

    def _remove_leftovers(self) -> None:
        """Remove the folders of commands that were killed."""
        for path in Path(self._folders.root).glob(f".{self._place}-*"):
            with suppress(FileNotFoundError):  # that of a command that has just ended
                if time.time() - path.stat().st_mtime > DAY:
                    shutil.rmtree(path, ignore_errors=True)

    def _begin(self, assignment: str, student: str) -> bool:
        """Whether a submission is to be converted, and where its new folder is to be written."""
        self._write_to(self._place)
        self._old = self._new = self._destination(self._place, assignment, student)
        if self._old.exists():
            if not (self._converter.force or self._is_newer(assignment, student)):
                self._converter.log.info("Skipping existing assignment: %s", self._old)
                return False
            self._write_to(self._own)
            self._new = self._destination(self._own, assignment, student)
        return bool(self._is_wanted(assignment, student))

    def _end(self) -> None:
        """Put the new folder in the place of the old one."""
        if self._new != self._old:
            self._old.rename(self._new.with_name("old"))
            self._new.rename(self._old)
        self._write_to(self._place)
        self._finish()

    def _is_newer(self, assignment: str, student: str) -> bool:
        source = self._converter._format_source(assignment, student)
        new, old = map(self._folders.get_existing_timestamp, (source, str(self._old)))
        return bool(new and old and new > old)

    def _write_to(self, folder: str) -> None:
        setattr(self._folders, self._setting, folder)

    def _destination(self, step: str, assignment: str, student: str) -> Path:
        return Path(self._folders.format_path(step, student, assignment))
