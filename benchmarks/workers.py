"""A class graded by workers of Dask on this machine, and by as many processes without, in turn."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks import classes
from benchmarks.counted import Cost, count, untimed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", default="single_neuron", help="or `small`")
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        number = options.submissions
        course, lesson, home = classes.handed_in(Path(folder), options.lesson, number, number)
        ratios = [_pair(course, lesson, home, options.jobs) for _ in range(options.pairs)]
    print(f"median ratio of {len(ratios)} pairs: {statistics.median(ratios):.2f}")


def _pair(course: Path, lesson: str, home: Path, jobs: int) -> float:
    """Grade on both ways with nothing kept, and compare seconds of cores."""
    plain, before = _grade(course, lesson, home, [f"--jobs={jobs}"])
    spread, after = _grade(course, lesson, home, [f"--jobs={jobs}", "--dask=local"])
    print(
        f"--jobs {jobs}: {plain.wall:.1f} s, {plain.cores:.1f} s of cores; "
        f"--dask local: {spread.wall:.1f} s, {spread.cores:.1f} s of cores; "
        f"reports {'are equal' if before == after else 'DIFFER'}",
        flush=True,
    )
    return spread.cores / plain.cores


def _grade(course: Path, lesson: str, home: Path, how: list[str]) -> tuple[Cost, object]:
    classes.forget(home, home)
    command = [classes.COURSE, "grade", lesson, home / "submitted", "--json", home / "out.json"]
    with tempfile.TemporaryDirectory() as kept:
        cost = count([*command, *how], course, {"COURSE_RESULTS": kept})
    return cost, untimed(home / "out.json")


if __name__ == "__main__":
    main()
