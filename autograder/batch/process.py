"""Starts the process that grades submissions, and receives its reports.

A command never imports torch or runs hidden tests. It starts this process first, does other work
meanwhile, for example on the gradebook, and receives each report when it is ready.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from autograder.course import Course
from autograder.errors import EngineFault
from autograder.grading import sandbox_options
from autograder.notebooks import Lesson
from autograder.sandbox import sandbox_config, send, start_program

Item = TypeVar("Item")

ENDING_SECONDS = 10.0
SIGNALLED = 128  # an exit status above it is a signal, as in a shell


def ended(status: int | None) -> EngineFault:
    """The error for a grading process that ended by itself or was killed.

    Args:
        status: Its exit status; None if it is unknown.
    """
    how = ""
    if status is not None:
        number = -status if status < 0 else status - SIGNALLED
        how = f" (signal {number})" if number > 0 else f" (exit status {status})"
    return EngineFault(
        f"The grading process ended unexpectedly{how}. "
        "What was finished is saved; run the command again."
    )


class GradingProcess:
    """A running grading process; use it as a context manager."""

    def __init__(self) -> None:
        """Start it; it imports torch while the caller continues."""
        self._socket, theirs = socket.socketpair()
        self._process = start_program("autograder.batch.server", theirs)
        self._line: Connection | None = None

    def __enter__(self) -> GradingProcess:
        """Ready to be prepared."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()

    @property
    def pid(self) -> int:
        """The process ID; the processes that grade are its descendants."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it has ended by itself, or was killed."""
        return self._process.poll() is not None

    @property
    def is_prepared(self) -> bool:
        """Whether it has the configuration of a lesson."""
        return self._line is not None

    def prepare(self, course: Course, lesson: Lesson) -> None:
        """Send it the configuration of one lesson. Call this once.

        Raises:
            CourseError: Student code would be able to read the hidden tests.
            EngineFault: The process has ended.
        """
        options = sandbox_options(course, lesson, None)
        minimum_level = options.pop("minimum_level")
        config = sandbox_config(course.limits, **options) | {"minimum_level": minimum_level}
        try:
            send(self._socket, config)
        except OSError:
            raise self._ended() from None
        self._line = Connection(self._socket.detach())

    def run(
        self, function: Callable[..., Iterator[Item]], *arguments: Any
    ) -> Generator[Item, None, None]:
        """Call a function in the grading process; yields what it yields.

        Args:
            function: Gets the client of the fork server, and the arguments.
            arguments: Any values that can be pickled.

        Raises:
            CourseError: The function raised it.
            EngineFault: The function raised anything else, or the process has ended.
        """
        assert self._line is not None, "prepare comes first"
        try:
            self._line.send((function, arguments, os.getcwd(), dict(os.environ)))
        except OSError:
            raise self._ended() from None
        return self._items(self._line)

    def _items(self, line: Connection) -> Generator[Any, None, None]:
        while True:
            try:
                item, error = line.recv()
            except (EOFError, OSError):
                raise self._ended() from None
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item

    def _ended(self) -> EngineFault:
        try:
            return ended(self._process.wait(ENDING_SECONDS))
        except subprocess.TimeoutExpired:
            return ended(None)

    def close(self) -> None:
        """End it and all its descendants."""
        self._process.kill()
        self._process.wait()
        (self._line or self._socket).close()
