"""Counts what a command costs: seconds by the wall clock, and of cores with all that it starts.

On a machine that does other things at the same time, only the second number can be compared. This
is a process of its own: what the command leaves behind becomes its child, so that it counts too.
Bytecode is kept, as it is where courses are graded.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox.isolation import linux

BYTECODE = "PYTHONDONTWRITEBYTECODE"  # empty is as good as not set


class Cost(NamedTuple):
    """Seconds of a command."""

    wall: float
    cores: float


def count(
    command: Sequence[object],
    cwd: Path,
    env: Mapping[str, str] | None = None,
    *,
    check: bool = True,
) -> Cost:
    """Run a command, and count; by default one that succeeds."""
    counter = [sys.executable, "-m", "benchmarks.counted", *map(str, command)]
    full = os.environ | (env or {}) | {BYTECODE: ""}
    done = subprocess.run(counter, cwd=cwd, env=full, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    wall, cores = json.loads(done.stdout.splitlines()[-1])
    return Cost(wall, cores)


def untimed(file: Path) -> list[dict[str, object]]:
    """The reports in a file of `--json`, which are equal for equal submissions."""
    return [{**report, "seconds": 0} for report in json.loads(file.read_text())["reports"]]


def main() -> int:
    """Run the command of the arguments, and print its costs in the last line."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    start = time.perf_counter()
    status = subprocess.run(sys.argv[1:]).returncode
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n" + json.dumps([wall, used.ru_utime + used.ru_stime]))
    return status


if __name__ == "__main__":
    sys.exit(main())
