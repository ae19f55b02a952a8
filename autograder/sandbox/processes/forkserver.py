"""The warm parent: has imported what lessons need and forks one walled child for each box.

Run by the client as `python -m autograder.sandbox.processes.forkserver FD`, with a clean
environment: nothing secret is ever in its memory, so nothing secret is in its children's.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from autograder.sandbox.isolation import confine, levels, linux, visible
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import proc
from autograder.sandbox.processes.control import KILLED, recv, send
from autograder.sandbox.processes.warm_parent import WarmParent


def main() -> None:
    """Answer the client until it closes the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    finding = levels.strongest_level()
    send(control, finding._asdict())
    try:
        config, fault = get_ready(control)
        serve(control, config, finding, fault)
    except EOFError:  # the client is gone; a child has no use either
        return


def serve_beside(grade: Callable[[socket.socket, WarmParent], None], descriptor: int) -> None:
    """Import torch once, for two processes: a fork that grades, and this one, its fork server.

    Args:
        grade: What the fork does with the command's socket and its own hold on this process.
        descriptor: The command's socket.
    """
    linux.end_with_parent()
    line = socket.socket(fileno=descriptor)
    support = levels.strongest_level()
    with suppress(EOFError):  # the command is gone
        config, fault = get_ready(line)
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            linux.end_with_parent()
            grade(line, WarmParent(theirs, config["level"], config["minimum_level"]))
            os._exit(0)  # the workers end with it; there is nothing to be tidied up
        line.close()
        theirs.close()
        send(ours, support._asdict())
        serve(ours, config, support, fault)


def get_ready(control: socket.socket) -> tuple[dict[str, Any], str]:
    """Import once, before any fork, what would otherwise be imported in every child.

    Torch is first, and takes seconds: what else is wanted may be said meanwhile.

    Returns:
        What the client said, and what is wrong, if anything.
    """
    os.umask(0o022)
    fault = _failure(_import_torch)
    config, _ = recv(control)
    fault = fault or _failure(lambda: _import_more(config["preload"]))
    fault = fault or _imported_secret(config["hidden"])
    threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
    gc.collect()
    gc.freeze()  # the children share these pages as long as no collection touches them
    if threads > 1:
        fault = fault or f"the imports started {threads - 1} threads"
    # Nothing is imported later, so what holds now holds before every fork.
    if "torch" in sys.modules and sys.modules["torch"].cuda.is_initialized():
        fault = fault or "the imports started CUDA, which no process forked from here could use"
    return config, fault


def serve(
    control: socket.socket, config: dict[str, Any], finding: levels.HostSupport, fault: str
) -> None:
    """Be the warm parent, until the client is gone."""
    if sys.platform == "linux":
        linux.use_huge_pages()  # a fork has fewer to enter in its table
    send(control, {"fault": fault})
    if not fault:
        ForkServer(control, config, config["level"] or finding.level).serve()


def _failure(load: Callable[[], None]) -> str:
    try:
        load()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _import_torch() -> None:
    import torch

    for name in ("torch.optim", "torch.nn.functional", "torch.utils.data"):
        importlib.import_module(name)
    importlib.import_module("autograder.sandbox.processes.supervisor")
    torch.set_num_threads(1)  # threads must not start before the fork


def _import_more(preload: Sequence[str]) -> None:
    if "matplotlib" in preload:
        importlib.import_module("matplotlib").use("Agg")
        importlib.import_module("matplotlib.pyplot")
    for name in preload:
        importlib.import_module(name)
    import numpy
    import torch

    # The first use of what these do loads more.
    importlib.import_module("autograder.sandbox.inside.warmup").exercise()
    torch.manual_seed(0)
    numpy.random.seed(0)


