"""`course grade` and otter-grader without containers, on the same notebooks, in turn.

This is for reference. otter executes each notebook in a kernel, as stock nbgrader does, and then
runs the lesson's visible checks as its tests of the same exercises. It is installed from PyPI into
a virtual environment of its own, so that its dependencies cannot clash with ours.
"""

from __future__ import annotations

import argparse
import statistics
import sysconfig
import tempfile
import venv
from pathlib import Path

from autograder.course import load_course
from autograder.grading import read_rubric
from autograder.notebooks import read_lesson
from benchmarks import classes

OTTER = "otter-grader==7.0.0"
TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}


@test_case()
def test_visible(env):
    exec({check!r}, dict(env))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--submissions", type=int, default=5, help="in each half of a pair")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        otter = _install(Path(folder) / "otter")
        zipped = _exercises(Path(folder), otter)
        ratios = [
            _pair(Path(folder) / str(i), options.submissions, otter, zipped)
            for i in range(options.pairs)
        ]
    print(f"median ratio of {options.pairs} pairs: {statistics.median(ratios):.1f}")


def _install(folder: Path) -> Path:
    """otter's command, in an environment of its own that finds torch in ours."""
    venv.create(folder, with_pip=True)
    classes.run([folder / "bin" / "pip", "install", "--quiet", OTTER], folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    ours = [sysconfig.get_paths()["purelib"], str(classes.ROOT)]
    (packages / "ours.pth").write_text("\n".join(ours) + "\n")
    return folder / "bin" / "otter"


def _exercises(folder: Path, otter: Path) -> Path:
    """An archive with otter's tests for the exercises of the real lesson."""
    course = load_course(classes.ROOT)
    rubric = read_rubric(course.grader(classes.REAL))
    tests = folder / "tests"
    tests.mkdir()
    for exercise in read_lesson(course.source(classes.REAL)).exercises:
        points = rubric.points(exercise.name)
        text = TEST.format(name=exercise.name, points=points, check=exercise.check.source)
        (tests / f"{exercise.name}.py").write_text(text)
    zipped = folder / "autograder.zip"
    generate = [otter, "generate", "--tests-dir", tests, "--output-path", zipped]
    classes.run([*generate, "--no-environment"], folder)
    return zipped


def _pair(folder: Path, number: int, otter: Path, zipped: Path) -> float:
    classes.hand_in(folder, classes.REAL, classes.real_class(number))
    handins = sorted(folder.glob("submitted/*/*/*.ipynb"))
    theirs = 0.0
    for path in handins:
        theirs += classes.run([otter, "run", "--autograder", zipped, "--no-logo", path], folder)
    with classes.without_results(classes.ROOT):
        ours = classes.run(
            [classes.COURSE, "grade", classes.REAL, folder / "submitted"], classes.ROOT
        )
    print(
        f"{number} submissions of {classes.REAL}: otter {theirs / number:.2f} s, "
        f"ours {ours / number:.3f} s each, start-up included: {theirs / ours:.1f} times",
        flush=True,
    )
    return theirs / ours


if __name__ == "__main__":
    main()
