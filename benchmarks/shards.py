"""A class in shards, one of which is killed half-way, against the same class in one run.

The shards run one after the other, and share no verdicts, like those of machines of their own. What
they cost together and in one run is compared in seconds of cores, start-up included.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks import classes
from benchmarks.counted import Cost, count, untimed

REPORTS = "SELECT count(*) FROM kept WHERE value LIKE '%\"reports\":%'"
POLL_SECONDS = 0.5


class Class(NamedTuple):
    """Where the course is, what was handed in, and how many processes grade it."""

    course: Path
    lesson: str
    home: Path
    jobs: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", default="single_neuron", help="or `small`")
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--different", type=int, default=200, help="how many of them differ")
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--lost", type=int, default=0, metavar="I", help="kill this one half-way")
    parser.add_argument("--jobs", type=int, default=2, help="processes of each shard")
    parser.add_argument("--no-run", action="store_true", help="leave out the one run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = (options.submissions, options.different)
        own = Class(*classes.handed_in(Path(folder), options.lesson, *size), options.jobs)
        costs = [_shard(own, i, options) for i in range(1, options.shards + 1)]
        _say("shards together", *costs)
        _say("shard 1, all of it kept", _grade_share(own, 1, options.shards))
        merged = Path(folder) / "merged.json"
        costs.append(_merge(own, options.shards, merged))
        _say("merge", costs[-1])
        if not options.no_run:
            _compare(own, costs, merged)


def _shard(own: Class, number: int, options: argparse.Namespace) -> Cost:
    """Grade one shard; the one that is lost is then graded again."""
    if number == options.lost:
        _lose(own, number, options)
    cost = _grade_share(own, number, options.shards)
    _say(f"shard {number}/{options.shards}", cost)
    return cost


def _grade_share(own: Class, number: int, of: int) -> Cost:
    return count(_command(own, number, of), own.course, _apart(own, number))


def _command(own: Class, number: int, of: int) -> list[str]:
    output = own.home / f"shard_{number}.zip"
    return [
        *(classes.COURSE, "grade", own.lesson, str(own.home / "submitted")),
        *(f"--shard={number}/{of}", f"--output={output}", f"--jobs={own.jobs}"),
    ]


def _apart(own: Class, name: object) -> dict[str, str]:
    """The environment of a machine that keeps its verdicts in a folder of its own."""
    return {"COURSE_RESULTS": str(own.home / f"kept_{name}")}


def _lose(own: Class, number: int, options: argparse.Namespace) -> None:
    """Begin a shard, and kill it when half of its reports are kept."""
    start, half = time.perf_counter(), options.submissions // options.shards // 2
    running = subprocess.Popen(
        _command(own, number, options.shards),
        cwd=own.course,
        env=os.environ | _apart(own, number),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while (kept := _kept_reports(own, number)) < half and running.poll() is None:
        time.sleep(POLL_SECONDS)
    running.kill()
    running.wait()
    seconds = time.perf_counter() - start
    print(f"shard {number}/{options.shards} lost after {seconds:.1f} s, {kept} reports kept")


def _kept_reports(own: Class, number: int) -> int:
    file = own.home / f"kept_{number}" / "results.db"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
            return int(base.execute(REPORTS).fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def _merge(own: Class, shards: int, target: Path) -> Cost:
    files = [own.home / f"shard_{i}.zip" for i in range(1, shards + 1)]
    command = [classes.COURSE, "merge", *files, "--path", own.home / "submitted"]
    return count([*command, "--json", target], own.course, _apart(own, "merged"))


def _compare(own: Class, costs: Iterable[Cost], merged: Path) -> None:
    """Grade the class in one run, and say what it costs and whether the reports are equal."""
    classes.forget(own.home, own.home)
    command = [classes.COURSE, "grade", own.lesson, own.home / "submitted", f"--jobs={own.jobs}"]
    target = merged.with_name("one.json")
    one = count([*command, "--json", target], own.course, _apart(own, "one"))
    _say("one run", one)
    print(f"all shards and merging, by one run: {sum(c.cores for c in costs) / one.cores:.2f}")
    print("reports are equal" if untimed(merged) == untimed(target) else "reports DIFFER")


def _say(what: str, *costs: Cost) -> None:
    wall, cores = sum(c.wall for c in costs), sum(c.cores for c in costs)
    print(f"{what}: {wall:.1f} s, {cores:.1f} s of cores", flush=True)


if __name__ == "__main__":
    main()
