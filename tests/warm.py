"""Commands in processes of their own, each forked from one that has imported what they import.

The imports take a third of the processor time of commands that grade, and more of others.
"""

from __future__ import annotations

import os
import runpy
import sys
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    ["autograder.commands.app", "jupytext", "nbgrader.api", "nbgrader.converters", "jinja2"]
)


def run(
    program: str, *arguments: str | Path, cwd: Path, **environment: str
) -> CompletedProcess[str]:
    """Run a program of this environment, such as `course`, with more in its environment."""
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
    with TemporaryDirectory() as folder:
        said = Path(folder, "stdout"), Path(folder, "stderr")
        process = FORKS.Process(
            target=_become, args=(command, cwd, {**os.environ, **environment}, said)
        )
        process.start()
        process.join()
        stdout, stderr = (path.read_text(encoding="utf-8") for path in said)
    return CompletedProcess(command, process.exitcode or 0, stdout, stderr)


def _become(
    command: list[str], cwd: Path, environment: dict[str, str], said: tuple[Path, Path]
) -> None:
    for stream, path in zip((sys.stdout, sys.stderr), said, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream.fileno())
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    runpy.run_path(command[0], run_name="__main__")
