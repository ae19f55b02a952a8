"""The log of a run: one file in .results/logs/ that all its processes append to.

A command opens the file, and the processes that it starts get it as their stderr. So it also holds
the last words of a process that crashes. Student code never has it: the process in which it runs
has no stderr (see sandbox/processes/supervisor.py).
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from autograder.text import printable

logger = logging.getLogger(__name__)

KEPT = 10  # runs
# An error of ours that somebody else logs with its traceback; in our own log it follows a sentence.
OURS = re.compile(
    r"(?<=\] )Traceback \(most recent call last\):\n.*^autograder\.errors\.\w+: (.+)", re.M | re.S
)
FORMAT = "%(asctime)s %(levelname)s [%(process)d] %(name)s: %(message)s"


class Log(NamedTuple):
    """The log that this process writes to.

    Attributes:
        path: The file; None where it is the stderr that this process was started with.
        stderr: The open file, for processes that are started from here.
        is_verbose: Whether the person at the terminal wants to read it.
    """

    path: Path | None
    stderr: int
    is_verbose: bool = False


_current: Log | None = None
# Before a log is open, an error is shown as its sentence alone, without logging's own output.
logging.getLogger("autograder").addHandler(logging.NullHandler())


def begin(folder: Path, *, is_verbose: bool = False) -> None:
    """Open the log of this run in the folder; the oldest ones are removed."""
    global _current
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.log"))[: 1 - KEPT]:
        old.unlink(missing_ok=True)
    path = folder / f"{time.strftime('%Y-%m-%d_%H-%M-%S')}_{os.getpid()}.log"
    file = path.open("a", encoding="utf-8")  # what several processes append does not overlap
    _write_to(logging.StreamHandler(file))
    _current = Log(path, file.fileno(), is_verbose)
    logger.info("%s, Python %s", shlex.join(sys.argv), sys.version.split()[0])


def join() -> None:
    """In a process that was started with the log as its stderr: write to it as well."""
    global _current
    _write_to(logging.StreamHandler(sys.stderr))
    faulthandler.enable()
    _current = Log(None, sys.stderr.fileno())


def current() -> Log | None:
    """The log of this process; None where nobody has opened one."""
    return _current


def stderr() -> int:
    """The stderr of a process that we start: the log, or nowhere."""
    return _current.stderr if _current else subprocess.DEVNULL


def _write_to(handler: logging.Handler) -> None:
    handler.setFormatter(Formatter(FORMAT))
    engine = logging.getLogger("autograder")
    engine.handlers = [handler]
    engine.setLevel(logging.INFO)


class Formatter(logging.Formatter):
    """Indents the further lines of a record, so that none looks like a record, and escapes all."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text that is safe to print; nbgrader logs errors of ours as tracebacks."""
        text = OURS.sub(lambda found: found[1], super().format(record))
        first, *more = map(printable, text.split("\n"))
        return "\n".join([first, *(f"    {line}" for line in more)])
