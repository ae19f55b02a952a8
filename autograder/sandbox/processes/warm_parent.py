"""The client of a fork server: starts it, requests boxes from it, ends it."""

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
from autograder import log
from autograder.sandbox.isolation import gpu, visible
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcomes import SandboxFault, SandboxRefused
from autograder.sandbox.processes.control import recv, send

STARTING_SECONDS = 120.0
ANSWER_SECONDS = 30.0
POLL_SECONDS = 0.2
# A process that forks must have a single thread: else namespaces fail and children may hang.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ENVIRONMENT = ONE_THREAD | {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    # A course may allow more threads. On a busy machine, threads that spin while they wait make an
    # operation take seconds instead of milliseconds, and a right answer can exceed its time limit.
    "OMP_WAIT_POLICY": "PASSIVE",
}


class WarmParent:
    """A running fork server and the control socket to it.

    Args:
        control: The socket.
        level: The isolation level of boxes; by default the strongest that the host supports.
        minimum_level: The weakest level to accept.
        process: The process, if this process started it.
    """

    def __init__(
        self,
        control: socket.socket,
        level: int | None,
        minimum_level: int,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self._control = control
        self._levels = level, minimum_level
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
        hidden: Sequence[Path],
        folder: Path | None = None,
    ) -> WarmParent:
        """Start a fork server, without waiting for its imports.

        Raises:
            SandboxFault: The host gives us no process.
        """
        config = sandbox_config(limits, level, preload, readable, hidden, folder)
        control, theirs = socket.socketpair()
        try:
            process = start_program("autograder.sandbox.processes.forkserver", theirs)
        except OSError as error:
            control.close()
            raise SandboxFault(f"The sandbox cannot start a process: {error}.") from None
        send(control, config)
        return cls(control, level, minimum_level, process)

    @property
    def pid(self) -> int:
        """The process ID, if this process started it."""
        assert self._process
        return self._process.pid

    def negotiate(self) -> int:
        """The isolation level that it uses: 3, 2 or 1. Call it once, before the first box.

        Raises:
            SandboxRefused: The host does not support the level.
        """
        return _level_to_build(self._receive(), *self._levels)

    def attach(self) -> None:
        """In a forked process: switch to a twin of the fork server, which no other process uses."""
        self.wait_ready()
        ours, theirs = socket.socketpair()
        with theirs:
            send(self._control, {"op": "share"}, [theirs.fileno()])
        self._control.close()
        self._control, self._warm = ours, False

    def wait_ready(self) -> None:
        """Wait until the fork server has finished importing. Call it before `attach`.

        Raises:
            SandboxFault: It could not import something, or has ended.
        """
        if not self._warm:
            if fault := self._receive()["fault"]:
                raise SandboxFault(f"The sandbox could not load what lessons need: {fault}.")
            self._warm = True

    def wait(self) -> None:
        """Wait until it has finished importing or has ended; `open` raises if it has ended."""
        if not self._warm:
            select.select([self._control], [], [], STARTING_SECONDS)

    def open(self, requests: int, replies: int, devices: Sequence[str] = ()) -> int:
        """Start a box on two pipe ends, which the caller must close; returns its number.

        It does not wait for the fork server. If that has ended, the box's pipes are closed.
        """
        self.wait_ready()
        self._boxes += 1
        request = {"op": "open", "box": self._boxes, "devices": list(devices)}
        self._tell(request, (requests, replies))
        return self._boxes

    def end(self, box: int, grace: float = 0.0) -> int:
        """Wait for an ending box, then kill it; returns how it ended, as `exit_status` says."""
        return int(self._ask({"op": "end", "box": box, "grace": grace})["status"])

    def dismiss(self, box: int) -> None:
        """Kill a box and all its descendants, without waiting for them to end."""
        self._tell({"op": "dismiss", "box": box})

    def waited(self, box: int) -> float:
        """Seconds that the code of a box was ready to run while no core was free."""
        return float(self._ask({"op": "waited", "box": box})["seconds"])

    def is_alive(self) -> bool:
        """Whether the process still runs; something else may have killed it."""
        ended, _, _ = select.select([self._control], [], [], POLL_SECONDS)
        return not ended

    def close(self) -> None:
        """End the fork server and all boxes."""
        self._control.close()
        if self._process is None or os.getpid() != self._starter:
            return
        try:
            self._process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self._tell(request)
        return self._receive()

    def _tell(self, request: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            send(self._control, request, descriptors)
        except OSError:
            raise SandboxFault("The sandbox's parent process died.") from None

    def _receive(self) -> dict[str, Any]:
        self._control.settimeout(ANSWER_SECONDS if self._warm else STARTING_SECONDS)
        try:
            return recv(self._control)[0]
        except (EOFError, OSError):
            raise SandboxFault("The sandbox's parent process died.") from None


def sandbox_config(
    limits: Limits,
    level: int | None,
    preload: Sequence[str],
    readable: Sequence[Path],
    hidden: Sequence[Path],
    folder: Path | None = None,
) -> dict[str, Any]:
    """The configuration that is sent to a new fork server.

    Raises:
        CourseError: Student code would be able to read what is hidden from it.
    """
    secrets = [str(path.resolve()) for path in hidden]
    for path in readable:
        visible.refuse_to_show(str(path.resolve()), [visible.ENGINE, *secrets])
    for library in visible.libraries():  # these are shown without the engine
        beside = [path for path in secrets if not visible.beneath(path, visible.ENGINE)]
        visible.refuse_to_show(os.path.realpath(library), beside)
    return {
        "level": level,
        "limits": asdict(limits),
        "preload": list(preload),
        "readable": [str(path.absolute()) for path in readable],
        "hidden": secrets,
        "folder": str(folder.absolute()) if folder else "",
    }


def start_program(program: str, theirs: socket.socket) -> subprocess.Popen[bytes]:
    """Run a module in a new process with a clean environment and one socket, which it owns."""
    with theirs:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", program, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT | gpu.variables() | {"PYTHONPATH": search_path()},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log.stderr(),
            start_new_session=True,
        )


def search_path() -> str:
    """PYTHONPATH for a program of the engine: the engine, then this process's own."""
    source = str(Path(autograder.__file__).parent.parent)
    return os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))


def _level_to_build(support: dict[str, Any], level: int | None, minimum_level: int) -> int:
    """The isolation level: at most that of the host, at least the minimum of the course."""
    given = int(support["level"])
    chosen = given if level is None else level
    needed = max(chosen, minimum_level)
    if needed > given:
        raise SandboxRefused(
            f"This host gives a sandbox of level {given}, and level {needed} is asked for "
            f"({support['obstacle']}): {support['fix']}."
        )
    return chosen
