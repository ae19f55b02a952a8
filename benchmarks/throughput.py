"""`course grade` against stock `nbgrader autograde`, on the same notebooks, in turn.

Stock: nbgrader's own configuration, its Execute preprocessor, one process, on the same release
with its visible checks; what a submission takes does not depend on how many there are. Ours: hidden
tests, the wall, the gradebook, all cores; the start is shared by the class, so its size matters.
Nothing is kept from one pair to the next.
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
    parser.add_argument("--submissions", type=int, default=10, help="that `course grade` grades")
    parser.add_argument("--stock", type=int, help="that stock nbgrader grades; else as many")
    parser.add_argument("--kept", action="store_true", help="`course check` has been run before")
    parser.add_argument("--lesson", choices=["real", "small"], default="real")
    options = parser.parse_args()
    options.stock = options.stock or options.submissions
    with tempfile.TemporaryDirectory() as folder:
        ratios = [_pair(Path(folder) / str(i), options, i) for i in range(options.pairs)]
    print(f"median ratio of {options.pairs} pairs: {statistics.median(ratios):.1f}")


def _pair(folder: Path, options: argparse.Namespace, i: int) -> float:
    ours, stock = folder / "ours", folder / "stock"
    most = max(options.submissions, options.stock)
    if options.lesson == "real":
        course, lesson = classes.ROOT, classes.REAL
        students = list(classes.real_class(most))
    else:
        course, lesson = classes.small_course(folder / "course"), classes.SMALL
        students = list(classes.small_class(course, most))
    classes.hand_in(ours, lesson, iter(students[: options.submissions]))
    classes.hand_in(stock, lesson, iter(students[: options.stock]))
    _prepare_stock(stock, course, lesson)
    autograde = [classes.NBGRADER, "autograde", lesson, "--log-level=ERROR"]
    theirs: float = classes.run(autograde, stock, check=False) / options.stock
    with classes.without_results(course):
        if options.kept:
            # It says no to a course that is as new as the small one, but keeps what it finds.
            is_real = options.lesson == "real"
            classes.run([classes.COURSE, "check", lesson], course, check=is_real)
        grade = [classes.COURSE, "grade", lesson, ours / "submitted"]
        mine: float = classes.run(grade, course) / options.submissions
    print(
        f"pair {i + 1}: {lesson}: stock {theirs:.2f} s each of {options.stock}, "
        f"ours {mine:.3f} s each of {options.submissions}"
        f"{' after `course check`' if options.kept else ''}, "
        f"start-up included: {theirs / mine:.1f} times",
        flush=True,
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
