"""The process in which submissions are graded, as a command holds it.

A command never imports torch, nor runs hidden tests: it starts this process first of all, goes on
with work of its own, such as the gradebook, and takes over reports as they become ready.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from autograder.course import Course
from autograder.grading import sandbox_options
from autograder.notebooks import Lesson
from autograder.sandbox import SandboxFault, sandbox_config, send, start_program

Item = TypeVar("Item")


class GradingProcess:
    """A grading process that has just been started; use as a context manager."""

    def __init__(self) -> None:
        """Start it: it imports torch while we go on."""
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
        """Its process id; everything that it starts is below it."""
        return self._process.pid

    def prepare(self, course: Course, lesson: Lesson) -> None:
        """Say which lesson it will grade, once.

        Raises:
            CourseError: Student code would be able to read the hidden tests.
        """
        options = sandbox_options(course, lesson, None)
        minimum_level = options.pop("minimum_level")
        send(
            self._socket,
            sandbox_config(course.limits, **options) | {"minimum_level": minimum_level},
        )
        self._line = Connection(self._socket.detach())

    def run(
        self, function: Callable[..., Iterator[Item]], *arguments: Any
    ) -> Generator[Item, None, None]:
        """What a function yields there: asked for now, handed over when it is ready.

        Args:
            function: Called with the warm parent of the sandbox, and with the arguments.
            arguments: Anything that can be pickled.

        Raises:
            SandboxFault: The process has died.
        """
        assert self._line is not None, "prepare comes first"
        try:
            self._line.send((function, arguments, os.getcwd(), dict(os.environ)))
        except OSError:
            raise _died() from None
        return self._items(self._line)

    def _items(self, line: Connection) -> Generator[Any, None, None]:
        while True:
            try:
                item, error = line.recv()
            except (EOFError, OSError):
                raise _died() from None
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item

    def close(self) -> None:
        """End it, and with it everything that it started."""
        self._process.kill()
        self._process.wait()
        (self._line or self._socket).close()


def _died() -> SandboxFault:
    return SandboxFault("The process that grades has died; run the command again, it goes on.")
