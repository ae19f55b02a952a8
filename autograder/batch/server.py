"""The grading process: started by a command, forked from a process that has imported torch.

Run as `python -m autograder.batch.server FD`, with a clean environment. The process itself goes on
as the fork server of students' code: nothing secret is ever in its memory. The fork grades: only
there, and only afterwards, are hidden tests and reference solutions read.
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
    """Do what the command asks for and hand over one item after the other, until it is gone."""
    log.join()
    command = Connection(line.detach())
    with suppress(EOFError, OSError):
        while True:
            function, arguments, folder, environment = command.recv()
            os.chdir(folder)
            os.environ.update(environment | ONE_THREAD)
            sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environment
            try:
                for item in function(parent, *arguments):
                    command.send((item, None))
                command.send((None, StopIteration()))
            except Exception as error:
                logger.error("%s", describe(error), exc_info=error)
                command.send((None, as_course_error(error)))


def as_course_error(error: Exception) -> CourseError:
    """The error as the command gets it; whatever its class, it can be sent."""
    if isinstance(error, CourseError):
        return error
    fault = EngineFault(f"The engine failed: {describe(error)}.")
    fault.add_note(traceback.format_exc())
    return fault


if __name__ == "__main__":
    sys.exit(serve_beside(grade, int(sys.argv[1])))
