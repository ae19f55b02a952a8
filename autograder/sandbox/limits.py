"""The resources that student code may use before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one box. Times are wall-clock times.

    Time in which the code was ready to run but the machine had no free core is excused, up to
    three times the limit.

    Attributes:
        call_seconds: Longest time for one call.
        load_seconds: Longest time for running the student's definitions.
        exercise_seconds: Longest time for all calls of an exercise together.
        memory_mb: Memory beyond that of the fork server.
        gpu_memory_mb: Memory that PyTorch may use on a graphics card.
        scratch_mb: Size of each writable folder inside.
        processes: Processes and threads that may exist at the same time.
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
