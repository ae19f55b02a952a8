"""Reads what Linux reports about other processes; nothing elsewhere, or if a process has ended."""

from __future__ import annotations

import os

PAGE = os.sysconf("SC_PAGE_SIZE")


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


def private_memory(pid: int) -> int:
    """Bytes of resident memory that belong to no file."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * PAGE


def waited(pid: int) -> float:
    """Seconds that the main thread was ready to run while no core was free; 0 if unknown."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
