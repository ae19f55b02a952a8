"""Grades submissions on the workers of Dask: those that a site has, or processes of this machine.

Dask only carries bytes: notebooks one way, and the file of a shard the other way. On a worker, a
command grades them, as on any machine with a shard: a worker of Dask is a daemon, which may not
start processes by multiprocessing.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from io import BytesIO
from itertools import islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.batch.run import keys_of
from autograder.batch.shards import read_result
from autograder.course import Course
from autograder.errors import CourseError, EngineFault
from autograder.grading import Cache, choose_devices, context_key, keep_picture
from autograder.handins import Handin
from autograder.notebooks import read_bytes
from autograder.sandbox import end_with_parent, strongest_level

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
# To start a command takes seconds. So a thread gets few shares, but more than one to the end.
SHARES, SMALLEST, LARGEST = 4, 25, 200  # shares for each thread; submissions in a share
MAX_BYTES = 50 * 2**20  # of a share, which is also in the scheduler's memory
AHEAD = 2  # shares for each thread, so that none waits
UNKNOWN_THREADS = 16  # where no worker has come yet
RETRIES = 2
NEEDED = "distributed.comm.require-encryption"  # Dask's own setting
# Nobody looks at a local cluster through a browser, and these ports are open to all users.
SETTINGS = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.large-graph-warning-threshold": MAX_BYTES * 2,
}


class Task(NamedTuple):
    """What a worker is told beside the notebooks.

    Attributes:
        root: The course. A worker that does not find it there was started in the course.
        options: Options of `course grade`.
    """

    root: str
    lesson: str
    options: tuple[str, ...]


def spread(
    course: Course, task: Task, handins: Sequence[Handin], address: str, jobs: int, device: str
) -> Iterator[Handin]:
    """Have submissions graded by workers, keep the reports, and yield each submission that is done.

    What a worker could not grade for a reason on our side, is not kept.

    Args:
        course: The course.
        task: What workers are told.
        handins: The submissions.
        address: The scheduler's, or `local`.
        jobs: The number of workers of a local cluster.
        device: `auto`, `cpu` or `cuda`.

    Raises:
        CourseError: Nothing can be graded there, or this machine would report something else.
    """
    with closing(Cache.of(course)) as kept:
        keys = keys_of(course, task.lesson, handins, device)
        known = [kept.report(key) is not None for key in keys]
        yield from (handin for handin, is_known in zip(handins, known, strict=True) if is_known)
        new = [handin for handin, is_known in zip(handins, known, strict=True) if not is_known]
        if not new:
            return
        devices = choose_devices(course, task.lesson, device).devices
        context = context_key(course, task.lesson, devices)
        with connected(address, min(jobs, len(new))) as client:
            for share, host, data in _results(client, new, task):
                result = read_result(BytesIO(data), course, f"What the worker on {host} sent")
                _require_like_here(host, result.context, (context, list(devices)))
                for key, report in result.reports.items():
                    kept.keep_report(key, report)
                for png in result.pictures:
                    keep_picture(course.figures(), png)
                yield from share


def _require_like_here(host: str, theirs: tuple[str, list[str], int], ours: Any) -> None:
    if theirs != (*ours, level := strongest_level().level):
        raise CourseError(
            f"The worker on {host} grades at isolation level {theirs[2]} on {theirs[1]}, and this "
            f"machine at level {level} on {ours[1]}, so its reports would not be found here. Run "
            "the command on a machine like the workers, or choose with --device."
        )


def grade_there(task: Task, notebooks: Sequence[bytes]) -> tuple[str, bytes]:
    """Grade notebooks on a worker; returns its host's name, and the file of a shard."""
    from distributed import get_worker

    with TemporaryDirectory(prefix="share-") as folder:
        submitted, output = Path(folder) / "submitted", Path(folder) / "result.zip"
        for number, data in enumerate(notebooks):
            path = submitted / f"{number:06}" / task.lesson / f"{task.lesson}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
        command = [Path(sys.executable).with_name("course"), "grade", task.lesson, submitted]
        done = subprocess.run(
            [*map(str, command), "--shard=1/1", f"--output={output}", "--jobs=1", *task.options],
            cwd=task.root if Path(task.root).is_dir() else None,
            env=os.environ | {"COURSE_RESULTS": f"{get_worker().local_directory}/results"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            preexec_fn=end_with_parent,
        )
        host = socket.gethostname()
        if not output.exists():
            said = done.stderr[-2000:].strip() or f"exit status {done.returncode}"
            raise EngineFault(f"The worker on {host} could not grade: {said}")
        return host, output.read_bytes()


def _results(
    client: Client, handins: Sequence[Handin], task: Task
) -> Iterator[tuple[Sequence[Handin], str, bytes]]:
    """What the workers send, as it comes; no more is sent ahead than they need."""
    from distributed import CancelledError, KilledWorker, as_completed
    from distributed.comm.core import CommClosedError

    shares = _shares(handins, _threads(client))
    sent: dict[Future[Any], Sequence[Handin]] = {}
    done = as_completed()
    while True:
        for share, notebooks in islice(shares, max(0, AHEAD * _threads(client) - done.count())):
            future = client.submit(grade_there, task, notebooks, pure=False, retries=RETRIES)
            sent[future] = share
            done.add(future)
        if done.is_empty():
            return
        future = next(done)
        try:
            host, data = future.result()
        except (KilledWorker, CancelledError, CommClosedError) as error:
            raise EngineFault(
                f"Workers were lost again and again, or the scheduler was ({error}). What was "
                "finished is saved; run the command again."
            ) from error
        yield sent.pop(future), host, data


def _threads(client: Client) -> int:
    return sum(client.nthreads().values()) or UNKNOWN_THREADS


def _shares(
    handins: Sequence[Handin], threads: int
) -> Iterator[tuple[Sequence[Handin], list[bytes]]]:
    """Parts of the submissions that can be read, and their bytes, read when they are needed."""
    most = max(ceil(len(handins) / threads / SHARES), min(SMALLEST, ceil(len(handins) / threads)))
    share: list[Handin] = []
    notebooks: list[bytes] = []
    for handin in handins:
        data, reason = read_bytes(handin.path)
        if reason:
            continue
        if len(share) >= min(most, LARGEST) or sum(map(len, notebooks)) + len(data) > MAX_BYTES:
            yield share, notebooks
            share, notebooks = [], []
        share.append(handin)
        notebooks.append(data)
    if share:
        yield share, notebooks


@contextmanager
def connected(address: str, workers: int) -> Iterator[Client]:
    """A client of the scheduler, or of a local cluster that ends with it.

    Raises:
        CourseError: Dask is not installed, nobody answers, or the address has no encryption.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise CourseError(
            "--dask needs Dask, which is not installed: pip install 'course-autograder[cluster]'."
        ) from error
    with dask.config.set(SETTINGS):
        if address == LOCAL:
            given = {"threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
            with LocalCluster(workers, security=True, **given) as cluster, Client(cluster) as local:
                yield local
            return
        _require_encryption(address)
        try:
            client = Client(address)
        except (OSError, ValueError, TypeError) as error:
            raise CourseError(f"There is no scheduler of Dask at {address}: {error}.") from error
        with client:
            yield client


def _require_encryption(address: str) -> None:
    import dask

    if address.startswith("tls://") or dask.config.get(NEEDED, None) is False:
        return
    raise CourseError(
        f"{address} has no encryption, and whoever reaches a scheduler runs code on all its "
        "workers: use tls:// (docs/cluster.md), or set Dask's distributed.comm.require-encryption "
        "to false in a network where you trust everybody."
    )
