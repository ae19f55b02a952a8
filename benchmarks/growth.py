"""How time and memory grow with the size of a class, and what an unchanged class costs.

The classes work on the trivial lesson. All answers differ, so that no verdict is in the cache.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import classes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[30, 300, 3_000, 10_000])
    options = parser.parse_args()
    print("submissions   graded, ms each   again, ms each   start-up, s   peak memory, MB")
    with tempfile.TemporaryDirectory() as folder:
        course = classes.small_course(Path(folder) / "course")
        for size in options.sizes:
            home = Path(folder) / str(size)
            classes.hand_in(home, classes.SMALL, classes.small_class(course, size))
            _measure(course, home, size)


def _measure(course: Path, home: Path, size: int) -> None:
    grade: list[str | Path] = [classes.COURSE, "grade", classes.SMALL, home / "submitted"]
    one = [classes.COURSE, "grade", classes.SMALL, next((home / "submitted").glob("*/*/*.ipynb"))]
    classes.forget(home, course)
    first, peak = classes.run_watched(grade, course)
    start_up = classes.run(one, course)  # in the cache by now: this only starts and looks it up
    again = classes.run(grade, course)
    print(
        f"{size:11,}   {first / size * 1000:15.1f}   {(again - start_up) / size * 1000:14.2f}"
        f"   {start_up:11.1f}   {peak:15.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
