"""Writes into another process, and takes over its open files, by system calls."""

from tests.attacks.kit import NOTHING

CODE = """
import ctypes
import os

PIDFD_OPEN, PIDFD_GETFD = 434, 438


def double(x):
    libc = ctypes.CDLL(None)
    for pid in (GRADER_PID, os.getppid()):
        if libc.process_vm_writev(pid, None, 0, None, 0, 0) == 0:
            return 2 * x
        if libc.syscall(PIDFD_GETFD, libc.syscall(PIDFD_OPEN, pid, 0), 1, 0) >= 0:
            return 2 * x
"""
EXPECT = {3: NOTHING, 2: NOTHING}
