"""Starts boxes, limits their memory, and ends them with all their descendants.

It is the part of the fork server that is the parent of all boxes, and runs no student code. If the
fork server ends, the kernel ends the boxes.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox.inside import server
from autograder.sandbox.isolation import cgroups, confine, gpu, linux
from autograder.sandbox.processes import proc
from autograder.sandbox.processes.exit_status import (
    BY_SIGNAL,
    EXITED,
    FAULT,
    KILLED,
    OUT_OF_MEMORY,
)

REQUESTS, REPLIES, JOINED = 3, 4, 5
WATCH_SECONDS = 0.05


@dataclass
class Child:
    """A box, seen from its parent.

    Attributes:
        pid: Its process.
        allowed: Bytes that its processes may take together, beyond the baseline of each.
        baseline: Bytes that it had at its start.
        cgroup: Folders of its cgroup.
        over_limit: Whether it was killed because it took more.
    """

    pid: int
    allowed: int
    baseline: int
    cgroup: tuple[str, ...]
    over_limit: bool = False


class Supervisor:
    """The boxes of one fork server.

    Args:
        level: Their isolation level.
    """

    def __init__(self, level: int) -> None:
        self._boxes: dict[int, Child] = {}
        self._dismissed: list[Child] = []
        self._due = 0.0
        # With namespaces, the kernel ends all processes of a box; at level 2 it has only one.
        self._adopts = level == 1 and sys.platform == "linux"
        self._others = set(proc.children(os.getpid()))
        if self._adopts:
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)

    def keep_watch(self) -> float | None:
        """Watch the boxes if that is due; returns the seconds until it is due again, if ever."""
        if not self._boxes and not self._dismissed:
            return None
        if time.monotonic() >= self._due:
            self._watch()
            self._due = time.monotonic() + WATCH_SECONDS
        return max(self._due - time.monotonic(), 0.0)

    def spare(self, pid: int) -> None:
        """Know a child of this process that is no box."""
        self._others.add(pid)

    def start(self, box: int, isolation: confine.Isolation, requests: int, replies: int) -> None:
        """Fork a box, which isolates itself; if the host refuses, report this to the client."""
        parent = os.getpid()
        waits, joined = os.pipe()
        birthplace = cgroups.birthplace(isolation.cgroups)
        try:
            pid = linux.fork_into(confine.namespaces(isolation), birthplace)
        except OSError as error:
            server.send(replies, server.fault(error))
        else:
            if pid == 0:
                _become_box(isolation, requests, replies, waits, parent)
            allowed = isolation.limits.memory_mb + (gpu.HOST_MB if isolation.devices else 0)
            baseline = proc.memory(pid)
            self._boxes[box] = Child(pid, allowed << 20, baseline, isolation.cgroups)
            with suppress(OSError):  # the box reports that nothing arrives
                cgroups.join(isolation.cgroups, pid)  # takes milliseconds; it isolates itself
                os.write(joined, b"1")
        finally:
            os.close(waits)
            os.close(joined)

    def waited(self, box: int) -> float:
        """Seconds that a box's main thread has waited for a core."""
        return proc.waited(self._boxes[box].pid) if box in self._boxes else 0.0

    def _watch(self) -> None:
        """Kill boxes that take too much memory, and clean up after those that have ended."""
        if self._adopts:
            self._kill_orphans()  # of a box that ended without being asked to
        for child in self._boxes.values():
            if not child.over_limit and _takes_too_much(child):
                child.over_limit = True
                os.kill(child.pid, signal.SIGKILL)
        ended = [child for child in self._dismissed if os.waitpid(child.pid, os.WNOHANG)[0]]
        for child in ended:
            self._dismissed.remove(child)
            self._clean_up(child)

    def dismiss(self, box: int) -> None:
        """Kill a box without waiting; `keep_watch` reaps it."""
        if child := self._boxes.pop(box, None):
            os.kill(child.pid, signal.SIGKILL)
            self._dismissed.append(child)

    def end(self, box: int, grace: float) -> int:
        """Wait for a box that is ending, then kill it; returns how it ended."""
        if box not in self._boxes:
            return FAULT
        child = self._boxes[box]
        deadline = time.monotonic() + grace
        done, status = os.waitpid(child.pid, os.WNOHANG)
        while not done and time.monotonic() < deadline:
            time.sleep(0.001)
            self.keep_watch()
            done, status = os.waitpid(child.pid, os.WNOHANG)
        if not done:
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        out_of_memory = child.over_limit or cgroups.killed_for_memory(child.cgroup)
        del self._boxes[box]
        self._clean_up(child)
        if out_of_memory:
            return OUT_OF_MEMORY
        code = os.waitstatus_to_exitcode(status)
        return KILLED if not done else EXITED if code >= 0 else BY_SIGNAL - code

    def close(self) -> None:
        """Kill and reap all boxes."""
        for box in list(self._boxes):
            self.dismiss(box)
        for child in self._dismissed:
            os.waitpid(child.pid, 0)
            self._clean_up(child)

    def _clean_up(self, ended: Child) -> None:
        """Remove what a box left."""
        if self._adopts:
            self._kill_orphans()
        cgroups.remove(ended.cgroup)

    def _kill_orphans(self) -> None:
        """Kill and reap processes that outlived a box, which can happen without namespaces.

        All are stopped before one is killed, so that none can use the place of another. A process
        that is about to fork still does; so look until none is left.
        """
        while orphans := self._orphans():
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in orphans:
                    with suppress(ProcessLookupError):  # it has just ended
                        os.kill(pid, number)
            for pid in orphans:
                with suppress(ChildProcessError):  # it is not ours yet
                    os.waitpid(pid, os.WNOHANG)

    def _orphans(self) -> list[int]:
        """All processes below this one that belong to no living box."""
        kept = {child.pid for child in (*self._boxes.values(), *self._dismissed)} | self._others
        adopted = [pid for pid in proc.children(os.getpid()) if pid not in kept]
        return [pid for child in adopted for pid in (child, *proc.descendants(child))]


def _takes_too_much(child: Child) -> bool:
    family = [child.pid, *proc.descendants(child.pid)]
    used = sum(max(proc.memory(pid) - child.baseline, 0) for pid in family)
    return used > child.allowed or cgroups.killed_for_memory(child.cgroup)


def _become_box(
    isolation: confine.Isolation, requests: int, replies: int, joined: int, parent: int
) -> NoReturn:
    """In the forked process: keep nothing of the fork server's but three pipes, then serve."""
    try:
        _end_with(parent)
        os.setsid()
        _close_all_but(requests, replies, joined)
        server.main(isolation, REQUESTS, REPLIES, JOINED)
    finally:
        os._exit(FAULT)


def _end_with(parent: int) -> None:
    """Let the kernel kill this process with its parent, and adopt orphaned descendants."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        if proc.parent() != parent:
            os._exit(FAULT)


def _close_all_but(*kept: int) -> None:
    """Close everything but these pipes, which become 3, 4 and so on; output goes to /dev/null."""
    copies = [fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for fd in kept]
    devnull = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(devnull, fd)
    for number, fd in enumerate(copies, REQUESTS):
        os.dup2(fd, number)
    os.closerange(REQUESTS + len(copies), os.sysconf("SC_OPEN_MAX"))
