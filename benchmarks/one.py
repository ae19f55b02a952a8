"""One notebook from the command to its verdict, cold and with its verdict kept.

The notebook is a sample of the lesson. In the first case nothing is kept from run to run.
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
    parser.add_argument("--lesson", default="single_neuron")
    parser.add_argument("--answer", default="right", help="a folder in tests/golden/LESSON")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    name = options.lesson
    notebook = classes.ROOT / "tests" / "golden" / name / options.answer / f"{name}.ipynb"
    command = [classes.COURSE, "grade", name, notebook]
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, str(run)) for run in range(options.runs)]
        for case in ("nothing kept", "verdict kept"):
            _say(case, [_cost(command, place) for place in places])


def _cost(command: list[object], results: Path) -> Cost:
    return count(command, classes.ROOT, {"COURSE_RESULTS": str(results)})


def _say(case: str, costs: list[Cost]) -> None:
    wall, cores = median(c.wall for c in costs), median(c.cores for c in costs)
    least = min(c.wall for c in costs)
    print(f"{case}: {wall:.2f} s (least {least:.2f}), {cores:.2f} s of cores", flush=True)


if __name__ == "__main__":
    main()
