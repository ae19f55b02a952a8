"""Where the time of one submission goes, as numbers and as a picture.

Each stage is timed from its start to its end. The rest of the total is pytest and the reference
solutions, in the process of the tests.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import torch

from autograder.course import load_course
from autograder.gradebook import LessonBook
from autograder.grading import Grader
from autograder.notebooks import read_lesson, read_submission
from autograder.sandbox import Box
from benchmarks import classes

mpl.use("Agg")
from matplotlib import pyplot as plt

STAGES = {
    "read and slice": "read_submission",
    "fork": "__init__",
    "confine and load": "load",
    "student's code, wire": "call",
    "student's training": "train",
    "end the process": "close",
    "gradebook": "write",
}


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--picture", type=Path, default=Path("docs/pictures/stages.svg"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    spent: dict[str, float] = defaultdict(float)
    for name in ("__init__", "load", "call", "train", "close"):
        setattr(Box, name, _timed(getattr(Box, name), spent, name))
    rows = _measure(options.submissions, spent)
    medians = {
        stage: statistics.median(row[key] for row in rows) * 1000 for stage, key in STAGES.items()
    }
    whole = statistics.median(row["whole"] for row in rows) * 1000
    medians["tests, reference"] = whole - sum(medians.values())
    for stage, milliseconds in medians.items():
        print(f"{stage:22} {milliseconds:6.1f} ms")
    print(f"{'whole submission':22} {whole:6.1f} ms (median of {options.submissions})")
    _draw(medians, options.picture)


def _measure(number: int, spent: dict[str, float]) -> list[dict[str, float]]:
    course = load_course(classes.ROOT)
    lesson = read_lesson(course.source(classes.REAL))
    rows = []
    with tempfile.TemporaryDirectory() as folder, Grader(course, lesson) as grader:
        home = Path(folder)
        classes.hand_in(home, classes.REAL, classes.real_class(number + 2))
        with LessonBook(home, course, classes.REAL) as book:
            for path in sorted((home / "submitted").glob("*/*/*.ipynb")):
                spent.clear()
                start = time.perf_counter()
                read = _timed(read_submission, spent, "read_submission")
                submission = read(path, lesson, path.parts[-3])
                report = grader.grade(submission)
                _timed(book.write, spent, "write")(submission, report)
                rows.append({**spent, "whole": time.perf_counter() - start})
    return [defaultdict(float, row) for row in rows[2:]]  # the first two include lazy imports


def _timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def measured(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - start

    return measured


def _draw(medians: dict[str, float], path: Path) -> None:
    plt.style.use("compneuro.course")
    plt.rcParams["svg.hashsalt"] = "stages"
    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    names = list(medians)[::-1]
    bars = axes.barh(names, [medians[name] for name in names])
    axes.bar_label(bars, fmt="%.0f ms", padding=3)
    axes.set(title="Where the time of one submission goes", xlabel="ms")
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
