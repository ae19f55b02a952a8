"""The cost of the sandbox: the same hidden tests on the same solutions, with and without it.

Without: the student's code is the reference module, called in the process of the tests. With: the
code is sliced out of a notebook and runs in fresh sandboxes, one for each exercise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn

from autograder.course import load_course
from autograder.grading import Grader, read_rubric
from autograder.grading.hidden_tests import Collection
from autograder.notebooks import (
    Submission,
    fill_in,
    load_module,
    read_lesson,
    read_solutions,
    read_submission,
)
from autograder.sandbox import seed_everything
from autograder.sandbox.inside import helpers
from autograder.testing import Reference, Student
from benchmarks import classes


class Local:
    """A module in this process that answers like one in the sandbox."""

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self.type_name = type(module).__name__

    def __call__(self, *args: Any) -> Any:
        """What the module returns."""
        return self.module(*args)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A method. An iterator that it returns becomes a list, modules become `Local`s."""
        return lambda *args: _local(getattr(self.module, name)(*args))


class Bare(Reference):
    """The reference solutions in place of a student's code, in this process."""

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return _local(super()._call(name, *args, **kwargs))

    @contextmanager
    def arguments_unchanged(self) -> Iterator[None]:
        """Check nothing: the solutions get copies anyway."""
        yield

    def check_own_work(self, *_: Any) -> None:
        """Check nothing: a sandbox alone pays for that."""

    def close(self) -> None:
        """There is no process to end."""

    def gradient(self, target: str, *args: Any, wrt: int = 0) -> torch.Tensor:
        """The gradient of the sum of the result, as the sandbox computes it."""
        inputs = [a.clone().requires_grad_() if i == wrt else a for i, a in enumerate(args)]
        getattr(self, target)(*inputs).sum().backward()
        return cast(torch.Tensor, inputs[wrt].grad)

    def train(
        self,
        net: Local,
        inputs: torch.Tensor,
        labels: torch.Tensor,
        *,
        epochs: int,
        batch_size: int,
        lr: float,
    ) -> list[float]:
        """Train with the sandbox's own training loop, in this process."""
        return helpers.train(
            net.module, inputs, labels, epochs=epochs, batch_size=batch_size, lr=lr, seed=self.seed
        )


def _local(value: Any) -> Any:
    if isinstance(value, nn.Module):
        return Local(value)
    if isinstance(value, Iterator | list | tuple):
        return [_local(item) for item in value]
    return value


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    course = load_course(classes.ROOT)
    lesson = read_lesson(course.source(classes.REAL))
    torch.set_num_threads(1)
    rubric = read_rubric(course.grader(lesson.name))
    reference = Reference(load_module(course.solutions(lesson.name), "solutions"))
    bare = Bare(load_module(course.solutions(lesson.name), "solutions"))
    submission = _solved(course.solutions(lesson.name), lesson)
    with (
        Collection(course.grader(lesson.name), reference, ("cpu",)) as tests,
        Grader(course, lesson) as grader,
    ):

        def bare_run() -> None:
            for test in rubric.tests:
                bare.seed = reference.seed = test.seed
                seed_everything(test.seed)
                problem = tests.run(test.name, cast(Student, bare))
                assert problem is None, (test.name, problem)

        def sandboxed_run() -> None:
            report = grader.grade(submission)
            assert report.score == report.max_score

        _report(options.pairs, bare_run, sandboxed_run)


def _report(pairs: int, bare: Callable[[], None], sandboxed: Callable[[], None]) -> None:
    for warm_up in (bare, sandboxed):
        warm_up()
    rows = [(_seconds(bare), _seconds(sandboxed)) for _ in range(pairs)]
    print(f"without the sandbox {statistics.median(b for b, _ in rows) * 1000:6.0f} ms each")
    print(f"in the sandbox      {statistics.median(s for _, s in rows) * 1000:6.0f} ms each")
    print(f"median ratio of {pairs} pairs: {statistics.median(s / b for b, s in rows):.2f}")


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _solved(solutions: Path, lesson: Any) -> Submission:
    cells = [
        {"cell_type": cell.kind, "id": cell.id, "source": cell.source}
        for cell in fill_in(lesson, *read_solutions(solutions))
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "solved.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
        return read_submission(path, lesson, "solved")


if __name__ == "__main__":
    main()
