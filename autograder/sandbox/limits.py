"""What a piece of student code may use up before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one box, by wall clock and by what the kernel counts.

    Of the time for a call or for the definitions, up to three times as much again is excused when
    the code was ready to run and the machine had no core for it.

    Attributes:
        call_seconds: Longest time for one call.
        load_seconds: Longest time for running the student's definitions.
        exercise_seconds: After this time in calls no further test of the exercise is begun.
        memory_mb: Memory beyond what the warm parent already holds.
        gpu_memory_mb: Memory that PyTorch may take on a graphics card, where tests run on one.
        scratch_mb: Size of each writable folder inside.
        processes: Processes and threads alive at once.
        threads: Threads that torch may use for one operation.
    """

    call_seconds: float = 5.0
    load_seconds: float = 10.0
    exercise_seconds: float = 30.0
    memory_mb: int = 1024
    gpu_memory_mb: int = 2048
    scratch_mb: int = 128
    processes: int = 64
    threads: int = 1
