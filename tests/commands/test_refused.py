"""What cannot be read, written or opened is one sentence, and costs nobody points."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.files import put
from tests.sandbox.test_isolation import NOBODY, another_users_python, run

from .commands import LESSON, course, hand_in, small_course

pytestmark = pytest.mark.slow
RIGHT = "def double(x):\n    return 2 * x"
# The command as another user, who prints its status, stdout and stderr.
SCRIPT = """
import contextlib, io, os, sys
os.chdir({folder!r})
os.environ["HOME"] = {folder!r}
os.environ["MPLCONFIGDIR"] = {folder!r}
sys.argv = ["course", *{arguments!r}]
from autograder.commands.app import main
sys.stderr = sys.stdout
try:
    main()
except SystemExit as end:
    print("status", end.code)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course, built, with three students."""
    folder = small_course(tmp_path_factory.mktemp("course"))
    for student in ("ada", "bob", "eve"):
        hand_in(folder, student, RIGHT)
    return folder


@pytest.fixture(scope="module")
def graded(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That course, graded."""
    folder = shutil.copytree(built, tmp_path_factory.mktemp("graded") / "course")
    assert course("grade", LESSON, cwd=folder).returncode == 0
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of the course, not graded."""
    return shutil.copytree(built, tmp_path / "course")


@pytest.fixture
def own_graded(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded course, in which bob has handed in again."""
    folder = shutil.copytree(graded, tmp_path / "course")
    hand_in(folder, "bob", "def double(x):\n    return x + x")
    return folder


@pytest.fixture
def nobodys(built: Path) -> Iterator[Path]:
    """A copy of the course that belongs to an ordinary user."""
    yield from belonging_to_nobody(built)


@pytest.fixture
def nobodys_graded(own_graded: Path) -> Iterator[Path]:
    """A copy of the graded one that belongs to an ordinary user."""
    yield from belonging_to_nobody(own_graded)


