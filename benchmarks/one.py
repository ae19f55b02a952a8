"""One notebook from the command to its verdict, cold and with its verdict kept.

The notebook is that of a sample of the lesson. Nothing is kept from run to run in the first case.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import classes
from benchmarks.counted import Cost, count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", default="single_neuron", help="or `small`")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course, lesson, home = classes.handed_in(Path(folder), options.lesson, 1, 1)
        [notebook] = home.glob("submitted/*/*/*.ipynb")
        alone = Path(folder) / notebook.name  # graded by its path, without a gradebook
        notebook.rename(alone)
        command = [classes.COURSE, "grade", lesson, alone]
        for case in ("nothing kept", "verdict kept"):
            costs = []
            for run in range(options.runs):
                results = Path(folder) / (f"results_{run}" if case == "nothing kept" else "results")
                costs.append(count(command, course, {"COURSE_RESULTS": str(results)}))
            _say(case, costs if case == "nothing kept" else costs[1:] or costs)


def _say(case: str, costs: list[Cost]) -> None:
    wall, cores = median(c.wall for c in costs), median(c.cores for c in costs)
    least = min(c.wall for c in costs)
    print(f"{case}: {wall:.2f} s (least {least:.2f}), {cores:.2f} s of cores", flush=True)


if __name__ == "__main__":
    main()
