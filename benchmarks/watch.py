"""How long a student waits for feedback while `course watch` runs.

    python -m benchmarks.watch [--singles 20] [--at-once 30]

Each student hands in the real lesson, unlike the others. Timed is from the moment at which the
notebook lies in submitted/, renamed there in one piece, to that at which the feedback page does:
first for one after the other, then for many at once.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from benchmarks import classes

LOOK_SECONDS = 0.01
LONGEST_SECONDS = 300.0


@contextmanager
def watching(home: Path, lesson: str) -> Iterator[None]:
    """`course watch` on a folder, from the moment at which it is warm."""
    command = [classes.COURSE, "watch", str(home / "submitted"), "--lesson", lesson]
    with subprocess.Popen(command, cwd=classes.ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        for line in running.stdout:
            if line.startswith("watching"):
                break
        try:
            yield
        finally:
            running.send_signal(signal.SIGINT)
            running.stdout.read()


def waits(home: Path, lesson: str, students: Sequence[tuple[str, str]]) -> list[float]:
    """The seconds that each student waits, who all hand in at once."""
    handed_in: dict[Path, float] = {}
    for student, text in students:
        path = home / "submitted" / student / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.with_suffix(".part").write_text(text, encoding="utf-8")
        os.replace(path.with_suffix(".part"), path)
        page = home / "feedback" / student / lesson / f"{lesson}.html"
        handed_in[page] = time.time()
    found: dict[Path, float] = {}
    start = time.monotonic()
    while len(found) < len(handed_in):
        if time.monotonic() - start > LONGEST_SECONDS:
            raise RuntimeError(f"{len(handed_in) - len(found)} pages are missing")
        time.sleep(LOOK_SECONDS)
        for page, since in handed_in.items():
            if page not in found and page.is_file():
                found[page] = time.time() - since
    return list(found.values())


def row(what: str, seconds: Sequence[float]) -> str:
    """A row of the table."""
    high = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return f"| {what} | {median(seconds):.2f} | {high:.2f} |"


def main() -> None:
    """Print the rows of the table."""
    parser = argparse.ArgumentParser(description="How long a student waits for feedback.")
    parser.add_argument("--singles", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=30)
    given = parser.parse_args()
    students = list(classes.real_class(given.singles + given.at_once))
    with tempfile.TemporaryDirectory() as folder, classes.without_results(classes.ROOT):
        home, lesson = Path(folder), classes.REAL
        (home / "submitted").mkdir()
        with watching(home, lesson):
            alone = [waits(home, lesson, [each])[0] for each in students[: given.singles]]
            print(row("one", alone), flush=True)
            print(row(f"{given.at_once} at once", waits(home, lesson, students[given.singles :])))


if __name__ == "__main__":
    main()
