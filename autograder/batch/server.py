"""The grading process: imports torch, then forks a child that grades.

A command runs it as `python -m autograder.batch.server FD`, with a clean environment. The process
itself becomes the fork server of student code, so it never holds a secret in memory. Only the child
reads hidden tests and reference solutions, after the fork.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from autograder import log
from autograder.errors import CourseError, EngineFault, describe
from autograder.sandbox import ONE_THREAD, WarmParent, serve_beside

logger = logging.getLogger("autograder.batch.server")  # not __main__


def grade(line: socket.socket, parent: WarmParent) -> None:
    """Run the functions that the command sends, and send back what they yield, until it ends."""
    log.join()
    command = Connection(line.detach())
    with suppress(EOFError, OSError):
        while True:
            function, arguments, folder, environment = command.recv()
            os.chdir(folder)
            os.environ.update(environment | ONE_THREAD)
            sys.dont_write_bytecode = bool(environment.get("PYTHONDONTWRITEBYTECODE"))
            try:
                for item in function(parent, *arguments):
                    command.send((item, None))
                command.send((None, StopIteration()))
            except Exception as error:
                logger.error("%s", describe(error), exc_info=error)
                command.send((None, as_course_error(error)))


def as_course_error(error: Exception) -> CourseError:
    """The error for the command: one that can be pickled, whatever its class was."""
    if isinstance(error, CourseError):
        return error
    fault = EngineFault(f"The engine failed: {describe(error)}.")
    fault.add_note(traceback.format_exc())
    return fault


if __name__ == "__main__":
    sys.exit(serve_beside(grade, int(sys.argv[1])))
