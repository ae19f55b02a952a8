"""Grades many submissions: distributes them to worker processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.batch.boundary import fault_of
    from autograder.batch.clusters.dask import Task, spread
    from autograder.batch.clusters.slurm import write_jobs
    from autograder.batch.explaining import explain
    from autograder.batch.process import GradingProcess
    from autograder.batch.run import Batch, Graded, OneByOne, keys_of
    from autograder.batch.shards import (
        Merged,
        Result,
        Shard,
        read_result,
        require_all,
        write_result,
    )
    from autograder.batch.workers import grade_each, try_each

__all__ = [
    "Batch",
    "Graded",
    "GradingProcess",
    "Merged",
    "OneByOne",
    "Result",
    "Shard",
    "Task",
    "explain",
    "fault_of",
    "grade_each",
    "keys_of",
    "read_result",
    "require_all",
    "spread",
    "try_each",
    "write_jobs",
    "write_result",
]

__getattr__ = lazy(__name__)
