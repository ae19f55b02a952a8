"""A class that many machines grade, in shards or as workers of Dask, gets what one run gives."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from autograder.sandbox import strongest_level

from .commands import LESSON, PROGRAM, ROOT, course
from .test_nothing_lost import outcome, own, prepared, undisturbed

__all__ = ["own", "prepared", "undisturbed"]  # fixtures

pytestmark = pytest.mark.slow

SHARDS = 3
REFUSING = ROOT / "tests" / "packages" / "refusing.py"


@pytest.fixture(scope="module")
def files(
    prepared: Path, undisturbed: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The files of three shards, balanced by times, each graded in a copy of the course."""
    made, cut = [], ("--times", undisturbed / "before.json")
    for number in range(1, SHARDS + 1):
        folder = tmp_path_factory.mktemp("machine") / "course"
        shutil.copytree(prepared, folder, ignore=shutil.ignore_patterns(".results"))
        made.append(folder / f"shard_{number}.zip")
        shard = f"{number}/{SHARDS}"
        done = course("grade", LESSON, "--shard", shard, *cut, "--output", made[-1], cwd=folder)
        assert done.returncode == 0, done.stderr
        assert f" submissions of shard {shard}" in done.stdout
        assert not (folder / "autograded").exists()
    return made


def reports(file: Path) -> list[dict[str, object]]:
    found = json.loads(file.read_text())["reports"]
    return [{**report, "seconds": 0} for report in found]


def test_merged_shards_give_what_one_run_gives(
    own: Path, undisturbed: Path, files: list[Path]
) -> None:
    for _ in range(2):  # it can be run again
        done = course("merge", *reversed(files), "--json", "merged.json", cwd=own)
        assert done.returncode == 0, done.stderr
        assert outcome(own) == outcome(undisturbed)
    merged, before = reports(own / "merged.json"), reports(undisturbed / "before.json")
    assert len(merged) == 15 and "00_right   ✓ 2/2" in done.stdout
    for one, other in zip(merged, before, strict=True):
        assert {**one, "path": ""} == {**other, "path": ""}


def changed(file: Path, target: Path, member: str, old: bytes, new: bytes) -> Path:
    """A copy of the archive in which a part of a member is another."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            copy.writestr(info, data.replace(old, new) if info.filename == member else data)
    return target


def refused(folder: Path, *files: Path) -> str:
    """What is said when files cannot be merged; nothing may be entered."""
    done = course("merge", *files, cwd=folder)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert not (folder / "autograded").exists() and done.stderr.count("\n") == 2
    return done.stderr


def test_what_cannot_be_merged_is_refused_in_a_sentence(
    own: Path, files: list[Path], tmp_path: Path
) -> None:
    first, second, third = files
    assert "these are missing: 2" in refused(own, first, third)
    assert f"are both shard 2/{SHARDS}" in refused(own, first, second, third, second)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(first.read_bytes()[:500])
    assert "is no result of a shard, or is damaged" in refused(own, cut, second, third)
    forged = changed(first, tmp_path / "forged.zip", "reports.json", b'"score": ', b'"score": 1')
    assert "or was changed since" in refused(own, forged, second, third)
    other = changed(first, tmp_path / "other.zip", "about.json", b'"level": ', b'"level":  ')
    assert "or was changed since" in refused(own, other, second, third)
    old = changed(first, tmp_path / "old.zip", "about.json", b'"version": 2', b'"version": 1')
    assert "(version 1; this engine reads 2)" in refused(own, old, second, third)
    odd = tmp_path / "odd.zip"
    shutil.copy(first, odd)
    with zipfile.ZipFile(odd, "a") as archive:
        archive.writestr("../../evil.py", "print()")
    assert "unexpected content" in refused(own, odd, second, third)


def test_shards_of_another_grader_or_of_other_notebooks_are_refused(
    own: Path, files: list[Path]
) -> None:
    notebook = next(own.glob("submitted/*/*/*.ipynb"))
    text = notebook.read_text()
    notebook.write_text(text + " ")
    assert "1 of 15 submissions are in no shard" in refused(own, *files)
    notebook.write_text(text)
    hidden = next(own.glob("graders/*/test_*.py"))
    hidden.write_text(hidden.read_text() + "\n# changed\n")
    assert "was graded with other hidden tests" in refused(own, *files)


def shares(run: psutil.Popen) -> list[psutil.Process]:
    """The commands that grade on the workers of a local cluster of Dask."""
    found = []
    for process in run.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "--shard=1/1" in process.cmdline():
                found.append(process)
    return found


def test_workers_of_dask_give_what_one_run_gives_although_one_is_killed(
    own: Path, undisturbed: Path
) -> None:
    command = [PROGRAM, "grade", LESSON, "--dask", "local", "--jobs", "2"]
    with psutil.Popen(command, cwd=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        while run.poll() is None and not shares(run):
            time.sleep(0.02)
        [lost, *_] = shares(run)
        lost.parent().kill()
        printed = run.stdout.read().decode()
    assert run.returncode == 0, printed
    assert not lost.is_running(), "a share goes on although its worker is gone"
    assert outcome(own) == outcome(undisturbed)
    log = next(own.glob(".results/logs/*.log")).read_text()
    assert "graded " not in log, "the workers have graded nothing"


# A scheduler with one worker, in a process that may make no namespaces: it grades at level 2.
WEAK = """
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=1, processes=False, dashboard_address=None, protocol="tcp") as own:
        print(own.scheduler_address, flush=True)
        input()
"""


def test_a_worker_that_isolates_less_is_refused(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if strongest_level().level < 3:
        pytest.skip("this machine isolates no more than the weak worker")
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION", "False")
    command = [sys.executable, REFUSING, "unshare,setns", sys.executable, "-c", WEAK]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as cluster:
        assert cluster.stdin and cluster.stdout
        address = cluster.stdout.readline().strip()
        notebook = next(own.glob("submitted/*/*/*.ipynb"))
        done = course("grade", LESSON, notebook, "--dask", address, "--json", "out.json", cwd=own)
        cluster.stdin.close()
    assert done.returncode == 2 and "grades at isolation level 2 on ['cpu']" in done.stderr
    assert "this machine at level 3" in done.stderr and not (own / "out.json").exists()


def test_a_scheduler_without_encryption_is_refused(own: Path) -> None:
    done = course("grade", LESSON, "--dask", "tcp://127.0.0.1:8786", cwd=own)
    assert done.returncode == 2 and "has no encryption" in done.stderr
    done = course("grade", LESSON, "--dask", "tls://127.0.0.1:8786", cwd=own)
    assert done.returncode == 2 and "There is no scheduler of Dask at" in done.stderr
    assert done.stderr.count("\n") == 2
