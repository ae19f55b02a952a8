"""Commands in processes of their own, each forked from one that has imported what they import.

The imports take more processor time than most commands of the tests need for their work. The
process that grades for a command is forked as well, with torch imported already. The tests of whole
programs, such as those in `install`, start everything anew.
"""

from __future__ import annotations

import fcntl
import os
import runpy
import signal
import socket
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess, Popen, TimeoutExpired
from tempfile import TemporaryDirectory
from typing import NoReturn

from autograder import log
from autograder.batch import process
from autograder.sandbox import ENVIRONMENT, start_program

COMMANDS = (
    "autograder.commands.app", "typer._adapters", "jinja2", "jupytext", "nbgrader.api",
    "nbgrader.converters", "alembic.command", "sqlalchemy.dialects.sqlite",
)  # fmt: skip
GRADING = (
    "torch.optim", "torch.nn.functional", "torch.utils.data", "numpy.random", "matplotlib.pyplot",
    "pytest",
)  # fmt: skip
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([*COMMANDS, *GRADING])


def run(
    program: str, *arguments: str | Path, cwd: Path, **environment: str
) -> CompletedProcess[str]:
    """Run a program of this environment, such as `course`, with more in its environment."""
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
    with TemporaryDirectory() as folder:
        said = Path(folder, "stdout"), Path(folder, "stderr")
        started = FORKS.Process(
            target=_become, args=(command, cwd, {**os.environ, **environment}, said)
        )
        started.start()
        started.join()
        stdout, stderr = (path.read_text(encoding="utf-8") for path in said)
    return CompletedProcess(command, started.exitcode or 0, stdout, stderr)


def _become(
    command: list[str], cwd: Path, environment: dict[str, str], said: tuple[Path, Path]
) -> None:
    for stream, path in zip((sys.stdout, sys.stderr), said, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream.fileno())
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    process.start_program = _Spare().start
    runpy.run_path(command[0], run_name="__main__")


class _Spare:
    """A process forked before the command opens anything, which becomes its grading process."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self._line.close()
            _become_program(theirs)
        theirs.close()
        self._is_used = False
        self._ended: int | None = None

    def start(self, program: str, theirs: socket.socket) -> _Spare | Popen[bytes]:
        """In place of `start_program`, which starts all but the first."""
        if self._is_used:
            return start_program(program, theirs)
        self._is_used = True
        nowhere = os.open(os.devnull, os.O_RDWR)
        stderr = nowhere if log.stderr() == DEVNULL else log.stderr()
        with theirs:
            socket.send_fds(self._line, [program.encode()], [nowhere, stderr, theirs.fileno()])
        os.close(nowhere)
        return self

    def poll(self) -> int | None:
        """Its exit status, if it has ended; this and the others as `Popen` has them."""
        if self._ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._ended = os.waitstatus_to_exitcode(status) if pid else None
        return self._ended

    def wait(self, timeout: float = 60) -> int:
        """Its exit status, once it has ended."""
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                raise TimeoutExpired("a forked process", timeout)
            time.sleep(0.002)
        return status

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _become_program(line: socket.socket) -> NoReturn:
    """Wait for a program, then run it as `start_program` does: one socket, a clean environment."""
    status = 1
    try:
        program, descriptors, _, _ = socket.recv_fds(line, 100, 3)
        if not program:  # the command has ended
            os._exit(0)
        nowhere, stderr, theirs = (fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for fd in descriptors)
        for source, target in ((nowhere, 0), (nowhere, 1), (stderr, 2), (theirs, 3)):
            os.dup2(source, target)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        os.setsid()
        os.chdir("/")
        os.environ.clear()
        os.environ.update(ENVIRONMENT)
        sys.argv = [program.decode(), "3"]
        runpy.run_module(program.decode(), run_name="__main__")
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        os._exit(status)
