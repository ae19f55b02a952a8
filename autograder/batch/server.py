"""One process that imports torch, and then becomes both sides of the wall by a fork.

Run by a command as `python -m autograder.batch.server FD`, with a clean environment. The process
itself goes on as the warm parent of students' code: nothing secret is ever in its memory. The fork
grades: only there, and only afterwards, are hidden tests and reference solutions read.
"""

from __future__ import annotations

import os
import socket
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from autograder.sandbox.isolation import levels
from autograder.sandbox.isolation.linux import end_with_parent
from autograder.sandbox.processes import forkserver
from autograder.sandbox.processes.control import say
from autograder.sandbox.processes.warm_parent import ONE_THREAD, WarmParent


def main() -> None:
    """Get ready, split, and serve the grading side until it is gone."""
    end_with_parent()
    line = socket.socket(fileno=int(sys.argv[1]))
    finding = levels.strongest()
    with suppress(EOFError):  # the command is gone
        config, fault = forkserver.get_ready(line)
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            grade(line, theirs, config)
        line.close()
        theirs.close()
        say(ours, finding._asdict())
        forkserver.serve(ours, config, finding, fault)


def grade(line: socket.socket, control: socket.socket, config: dict[str, Any]) -> NoReturn:
    """Do what the command asks for and hand over one item after the other, until it is gone."""
    end_with_parent()
    warm = WarmParent(control, config["level"], config["minimum_level"])
    command = Connection(line.detach())
    with suppress(EOFError, OSError):
        while True:
            function, arguments, folder, environment = command.recv()
            os.chdir(folder)
            os.environ.update(environment | ONE_THREAD)
            sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environment
            try:
                for item in function(warm, *arguments):
                    command.send((item, None))
                command.send((None, StopIteration()))
            except Exception as error:
                error.add_note(traceback.format_exc())
                command.send((None, error))
    os._exit(0)  # the workers end with it; there is nothing to be tidied up


if __name__ == "__main__":
    main()
