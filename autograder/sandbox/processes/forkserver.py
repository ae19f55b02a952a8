"""The fork server: imports what lessons need, then forks a process for each box.

The client runs it as `python -m autograder.sandbox.processes.forkserver FD`, with a clean
environment. It never holds a secret in memory, so its children do not either.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import select
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from autograder.sandbox.isolation import cgroups, confine, gpu, levels, linux, visible
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes.control import recv, send
from autograder.sandbox.processes.warm_parent import WarmParent


def main() -> None:
    """Answer the client until it closes the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    support = levels.strongest_level()
    send(control, support._asdict())
    try:
        config, fault = begin(control)
        serve(control, config, support, fault)
    except (EOFError, ConnectionError):  # the client has ended
        return


def serve_beside(grade: Callable[[socket.socket, WarmParent], None], descriptor: int) -> int:
    """Import torch, then fork: the child grades, and this process becomes its fork server.

    While this process imports what the lesson needs, the child loads the hidden tests.

    Args:
        grade: Runs in the child, with the command's socket and the child's `WarmParent`.
        descriptor: The command's socket.

    Returns:
        The exit status of the child, as in a shell: 128 plus the number of a signal.
    """
    linux.end_with_parent()
    line = socket.socket(fileno=descriptor)
    support = levels.strongest_level()
    try:
        config, fault = begin(line)
    except EOFError:  # the command has ended
        return 0
    ours, theirs = socket.socketpair()
    grading = os.fork()
    if grading == 0:
        ours.close()
        linux.end_with_parent()
        share_memory()
        grade(line, WarmParent(theirs, config["level"], config["minimum_level"]))
        os._exit(0)  # its workers end with it
    line.close()
    theirs.close()
    with suppress(EOFError, ConnectionError):  # the child has ended
        send(ours, support._asdict())
        serve(ours, config, support, fault)
    status = os.waitstatus_to_exitcode(os.waitpid(grading, 0)[1])
    return status if status >= 0 else 128 - status


def begin(control: socket.socket) -> tuple[dict[str, Any], str]:
    """Import torch, which takes seconds. Meanwhile the client can send its configuration.

    Returns:
        The configuration, and a problem, or an empty text.
    """
    os.umask(0o022)
    gc.disable()  # until nothing more is imported: imports leave little garbage
    fault = _failure(_import_torch)
    config, _ = recv(control)
    sys.path += filter(None, [config["folder"]])  # last: what it holds replaces nothing
    return config, fault


def get_ready(config: dict[str, Any], fault: str) -> str:
    """Import, before any box is forked, the libraries that each needs; returns a problem, if any.

    Args:
        config: The client's configuration.
        fault: A problem that there is already.
    """
    fault = fault or _failure(lambda: _import_more(config["preload"]))
    fault = fault or _imported_secret(config["hidden"])
    threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
    share_memory()
    if threads > 1:
        fault = fault or f"the imports started {threads - 1} threads"
    # Nothing is imported later, so this check holds for every fork.
    if "torch" in sys.modules and sys.modules["torch"].cuda.is_initialized():
        fault = fault or "the imports started CUDA, which no process forked from here could use"
    return fault


def share_memory() -> None:
    """Let children share what there is now, until they change it."""
    gc.freeze()
    gc.enable()


def serve(
    control: socket.socket, config: dict[str, Any], support: levels.HostSupport, fault: str
) -> None:
    """Serve as the fork server until the client ends."""
    fault = get_ready(config, fault)
    send(control, {"fault": fault})  # the client reads its first submission meanwhile
    if sys.platform == "linux":
        linux.use_huge_pages()  # so that a fork copies a smaller page table
    if not fault:
        ForkServer(control, config, config["level"] or support.level).serve()


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
    importlib.import_module("autograder.sandbox.inside.compiler").put_off()
    importlib.import_module("autograder.sandbox.processes.supervisor")
    for absent in (torch.xpu, torch.mtia):  # `torch.manual_seed` would note a seed for each
        vars(absent)["_is_in_bad_fork"] = lambda: True
    torch.set_num_threads(1)  # threads must not start before the fork
    # A box cannot start programs, so the workers of a DataLoader must be forked there.
    multiprocessing.set_start_method("fork", force=True)


def _import_more(preload: Sequence[str]) -> None:
    if "matplotlib" in preload:
        importlib.import_module("matplotlib").use("Agg")
        importlib.import_module("matplotlib.pyplot")
    for name in preload:
        importlib.import_module(name)
    import numpy

    # Their first use imports more.
    warmup = importlib.import_module("autograder.sandbox.inside.warmup")
    warmup.warm_up(gradients=not gpu.nodes())
    numpy.random.seed(0)


