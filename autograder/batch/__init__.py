"""Grades many submissions: distributes them to worker processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.batch.boundary import fault_of
    from autograder.batch.process import GradingProcess
    from autograder.batch.run import Batch, Graded, OneByOne
    from autograder.batch.workers import grade_each, try_each

__all__ = [
    "Batch",
    "Graded",
    "GradingProcess",
    "OneByOne",
    "fault_of",
    "grade_each",
    "try_each",
]

__getattr__ = lazy(__name__)
