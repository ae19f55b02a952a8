"""The grading process: started by a command, forked from a process that has imported torch.

Run as `python -m autograder.batch.server FD`, with a clean environment. The process itself goes on
as the fork server of students' code: nothing secret is ever in its memory. The fork grades: only
there, and only afterwards, are hidden tests and reference solutions read.
"""

from __future__ import annotations

import os
import socket
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from autograder.sandbox import ONE_THREAD, WarmParent, serve_beside


def grade(line: socket.socket, parent: WarmParent) -> None:
    """Do what the command asks for and hand over one item after the other, until it is gone."""
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
                error.add_note(traceback.format_exc())
                command.send((None, error))


if __name__ == "__main__":
    serve_beside(grade, int(sys.argv[1]))
