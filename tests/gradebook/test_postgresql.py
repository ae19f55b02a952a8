"""The gradebook on a PostgreSQL server, as Debian packages it, on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.commands.commands import course

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SmallCourse

pytestmark = pytest.mark.slow


def programs() -> Path:
    """The newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("Debian's package postgresql is not installed")
    return found[-1].parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database; the server refuses to run as root."""
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder, tools, port = Path(tempfile.mkdtemp(prefix="pg-")), programs(), free_port()
    shutil.chown(folder, user)

    def run(*command: str | Path) -> None:
        subprocess.run(
            command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=120
        )

    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    data = folder / "data"
    try:
        run(tools / "initdb", "-D", data, "-A", "trust", "-U", "grader", "--no-sync")
        run(tools / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        run(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "grader", "nbgrader")
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/nbgrader"
        run(tools / "pg_ctl", "-D", data, "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder)


def test_a_class_is_graded_graded_again_by_hand_and_given_feedback(
    small: SmallCourse, server: str
) -> None:
    with (small.root / "course_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
        file.write(f"c.Course.deadlines = {{{LESSON!r}: '2030-01-31 12:00 UTC'}}\n")
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    small.hand_in("ada", small.notebook(double=DOUBLE, Counter=COUNTER, halves="Halving."))
    small.hand_in("bob", small.notebook(double=DOUBLE), "2030-01-31 13:00 UTC")
    (small.root / "students.csv").write_text(f"id,extension:{LESSON}\neve,2030-02-01 12:00 UTC\n")
    small.hand_in("eve", small.notebook(double=DOUBLE), "2030-01-31 13:00 UTC")

    def scores() -> dict[str, tuple[float, float]]:
        with Gradebook(server) as book:
            return {
                row.student_id: (row.score, row.notebooks[0].late_submission_penalty or 0.0)
                for row in book.assignment_submissions(LESSON)
            }

    for _ in range(2):
        done = course("grade", LESSON, cwd=small.root)
        assert done.returncode == 0, done.stderr
        assert scores() == {"ada": (4.5, 0.0), "bob": (2.5, 2.5), "eve": (2.5, 0.0)}

    with Gradebook(server) as book:
        grade = book.find_grade("halves", LESSON, LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    small.hand_in("ada", small.notebook(double=HALF, Counter=COUNTER, halves="Halving."))
    done = course("feedback", LESSON, cwd=small.root)
    assert done.returncode == 0, done.stderr
    assert scores()["ada"] == (6.0, 0.0)
    assert "3 of 3 points" in small.feedback("ada")

    small.hand_in("bob", small.notebook(double=HALF), "2030-01-31 11:00 UTC")
    assert (done := small.nbgrader("autograde", LESSON, "--force")).returncode == 0, done.stderr
    assert scores()["bob"] == (1.0, 0.0)
    assert "Traceback" not in done.stderr


def test_a_server_that_does_not_answer_is_a_sentence(small: SmallCourse) -> None:
    with (small.root / "course_config.py").open("a") as file:
        address = f"postgresql+psycopg://grader@127.0.0.1:{free_port()}/nbgrader"
        file.write(f"c.CourseDirectory.db_url = {address!r}\n")
    small.hand_in("ada", small.notebook(double=DOUBLE))
    done = course("grade", LESSON, cwd=small.root)
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
    assert "Traceback" not in done.stderr
