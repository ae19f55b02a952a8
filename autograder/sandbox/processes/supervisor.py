"""The supervisor of an isolated process: limits memory and reaps all descendants.

It is the parent of the isolated process, is not isolated itself and runs no student code. Its exit
status tells how the child ended. If the supervisor ends first, the kernel kills the child.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import sys
from typing import NoReturn

from autograder.sandbox.inside import server
from autograder.sandbox.isolation import cgroups, confine, gpu, linux
from autograder.sandbox.processes.exit_status import BY_SIGNAL, EXITED, FAULT, OUT_OF_MEMORY
from autograder.sandbox.processes.proc import children, memory

REQUESTS, REPLIES = 3, 4
WATCH_SECONDS = 0.05


def supervise(isolation: confine.Isolation, requests: int, replies: int, parent: int) -> NoReturn:
    """Fork the child, which isolates itself; end when it and all its descendants have ended."""
    status = FAULT
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        _end_with(parent)
        os.setsid()
        _close_all_but(requests, replies)
        server.report_faults(REPLIES, lambda: confine.enter_namespaces(isolation))
        _end_with(parent)  # entering a user namespace resets it
        waits, joined = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(joined)
            _end_with(None)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            server.main(isolation, REQUESTS, REPLIES, waits)
        cgroups.join(isolation.cgroups, pid)  # for milliseconds, in which the child isolates itself
        os.write(joined, b"1")
        os.close(joined)
        os.close(waits)
        os.close(REQUESTS)
        os.close(REPLIES)
        allowed = isolation.limits.memory_mb + (gpu.HOST_MB if isolation.devices else 0)
        status = _watch(pid, allowed << 20, isolation.cgroups)
    finally:
        cgroups.remove(isolation.cgroups)
        os._exit(status)


def _end_with(parent: int | None) -> None:
    """Let the kernel kill this process with its parent, and adopt orphaned descendants."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        if parent is not None and os.getppid() != parent:
            os._exit(FAULT)


def _close_all_but(requests: int, replies: int) -> None:
    """Close everything but the two pipes; output goes to /dev/null."""
    copies = [fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for fd in (requests, replies)]
    devnull = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(devnull, fd)
    for fd, number in zip(copies, (REQUESTS, REPLIES), strict=True):
        os.dup2(fd, number)
    os.closerange(REPLIES + 1, os.sysconf("SC_OPEN_MAX"))


def _watch(pid: int, allowed: int, folders: tuple[str, ...]) -> int:
    """Wait for the child, or kill it if told to or over its limit; returns our exit status."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    baseline = memory(pid)
    over_limit = False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        ready, _, _ = select.select([wake], [], [], WATCH_SECONDS)
        used = sum(max(memory(p) - baseline, 0) for p in _descendants())
        over_limit = over_limit or used > allowed or cgroups.killed_for_memory(folders)
        if over_limit or (ready and signal.SIGTERM in os.read(wake, 64)):
            os.kill(pid, signal.SIGKILL)
    _reap_descendants()
    code = os.waitstatus_to_exitcode(status)
    if over_limit or cgroups.killed_for_memory(folders):
        return OUT_OF_MEMORY
    return EXITED if code >= 0 else BY_SIGNAL - code


def _reap_descendants() -> None:
    """Kill and reap processes that outlived the child, which can happen without namespaces."""
    while True:
        for pid in _descendants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _descendants() -> list[int]:
    found = children(os.getpid())
    for pid in found:  # the list grows during the loop
        found += children(pid)
    return found
