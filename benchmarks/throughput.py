"""`course grade` against stock `nbgrader autograde`, on the same notebooks, in turn.

Stock: nbgrader's own configuration, its Execute preprocessor, one process, on the same release
with its visible checks. Ours: hidden tests, the wall, the gradebook, all cores. Nothing is kept
from one pair to the next.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from autograder.course import load_course
from benchmarks import classes

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "stock"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
]
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--submissions", type=int, default=10, help="in each half of a pair")
    parser.add_argument("--lesson", choices=["real", "small"], default="real")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ratios = [_pair(Path(folder) / str(i), options, i) for i in range(options.pairs)]
    print(f"median ratio of {options.pairs} pairs: {statistics.median(ratios):.1f}")


def _pair(folder: Path, options: argparse.Namespace, i: int) -> float:
    ours, stock = folder / "ours", folder / "stock"
    if options.lesson == "real":
        course, lesson = classes.ROOT, classes.REAL
        students = list(classes.real_class(options.submissions))
    else:
        course, lesson = classes.small_course(folder / "course"), classes.SMALL
        students = list(classes.small_class(course, options.submissions))
    classes.hand_in(ours, lesson, iter(students))
    classes.hand_in(stock, lesson, iter(students))
    _prepare_stock(stock, course, lesson)
    theirs = classes.run(
        [classes.NBGRADER, "autograde", lesson, "--log-level=ERROR"], stock, check=False
    )
    with classes.without_results(course):
        mine = classes.run([classes.COURSE, "grade", lesson, ours / "submitted"], course)
    number = options.submissions
    print(
        f"pair {i + 1}: {number} submissions of {lesson}: "
        f"stock {theirs / number:.2f} s, ours {mine / number:.3f} s each, "
        f"start-up included: {theirs / mine:.1f} times"
    )
    return theirs / mine


def _prepare_stock(stock: Path, course: Path, lesson: str) -> None:
    """A course of nbgrader's own kind with the same release."""
    (stock / "nbgrader_config.py").write_text(STOCK)
    source = stock / "source" / lesson / f"{lesson}.ipynb"
    source.parent.mkdir(parents=True)
    shutil.copy(load_course(course).source_notebook(lesson), source)
    classes.run([classes.NBGRADER, "generate_assignment", lesson, "--create"], stock)


if __name__ == "__main__":
    main()
