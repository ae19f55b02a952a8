"""Grades many submissions: finds their files and distributes them to worker processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.batch.boundary import fault_of
    from autograder.batch.cluster import write_jobs
    from autograder.batch.handins import Handin, find_handins
    from autograder.batch.process import GradingProcess
    from autograder.batch.run import Batch, Graded, OneByOne
    from autograder.batch.shards import Merged, Shard, read_result, require_all, write_result
    from autograder.batch.workers import grade_each, try_each

__all__ = [
    "Batch",
    "Graded",
    "GradingProcess",
    "Handin",
    "Merged",
    "OneByOne",
    "Shard",
    "fault_of",
    "find_handins",
    "grade_each",
    "read_result",
    "require_all",
    "try_each",
    "write_jobs",
    "write_result",
]

__getattr__ = lazy(__name__)
