"""The trusted side's hold on one warm parent process: start it, ask it for boxes, end it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import autograder
from autograder.errors import CourseError
from autograder.sandbox.isolation import gpu, visible
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcomes import SandboxFault, SandboxRefused
from autograder.sandbox.processes.control import recv, send

STARTING_SECONDS = 120.0
ANSWER_SECONDS = 30.0
DYING_SECONDS = 0.2
# For a process that is to be forked: a second thread would make namespaces fail and children hang.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ENVIRONMENT = ONE_THREAD | {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    # Where a course allows two: on a busy machine, threads that spin while they wait for one
    # another turn milliseconds into seconds, and a right answer into one that took too long.
    "OMP_WAIT_POLICY": "PASSIVE",
}


class WarmParent:
    """A running warm parent and the control socket to it.

    Args:
        control: The socket.
        level: The wall to build; without it, the strongest that the host gives.
        minimum_level: The weakest wall to accept.
        process: The process, where it was started from here.
    """

    def __init__(
        self,
        control: socket.socket,
        level: int | None,
        minimum_level: int,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self._control = control
        self._asked = level, minimum_level
        self._process = process
        self._starter = os.getpid()
        self._boxes = 0
        self._warm = False

    @classmethod
    def start(
        cls,
        limits: Limits,
        *,
        level: int | None,
        minimum_level: int,
        preload: Sequence[str],
        readable: Sequence[Path],
    ) -> WarmParent:
        """Start one and leave it importing, without waiting for anything."""
        config = sandbox_config(limits, level, preload, readable)
        control, theirs = socket.socketpair()
        process = start_program("autograder.sandbox.processes.forkserver", theirs)
        send(control, config)
        return cls(control, level, minimum_level, process)

    @property
    def pid(self) -> int:
        """The process's id, where it was started from here."""
        assert self._process, "it was handed over"
        return self._process.pid

    def negotiate(self) -> int:
        """The wall that it builds, 3, 2 or 1; asked once, before the first box.

        Raises:
            SandboxRefused: The host gives less than the level asked for.
        """
        try:
            return _level_to_build(self._hear(), *self._asked)
        except BaseException:
            self.close()
            raise

    def attach(self) -> None:
        """In a process forked from ours: go on with a twin of the parent, all to oneself."""
        self.wait_ready()
        ours, theirs = socket.socketpair()
        with theirs:
            send(self._control, {"op": "share"}, [theirs.fileno()])
        self._control.close()
        self._control, self._warm = ours, False

    def wait_ready(self) -> None:
        """Hear, once, that it has imported all; before others part from it.

        Raises:
            SandboxFault: It could not, or has died.
        """
        if not self._warm:
            if fault := self._hear()["fault"]:
                raise SandboxFault(f"The sandbox could not load what lessons need: {fault}.")
            self._warm = True

    def wait(self) -> None:
        """Wait until it has imported all, or has died; `open` says which."""
        if not self._warm:
            select.select([self._control], [], [], STARTING_SECONDS)

    def open(self, requests: int, replies: int, devices: Sequence[str] = ()) -> int:
        """Start a box on the two pipe ends, which stay the caller's to close; its number."""
        self.wait_ready()
        self._boxes += 1
        request = {"op": "open", "box": self._boxes, "devices": list(devices)}
        self._ask(request, (requests, replies))
        return self._boxes

    def end(self, box: int, grace: float = 0.0) -> int:
        """Wait for a dying box, then kill it and everything in it; its keeper's exit status."""
        return int(self._ask({"op": "end", "box": box, "grace": grace})["status"])

    def dismiss(self, box: int) -> None:
        """Kill a box and everything in it, without waiting for the end of it."""
        self._ask({"op": "dismiss", "box": box})

    def waited(self, box: int) -> float:
        """Seconds in which the code of a box was ready to run and no core was free for it."""
        return float(self._ask({"op": "waited", "box": box})["seconds"])

    def is_alive(self) -> bool:
        """Whether the process still runs; it may have been killed from outside."""
        ended, _, _ = select.select([self._control], [], [], DYING_SECONDS)
        return not ended

    def close(self) -> None:
        """End the parent and with it every box."""
        self._control.close()
        if self._process is None or os.getpid() != self._starter:
            return
        try:
            self._process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        try:
            send(self._control, request, descriptors)
        except OSError:
            raise SandboxFault("The sandbox's parent process died.") from None
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        self._control.settimeout(ANSWER_SECONDS if self._warm else STARTING_SECONDS)
        try:
            return recv(self._control)[0]
        except (EOFError, OSError):
            raise SandboxFault("The sandbox's parent process died.") from None


def sandbox_config(
    limits: Limits, level: int | None, preload: Sequence[str], readable: Sequence[Path]
) -> dict[str, Any]:
    """What a warm parent is told when it starts.

    Raises:
        CourseError: Student code would be able to read the hidden tests.
    """
    for path in readable:
        if visible.beneath(visible.ENGINE, str(path.resolve())):
            raise CourseError(
                f"{path} cannot be shown to student code: it holds the hidden tests. "
                "Name the folders that lessons import instead."
            )
    return {
        "level": level,
        "limits": asdict(limits),
        "preload": list(preload),
        "readable": [str(path.absolute()) for path in readable],
    }


def start_program(program: str, theirs: socket.socket) -> subprocess.Popen[bytes]:
    """Start a module as a program with a clean environment and one socket, which it takes over."""
    with theirs:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", program, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT | gpu.variables() | {"PYTHONPATH": search_path()},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def search_path() -> str:
    """Where a program of the engine's finds the engine, and what this process finds besides."""
    source = str(Path(autograder.__file__).parent.parent)
    return os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))


def _level_to_build(finding: dict[str, Any], level: int | None, minimum_level: int) -> int:
    """The level to build, at most what the host gives and at least what the course accepts."""
    given = int(finding["level"])
    chosen = given if level is None else level
    needed = max(chosen, minimum_level)
    if needed > given:
        raise SandboxRefused(
            f"This host gives a sandbox of level {given}, and level {needed} is asked for "
            f"({finding['obstacle']}): {finding['mend']}."
        )
    return chosen
