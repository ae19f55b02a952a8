"""`course grade` and stock `nbgrader autograde`, on the same notebooks, in turn.

Stock is nbgrader's own configuration: its Execute preprocessor, one process, the same release with
its visible checks. Its time per submission does not depend on the size of the class. Ours is hidden
tests, the sandbox, the gradebook and all cores. The class shares the start-up, so its size matters.
The cache is emptied after each pair.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from autograder.course import load_course
from benchmarks import classes
from benchmarks.counted import count

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
    parser.add_argument("--submissions", type=int, default=10, help="graded by `course grade`")
    parser.add_argument("--stock", type=int, help="graded by stock nbgrader (default: as many)")
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
    theirs = count(autograde, stock, check=False)
    graded = len([*stock.glob(f"autograded/*/{lesson}/{lesson}.ipynb")])
    if graded < options.stock:
        raise RuntimeError(f"Stock nbgrader graded {graded} of {options.stock} notebooks.")
    with classes.without_results(course):
        grade = [classes.COURSE, "grade", lesson, ours / "submitted"]
        mine = count(grade, course)
    walls = theirs.wall / options.stock, mine.wall / options.submissions
    cores = theirs.cores / options.stock, mine.cores / options.submissions
    print(
        f"pair {i + 1}: {lesson}: stock {walls[0]:.2f} s each of {options.stock}, "
        f"ours {walls[1]:.3f} s each of {options.submissions}, "
        f"start-up included: {walls[0] / walls[1]:.1f} times; "
        f"of cores {cores[0]:.2f} s and {cores[1]:.3f} s, {cores[0] / cores[1]:.1f} times",
        flush=True,
    )
    return float(walls[0] / walls[1])


def _prepare_stock(stock: Path, course: Path, lesson: str) -> None:
    """A plain nbgrader course with the same release."""
    (stock / "nbgrader_config.py").write_text(STOCK)
    source = stock / "source" / lesson / f"{lesson}.ipynb"
    source.parent.mkdir(parents=True)
    shutil.copy(load_course(course).release(lesson), source)
    classes.run([classes.NBGRADER, "generate_assignment", lesson, "--create"], stock)


if __name__ == "__main__":
    main()
