"""Reads what Linux reports about other processes; nothing elsewhere, or if a process has ended."""

from __future__ import annotations

import os

COUNTED = ("RssAnon", "RssShmem", "VmSwap", "VmPTE")
SOCKET_BUFFER = 208 << 10  # what a socket may hold unless it asks for more, which is refused


def children(pid: int) -> list[int]:
    """The child processes of a process."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    except OSError:  # it has just ended, or this kernel has no such list
        pass
    return found


def memory(pid: int) -> int:
    """Bytes that a process takes from the host, as far as they belong to no file.

    Page tables count, and so does what each open socket or pipe can hold, because no limit of the
    kernel's counts these.
    """
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            lines = dict(line.split(":", 1) for line in file)
    except OSError:
        return 0
    kilobytes = sum(int(lines[name].split()[0]) for name in COUNTED if name in lines)
    return (kilobytes << 10) + _open_files(pid) * SOCKET_BUFFER


def _open_files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:  # it has ended, or we may not look
        return 0


def descendants(pid: int) -> list[int]:
    """All processes below a process."""
    found = children(pid)
    for child in found:  # the list grows during the loop
        found += children(child)
    return found


def parent() -> int:
    """The parent of this process, also if that is outside our namespace of process numbers."""
    try:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:  # not Linux
        return os.getppid()


def waited(pid: int) -> float:
    """Seconds that the main thread was ready to run while no core was free; 0 if unknown."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
