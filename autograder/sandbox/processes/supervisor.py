"""The process between the warm parent and a walled child: watches its memory, buries the dead.

It stays outside the child's wall, runs no student code and ends with a status that tells how the
child ended. When it dies itself, the kernel kills the child.
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
from autograder.sandbox.isolation import confine, gpu, linux
from autograder.sandbox.processes.proc import children, own_memory

REQUESTS, REPLIES = 3, 4
EXITED, BY_SIGNAL, FAULT, OUT_OF_MEMORY = 1, 128, 199, 200
WATCH_SECONDS = 0.05


def supervise(wall: confine.Isolation, requests: int, replies: int, parent: int) -> NoReturn:
    """Build the wall, run the child behind it, stay until everything in it is dead."""
    status = FAULT
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        tie_to(parent)
        os.setsid()
        _keep_only(requests, replies)
        server.report_faults(REPLIES, lambda: confine.enter_namespaces(wall))
        tie_to(parent)  # a new user namespace unties
        pid = os.fork()
        if pid == 0:
            tie_to(None)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            server.main(wall, REQUESTS, REPLIES)
        os.close(REQUESTS)
        os.close(REPLIES)
        allowed = wall.limits.memory_mb + (gpu.HOST_MB if wall.devices else 0)
        status = _watch(pid, allowed << 20)
    finally:
        os._exit(status)


def tie_to(parent: int | None) -> None:
    """Die with the process that forked this one; adopt the orphans among the descendants."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        if parent is not None and os.getppid() != parent:
            os._exit(FAULT)


def _keep_only(requests: int, replies: int) -> None:
    """Leave the two pipes open and nothing else; what is printed goes nowhere."""
    spare = [fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for fd in (requests, replies)]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    for fd, number in zip(spare, (REQUESTS, REPLIES), strict=True):
        os.dup2(fd, number)
    os.closerange(REPLIES + 1, os.sysconf("SC_OPEN_MAX"))


def _watch(pid: int, allowed: int) -> int:
    """Wait for the child to end, or end it; the exit status to report."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    usual = own_memory(pid)
    greedy = False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        ready, _, _ = select.select([wake], [], [], WATCH_SECONDS)
        used = sum(max(own_memory(p) - usual, 0) for p in _descendants())
        greedy = greedy or used > allowed
        if greedy or (ready and signal.SIGTERM in os.read(wake, 64)):
            os.kill(pid, signal.SIGKILL)
    _bury_the_rest()
    code = os.waitstatus_to_exitcode(status)
    if greedy:
        return OUT_OF_MEMORY
    return EXITED if code >= 0 else BY_SIGNAL - code


def _bury_the_rest() -> None:
    """Kill and reap what outlived the child, where no namespace died with it."""
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
    for pid in found:  # grows while it is walked
        found += children(pid)
    return found
