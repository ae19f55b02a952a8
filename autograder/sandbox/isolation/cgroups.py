"""A cgroup for each box, where the host lets this process make one.

Limits of single processes count neither the page tables nor what sockets hold, and each process has
its own. A cgroup counts all that the processes of a box take together. It is one more limit beside
the others, so a host without it is no obstacle.

Version 2 has one tree, in which only leaves hold processes: a box's cgroup stands beside our own,
and the box is forked into it. Version 1 has a tree for each controller, and a box's cgroup stands
in our own. To join one takes milliseconds, so only that for memory is used there: other limits
bound the rest as well. See the kernel's Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from autograder.sandbox.isolation.levels import failure_in_child
from autograder.sandbox.limits import Limits

NAME = "autograder"
# For pages of the fork server that a box changes before its memory is limited.
SPARE_MB = 256
PERIOD = 100_000  # microseconds, the kernel's default
# The file that holds a controller's limit, by version.
FILES = {
    1: {"memory": "memory.limit_in_bytes"},
    2: {"memory": "memory.max", "pids": "pids.max", "cpu": "cpu.max"},
}
KILLS = ("memory.events", "memory.oom_control")


class Cgroups:
    """Makes the cgroups of one fork server's boxes.

    Args:
        limits: What a box may use.
        extra_mb: Memory of the host that a graphics card's driver needs beside it.
    """

    def __init__(self, limits: Limits, extra_mb: int = 0) -> None:
        megabytes = limits.memory_mb + 2 * limits.scratch_mb + SPARE_MB + extra_mb
        amounts = {
            "memory": megabytes << 20,
            "pids": limits.processes,
            "cpu": limits.threads * PERIOD,
        }
        self._limits: dict[str, dict[str, int]] = {}
        for controller, amount in amounts.items():
            if found := _place(controller):
                folder, version = found
                self._limits.setdefault(folder, {})[FILES[version][controller]] = amount
        for folder in self._limits:
            _remove_orphans(folder)
        probe = self.make(0)
        if failure_in_child(lambda: _try(probe)):
            self._limits = {}
        remove(probe)

    def make(self, box: int) -> tuple[str, ...]:
        """The folders of a new cgroup; none where the host refuses."""
        made: list[str] = []
        try:
            for parent, files in self._limits.items():
                made.append(os.path.join(parent, f"{NAME}-{os.getpid()}-{box}"))
                os.mkdir(made[-1])
                for name, amount in files.items():
                    _write(os.path.join(made[-1], name), str(amount))
        except OSError:
            remove(made)
            return ()
        return tuple(made)


def birthplace(folders: tuple[str, ...]) -> str:
    """The folder of version 2, if there is one: a process can be forked into it."""
    return next((each for each in folders if os.path.exists(f"{each}/cgroup.type")), "")


def join(folders: tuple[str, ...], pid: int = 0) -> None:
    """Move a process, or this one, into the folders of version 1; all that it starts follows it."""
    for folder in folders:
        if folder != birthplace(folders):
            _write(os.path.join(folder, "cgroup.procs"), str(pid))


def _try(folders: tuple[str, ...]) -> None:
    if reason := failure_in_child(lambda: join(folders), cgroup=birthplace(folders)):
        raise OSError(reason)


def killed_for_memory(folders: tuple[str, ...]) -> bool:
    """Whether the kernel has ended a process of this cgroup because it took too much memory."""
    for path in (os.path.join(folder, name) for folder in folders for name in KILLS):
        with suppress(OSError):
            if re.search(r"^oom_kill [1-9]", _read(path), re.MULTILINE):
                return True
    return False


def remove(folders: tuple[str, ...] | list[str]) -> None:
    """Remove a cgroup whose processes have all ended."""
    for folder in folders:
        with suppress(OSError):
            os.rmdir(folder)


def _place(controller: str) -> tuple[str, int] | None:
    """The folder in which this process can make cgroups with a controller, and the version."""
    try:
        own = [line.split(":", 2) for line in _read("/proc/self/cgroup").splitlines()]
        mounts = [line.split(" ")[1:4] for line in _read("/proc/self/mounts").splitlines()]
    except OSError:  # not Linux
        return None
    for _, controllers, path in own:
        version = 1 if controllers else 2
        here = controllers.split(",") if version == 1 else FILES[version]
        if controller not in here or controller not in FILES[version]:
            continue
        for point, kind, options in mounts:
            if version == 2 and kind == "cgroup2":
                folder = os.path.dirname(point + path.rstrip("/")) if path != "/" else point
                if _offers(folder, controller):
                    return folder, version
            elif version == 1 and kind == "cgroup" and controller in options.split(","):
                inside = point + path
                folder = inside if os.path.isdir(inside) else point  # a container sees no more
                if os.access(folder, os.W_OK):
                    return folder.rstrip("/"), version
    return None


def _offers(folder: str, controller: str) -> bool:
    """Whether cgroups in a folder have a controller, or have it now that we asked."""
    subtree = os.path.join(folder, "cgroup.subtree_control")
    if not os.access(folder, os.W_OK):
        return False
    with suppress(OSError):
        if controller not in _read(subtree).split():
            _write(subtree, f"+{controller}")
        return True
    return False


def _remove_orphans(folder: str) -> None:
    """Remove what fork servers that were killed have left."""
    with suppress(OSError):
        for name in os.listdir(folder):
            found = re.fullmatch(rf"{NAME}-(\d+)-\d+", name)
            if found and not os.path.exists(f"/proc/{found[1]}"):
                remove([os.path.join(folder, name)])


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
