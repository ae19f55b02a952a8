"""Grades many submissions: distributes them to worker processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.batch.boundary import fault_of
    from autograder.batch.clusters.dask import Task, spread
    from autograder.batch.clusters.jobs import Jobs
    from autograder.batch.clusters.kubernetes import write_kubernetes
    from autograder.batch.clusters.slurm import write_slurm
    from autograder.batch.explaining import explain
    from autograder.batch.misconceptions import keep_misconceptions
    from autograder.batch.process import GradingProcess
    from autograder.batch.run import Batch, Graded, OneByOne, keys_of
    from autograder.batch.shards import (
        Merged,
        Result,
        read_result,
        require_all,
        write_result,
    )
    from autograder.batch.shares import Cut, Shard, times_of
    from autograder.batch.workers import grade_each, try_each

__all__ = [
    "Batch",
    "Cut",
    "Graded",
    "GradingProcess",
    "Jobs",
    "Merged",
    "OneByOne",
    "Result",
    "Shard",
    "Task",
    "explain",
    "fault_of",
    "grade_each",
    "keep_misconceptions",
    "keys_of",
    "read_result",
    "require_all",
    "spread",
    "times_of",
    "try_each",
    "write_kubernetes",
    "write_result",
    "write_slurm",
]

__getattr__ = lazy(__name__)