def _imported_secret(hidden: Sequence[str]) -> str:
    """What is wrong where imports have brought in what must stay hidden; else an empty text."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    for folder in {os.path.dirname(file) for file in files if file}:
        if any(visible.beneath(os.path.realpath(folder), secret) for secret in hidden):
            return f"they import from {folder}, which must stay hidden from student code"
    return ""


class ForkServer:
    """Forks boxes and ends them, as the client asks."""

    def __init__(self, control: socket.socket, config: dict[str, Any], level: int) -> None:
        """Prepare what is the same for every box."""
        self.control = control
        self.level = level
        self.limits = Limits(**config["limits"])
        self.readable = tuple(self._readable(config["readable"]))
        self.program = b""
        if self.level == 3:
            from autograder.sandbox.isolation.seccomp import compile_filter

            self.program = compile_filter()
        self.changes_user = os.getuid() == 0 and (self.level == 3 or self._others_can_read())
        self.keepers: dict[int, int] = {}
        self.dying: list[int] = []
        self.twins: list[int] = []

    def _others_can_read(self) -> bool:
        """Whether libraries would still be found after a change of user."""
        wall = confine.Isolation(self.level, self.limits, (), b"", confine.throw_away_user(0))

        def look() -> None:
            confine.become_nobody(wall)
            for path in self.readable:
                os.stat(path)

        return not levels.failure(look)

    def _readable(self, extra: list[str]) -> list[str]:
        paths = visible.outermost([*visible.libraries(), *extra])
        return paths if self.level == 3 else visible.without(paths, visible.ENGINE)

    def serve(self) -> None:
        """Open and end boxes until the client is gone."""
        try:
            while True:
                request, descriptors = recv(self.control)
                match request["op"]:
                    case "share":
                        self.share(*descriptors)
                    case "open":
                        send(self.control, {})
                        self.open(request["box"], request["devices"], *descriptors)
                    case "dismiss":
                        send(self.control, {})
                        self.dismiss(request["box"])
                    case "waited":
                        send(self.control, {"seconds": self.waited(request["box"])})
                    case "end":
                        send(self.control, {"status": self.end(request["box"], request["grace"])})
        finally:
            for box in list(self.keepers):
                self.dismiss(box)
            for pid in (*self.dying, *self.twins):
                os.waitpid(pid, 0)

    def share(self, line: int) -> None:
        """Fork a twin that serves another client, on a control socket of its own."""
        pid = os.fork()
        if pid:
            os.close(line)
            self.twins.append(pid)
            return
        self.control.close()
        self.control = socket.socket(fileno=line)
        self.keepers, self.dying, self.twins = {}, [], []
        send(self.control, {"fault": ""})

    def open(self, box: int, devices: list[str], requests: int, replies: int) -> None:
        """Fork the process that keeps a new child."""
        from autograder.sandbox.processes.supervisor import supervise

        user = confine.throw_away_user(box) if self.changes_user else None
        parts = (self.level, self.limits, self.readable, self.program, user)
        wall = confine.Isolation(*parts, tuple(devices))
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            supervise(wall, requests, replies, parent)
        self.keepers[box] = pid
        os.close(requests)
        os.close(replies)

    def dismiss(self, box: int) -> None:
        """Kill a box; it is buried when the next one dies, or at the end."""
        self.dying = [pid for pid in self.dying if os.waitpid(pid, os.WNOHANG)[0] == 0]
        self.dying.append(self.keepers.pop(box))
        os.kill(self.dying[-1], signal.SIGTERM)

    def waited(self, box: int) -> float:
        """How long a box's child has waited for a core; its threads and children do not count."""
        return sum(map(proc.waited, proc.children(self.keepers[box])))

    def end(self, box: int, grace: float) -> int:
        """Wait for a box that is ending by itself, else kill it; its keeper's exit status."""
        pid = self.keepers.pop(box)
        deadline = time.monotonic() + grace
        done, status = os.waitpid(pid, os.WNOHANG)
        while not done and time.monotonic() < deadline:
            time.sleep(0.001)
            done, status = os.waitpid(pid, os.WNOHANG)
        if not done:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
            return KILLED
        return max(os.waitstatus_to_exitcode(status), 0)


if __name__ == "__main__":
    main()
