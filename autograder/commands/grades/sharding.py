"""Grading a class on many machines: `course grade --shard`, `course merge`, `--dask`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.commands import terminal
from autograder.commands.grades import results
from autograder.commands.options import (
    DryRun,
    Lesson,
    Paths,
    Places,
    Verbose,
    WriteJson,
    complain_of_faults,
    open_course,
    read_reports,
    require_writable,
    tell,
    write_json,
)
from autograder.course import Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.batch import Cut, Graded, Merged, Result
    from autograder.handins import Found

Shard = Annotated[
    str | None,
    typer.Option(
        metavar="I/N",
        help="Grade the I-th of N equal shares, and write it to --output for `course merge`.",
    ),
]
Times = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Balance shards by the times in this file of an earlier --json, the same for all.",
        exists=True,
        dir_okay=False,
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Grade on the workers of this scheduler of Dask; `local`: on --jobs workers here.",
    ),
]


def require(
    lesson: str,
    shard: str | None,
    times: Path | None,
    dask: str | None,
    form: str | None,
    output: Path | None,
    json: Path | None,
) -> Cut | None:
    """Refuse, before any work is done, what cannot be written, or a shard that does not exist.

    Returns:
        The share of the class to grade; None for all of it.

    Raises:
        CourseError: One of the options does not fit.
    """
    if shard and dask:
        raise CourseError("--shard and --dask both spread a class: give one of them.")
    if times and not shard:
        raise CourseError("--times balances shards: give --shard with it.")
    if shard is None:
        results.require_form(form, output, json)
        return None
    from autograder.batch import Cut, Shard, times_of

    which = Shard.parse(shard)
    require_writable(output)
    if output is None or form or json:
        raise CourseError("--shard writes --output for `course merge`, and no other file.")
    return Cut(which, times_of(lesson, read_reports(times)) if times else {})


def grade_share(
    course: Course, lesson: str, found: Found, jobs: int, device: str, cut: Cut, output: Path
) -> list[Graded]:
    """Grade a share of the submissions, and write the reports to a file; no gradebook changes."""
    from autograder.batch import Batch, write_result

    handins = cut.share(found.handins)
    with Batch(course, lesson, handins, jobs, device) as batch:
        graded = list(terminal.working(f"grading shard {cut.shard}", batch, len(handins)))
        number = write_result(output, course, cut, batch, graded)
    terminal.say(f"wrote {output}: {number} of {len(handins)} submissions of shard {cut.shard}")
    return graded


def grade_on_workers(
    course: Course,
    lesson: str,
    found: Found,
    dask: str | None,
    jobs: int,
    device: str,
    allow_weak: bool,
) -> None:
    """If a scheduler is given, have workers grade the submissions, and keep their reports here."""
    if not dask:
        return
    from autograder.batch import Task, spread

    options = (f"--device={device}", *(["--allow-weak-sandbox"] if allow_weak else []))
    done = spread(
        course, Task(str(course.root), lesson, options), found.handins, dask, jobs, device
    )
    for _ in terminal.working("grading on workers", done, len(found.handins)):
        pass


def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="The files of all shards.", exists=True, dir_okay=False
        ),
    ],
    path: Places = None,
    json: Annotated[
        Path | None,
        typer.Option(help="Write the reports to this file.", metavar="FILE", dir_okay=False),
    ] = None,
    dry_run: DryRun = False,
    verbose: Verbose = False,
) -> None:
    """Enter what other machines have graded.

    The gradebook is then as after a single run. All shards must be there, graded with the same
    tests and versions; otherwise nothing is entered. No code of a student runs. A dry run shows the
    reports and enters none.

    Exit status: 0 if every report was entered, 1 if one could not be, 2 for wrong usage.

    Example: course merge shard_1.zip shard_2.zip
    """
    require_writable(json)
    course = open_course(verbose)
    from autograder.batch import Merged
    from autograder.handins import find_handins

    shards = _read(course, files)
    with find_handins(course, shards[0].lesson, path or []) as found:
        merged = Merged(found.handins, shards)
        graded = list(merged) if dry_run else _entered(course, shards, found, merged)
        results.show(course, graded, json, found)
    complain_of_faults(graded)


def _read(course: Course, files: Sequence[Path]) -> list[Result]:
    from autograder.batch import read_result, require_all

    shards = [read_result(file, course, str(file)) for file in files]
    require_all(shards)
    return shards


def _entered(
    course: Course, shards: Sequence[Result], found: Found, merged: Merged
) -> list[Graded]:
    """The reports of all shards, which are now in the gradebook."""
    from autograder.feedback import now
    from autograder.gradebook import enter_all
    from autograder.grading import keep_picture

    for png in chain.from_iterable(shard.pictures for shard in shards):
        keep_picture(course.figures(), png)
    entered = enter_all(course, shards[0].lesson, merged, now())
    graded = list(terminal.working("entering", entered, len(found.handins)))
    found.learn(each.report for each in graded)
    return graded


def cluster(
    kind: Annotated[
        str, typer.Argument(metavar="slurm|kubernetes", help="What runs jobs on the cluster.")
    ],
    lesson: Lesson,
    paths: Paths = None,
    shards: Annotated[int, typer.Option(metavar="N", min=1, help="Number of shards.")] = 8,
    cpus: Annotated[int, typer.Option(metavar="N", min=1, help="Cores of each shard.")] = 2,
    times: Times = None,
    dry_run: DryRun = False,
    json: WriteJson = None,
    verbose: Verbose = False,
) -> None:
    """Write the jobs that grade a lesson on a cluster.

    They go into cluster/slurm/LESSON/ or cluster/kubernetes/LESSON/: an array of shards, and a job
    that merges them when all are done.

    Exit status: 0 if they were written, 2 for wrong usage.

    Example: course cluster slurm my_lesson --shards 20
    """
    from autograder.batch import Jobs, write_kubernetes, write_slurm

    require_writable(json)
    course = open_course(verbose)
    writers = {"slurm": write_slurm, "kubernetes": write_kubernetes}
    if kind not in writers:
        raise CourseError(f"There are no jobs for {kind!r}; there are for {' and '.join(writers)}.")
    folder = course.root / "cluster" / kind / course.require(lesson)
    jobs = Jobs(folder, course.root, lesson, paths or [], shards, cpus, times)
    files = writers[kind](jobs, is_dry=dry_run)
    tell(files, is_dry=dry_run)
    terminal.say(f"start the jobs with {files[-1]}")
    write_json(json, files=[str(path) for path in files])