def _imported_secret(hidden: Sequence[str]) -> str:
    """A problem if an imported module is in a hidden folder; else empty."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    for folder in {os.path.dirname(file) for file in files if file}:
        if any(visible.beneath(os.path.realpath(folder), secret) for secret in hidden):
            return f"they import from {folder}, which must stay hidden from student code"
    return ""


class ForkServer:
    """Forks and ends boxes on request of the client."""

    def __init__(self, control: socket.socket, config: dict[str, Any], level: int) -> None:
        """Prepare what all boxes share."""
        self.control = control
        self.level = level
        self.limits = Limits(**config["limits"])
        self.readable = tuple(self._readable(config["readable"]))
        self.folder = config["folder"]
        self.program = self.no_files = b""
        if self.level > 1:
            from autograder.sandbox.isolation import seccomp

            self.no_files = seccomp.compile_filter_on_files()
            self.program = seccomp.compile_filter() if self.level == 3 else b""
        is_root = os.getuid() == 0
        readable = is_root and self.level < 3 and self._others_can_read()
        self.changes_user = is_root and (self.level != 2 or readable)
        self.reads_all = is_root and self.level == 1 and not readable
        self.cgroups = cgroups.Cgroups(self.limits, gpu.HOST_MB if gpu.nodes() else 0)
        self.engine = tuple(name for name in sys.modules if name.split(".")[0] == "autograder")
        self.begin()

    def begin(self) -> None:
        """Start without boxes and twins."""
        from autograder.sandbox.processes.supervisor import Supervisor

        self.supervisor = Supervisor(self.level)
        self.twins: list[int] = []

    def _others_can_read(self) -> bool:
        """Whether another user can read the libraries."""
        user = confine.throwaway_user(0)
        isolation = confine.Isolation(self.level, self.limits, (), b"", b"", user)

        def read_as_other_user() -> None:
            confine.drop_privileges(isolation)
            for path in self.readable:
                os.stat(path)

        return not levels.failure_in_child(read_as_other_user)

    def _readable(self, extra: list[str]) -> list[str]:
        paths = visible.outermost([*visible.libraries(), *extra])
        return paths if self.level == 3 else visible.without(paths, visible.ENGINE)

    def serve(self) -> None:
        """Open and end boxes until the client ends."""
        try:
            while True:
                if not any(select.select([self.control], [], [], self.supervisor.keep_watch())):
                    continue
                request, descriptors = recv(self.control)
                match request["op"]:
                    case "share":
                        self.share(*descriptors)
                    case "open":
                        self.open(request["box"], request["devices"], *descriptors)
                    case "dismiss":
                        self.supervisor.dismiss(request["box"])
                    case "waited":
                        seconds = self.supervisor.waited(request["box"])
                        send(self.control, {"seconds": seconds})
                    case "end":
                        status = self.supervisor.end(request["box"], request["grace"])
                        send(self.control, {"status": status})
        finally:
            self.supervisor.close()
            for pid in self.twins:
                os.waitpid(pid, 0)

    def share(self, line: int) -> None:
        """Fork a twin of this process, which serves another client on its own socket."""
        pid = os.fork()
        if pid:
            os.close(line)
            self.twins.append(pid)
            self.supervisor.spare(pid)
            return
        self.control.close()
        self.control = socket.socket(fileno=line)
        self.keep_to_one_core(len(self.twins))
        self.begin()
        with suppress(EOFError, ConnectionError):  # the client has ended
            send(self.control, {"fault": ""})
            self.serve()
        os._exit(0)

    def keep_to_one_core(self, number: int) -> None:
        """Give the boxes of a twin a core of their own, so that they slow down no others."""
        if sys.platform == "linux" and self.limits.threads == 1:
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[number % len(cores)]})

    def open(self, box: int, devices: list[str], requests: int, replies: int) -> None:
        """Start a new box."""
        user = confine.throwaway_user(box) if self.changes_user else None
        driver = gpu.libraries() if devices else ()
        readable = tuple(visible.outermost([*self.readable, *driver]))
        isolation = confine.Isolation(
            self.level,
            self.limits,
            readable,
            self.program,
            self.no_files,
            user,
            tuple(devices),
            self.reads_all,
            self.cgroups.make(box),
            self.engine,
            self.folder,
        )
        self.supervisor.start(box, isolation, requests, replies)
        os.close(requests)
        os.close(replies)


if __name__ == "__main__":
    main()