def belonging_to_nobody(course: Path) -> Iterator[Path]:
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    place = Path("/tmp") / f"course-of-nobody-{os.getpid()}"
    shutil.copytree(course, place)
    for path in (place, *place.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    yield place
    shutil.rmtree(place)


def as_nobody(folder: Path, *arguments: str) -> str:
    script = SCRIPT.format(folder=str(folder), arguments=arguments)
    said = run(script, interpreter=another_users_python(), user=NOBODY)
    assert "Traceback" not in said
    return said


def scores(folder: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {row.student_id: row.score for row in book.assignment_submissions(LESSON)}


def test_what_may_not_be_read_is_a_fault_and_keeps_the_score_of_before(
    nobodys_graded: Path,
) -> None:
    """A file, the folder that it is in, or the one of the student."""
    closed = {"ada": f"{LESSON}/{LESSON}.ipynb", "bob": LESSON, "eve": ""}
    for student, part in closed.items():
        (nobodys_graded / "submitted" / student / part).chmod(0)
    said = as_nobody(nobodys_graded, "grade", LESSON)
    assert "status 1" in said
    for student in closed:
        path = f"submitted/{student}/{LESSON}/{LESSON}.ipynb"
        assert f"{path} may not be read; make it readable" in said
    assert said.count("Not graded because of it: ") == 3
    assert scores(nobodys_graded) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


def test_what_may_not_be_read_is_graded_as_soon_as_it_may(nobodys: Path) -> None:
    notebook = nobodys / "submitted" / "bob" / LESSON / f"{LESSON}.ipynb"
    notebook.chmod(0)
    assert "Not graded because of it: bob." in as_nobody(nobodys, "grade", LESSON)
    assert scores(nobodys) == {"ada": 2.0, "eve": 2.0}
    assert not (nobodys / "autograded" / "bob").exists()
    notebook.chmod(0o644)
    assert "status 0" in as_nobody(nobodys, "grade", LESSON)
    assert scores(nobodys) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


@pytest.mark.parametrize(
    ("closed", "arguments", "status", "sentence"),
    [
        ("submitted", (), 1, "submitted may not be read; make it readable first"),
        ("gradebook.db", (), 1, "gradebook.db may not be written: make it and its folder writable"),
        ("autograded", (), 1, "autograded may not be written: make it and its folder writable"),
        (".results/logs", (), 1, "logs may not be written: make the course's folder writable"),
        ("out.json", ("--json", "out.json"), 2, "out.json may not be written; choose another"),
        (
            "submitted",
            ("--json", "submitted/o"),
            2,
            "submitted/o may not be written; choose another",
        ),
    ],
)
def test_what_may_not_be_written_is_refused_before_anything_is_graded(
    nobodys_graded: Path, closed: str, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    path = nobodys_graded / closed
    path.touch() if path.suffix else None
    path.chmod(0 if closed == "submitted" else 0o555 if path.is_dir() else 0o444)
    said = as_nobody(nobodys_graded, "grade", LESSON, *arguments)
    path.chmod(0o755)
    assert f"status {status}" in said
    assert sentence in said
    assert "✓" not in said, "nothing was graded"


def test_a_gradebook_that_is_in_use_is_waited_for_and_then_refused(own_graded: Path) -> None:
    own = own_graded
    with (own / "course_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = 'sqlite:///{own}/gradebook.db?timeout=1'\n")
    with closing(sqlite3.connect(own / "gradebook.db")) as base:
        base.execute("BEGIN EXCLUSIVE")
        done = course("grade", LESSON, cwd=own)
    assert done.returncode == 1
    assert "gradebook.db is in use by another program and did not become free" in done.stderr
    assert "Traceback" not in done.stderr
    assert course("grade", LESSON, cwd=own).returncode == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE alembic_version SET version_num = '167914646830'", "another version of nbgrader"),
        ("DROP TABLE alembic_version; ALTER TABLE grade DROP COLUMN extra_credit", "another vers"),
        ("", "gradebook.db is damaged or no gradebook"),
    ],
)
def test_an_old_or_damaged_gradebook_is_refused(
    own_graded: Path, change: str, sentence: str
) -> None:
    path = own_graded / "gradebook.db"
    if change:
        with closing(sqlite3.connect(path)) as base:
            base.executescript(change)
    else:
        path.write_text("Dear diary, " * 1000)
    done = course("grade", LESSON, cwd=own_graded)
    assert (done.returncode, done.stdout.count("✓")) == (1, 0)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_gradebook_whose_maker_was_killed_before_it_gave_it_a_version_is_taken(
    own_graded: Path,
) -> None:
    with closing(sqlite3.connect(own_graded / "gradebook.db")) as base:
        base.executescript("DROP TABLE alembic_version; DROP TABLE comment")
    assert course("grade", LESSON, cwd=own_graded).returncode == 0
    assert scores(own_graded) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


def test_a_full_disk_is_a_sentence(own: Path) -> None:
    done = course("grade", LESSON, "--json", "/dev/full", cwd=own)
    assert done.returncode == 1
    assert "/dev/full cannot be written: No space left on device." in done.stderr


def test_a_file_in_the_way_is_named(own: Path) -> None:
    (own / "collected").write_text("in the way")
    done = course("collect", LESSON, "submitted", cwd=own)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"course: {own}/collected cannot be used: File exists.")


def test_a_file_that_cannot_be_put_is_named_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "table.csv").mkdir()
    with pytest.raises(OSError, match=r"table\.csv'$"):
        put(tmp_path / "table.csv", "id,name")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_a_build_that_fails_leaves_the_release_in_place(own: Path) -> None:
    release = own / "release" / LESSON / f"{LESSON}.ipynb"
    before = release.read_bytes()
    source = own / "source" / LESSON / f"{LESSON}.py"
    source.write_text(source.read_text() + "\n# %%\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n")
    done = course("build", cwd=own)
    assert done.returncode == 2
    assert "BEGIN SOLUTION" in done.stderr
    assert release.read_bytes() == before
    assert not list(own.glob(".release-*"))


def test_one_students_submission_is_graded_into_the_gradebook_by_its_path(own: Path) -> None:
    for path in (
        "submitted/ada",
        f"submitted/bob/{LESSON}",
        f"submitted/eve/{LESSON}/{LESSON}.ipynb",
    ):
        done = course("grade", LESSON, path, cwd=own)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("2/2") == 2, "one student's exercise, and the score"
    assert scores(own) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}
    hand_in(own, "bob", "def double(x):\n    return x")
    assert course("grade", LESSON, "submitted/bob", cwd=own).returncode == 0
    assert scores(own) == {"ada": 2.0, "bob": 1.0, "eve": 2.0}
