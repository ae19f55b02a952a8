"""A dry run says what would be written, and writes nothing into the course."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring import init_course, new_lesson
from autograder.batch import Jobs, write_kubernetes, write_slurm
from autograder.course import load_course
from autograder.report import Report, dumps

from .commands import LESSON, course, hand_in, small_course

RUNS = (
    ("build",),
    ("package", "gradescope", LESSON),
    ("collect", LESSON, "in"),
    ("grade", LESSON),
    ("convert", "reports.json", "--format", "junit", "--output", "junit.xml"),
)


def content(folder: Path) -> dict[str, bytes]:
    """All files of a course but its log and its caches."""
    found = (path for path in folder.rglob("*") if path.is_file())
    kept = (path.relative_to(folder) for path in found)
    return {
        str(path): (folder / path).read_bytes()
        for path in kept
        if not {".results", "__pycache__"} & set(path.parts)
    }


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path: Path) -> None:
    own = small_course(tmp_path / "course")
    hand_in(own, "ada", "def double(x):\n    return 2 * x")
    (own / "release" / LESSON / f"{LESSON}.ipynb").unlink()
    (own / "in").mkdir()
    (own / "in" / "ben.html").write_text("<html>")
    report = Report(LESSON, "ada", "ada.ipynb", "ab" * 32, 0.0, 2.0, (), (), 1.0, level=2)
    (own / "reports.json").write_text(dumps([report]))
    before = content(own)
    for run in RUNS:
        said = tmp_path / "said.json"
        done = course(*run, "--dry-run", "--json", said, cwd=own)
        assert done.returncode == (run[0] == "collect"), (run, done.stderr)
        assert "would" in done.stdout, run
        assert json.loads(said.read_text())["version"] == 1
        assert content(own) == before, run


def test_what_a_course_would_be_started_with_is_what_it_is_started_with(tmp_path: Path) -> None:
    foreseen = init_course(tmp_path / "course", is_dry=True)
    assert not (tmp_path / "course").exists()
    (tmp_path / "course").mkdir()
    assert init_course(tmp_path / "course") == foreseen
    assert not any(init_course(tmp_path / "course", is_dry=True).values())


def test_a_new_lesson_and_the_jobs_of_a_cluster_are_foreseen(tmp_path: Path) -> None:
    init_course(tmp_path)
    own = load_course(tmp_path)
    before = content(tmp_path)
    files = new_lesson(own, "another", is_dry=True)
    jobs = Jobs(tmp_path / "cluster", tmp_path, LESSON, [], shards=2, cpus=1)
    scripts = [*write_slurm(jobs, is_dry=True), *write_kubernetes(jobs, is_dry=True)]
    assert content(tmp_path) == before
    assert new_lesson(own, "another") == files
    assert [*write_slurm(jobs), *write_kubernetes(jobs)] == scripts
    assert all(path.is_file() for path in (*files, *scripts))
