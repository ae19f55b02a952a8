"""The gradebook on a PostgreSQL server, as Debian packages it, on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.commands.commands import PROGRAM, course

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


class Server:
    """A server in a folder of its own, which refuses to run as root."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tools, self.port = folder, programs(), free_port()
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        shutil.chown(folder, self.user)
        self.run("initdb", "-D", "data", "-A", "trust", "-U", "grader", "--no-sync")

    def run(self, tool: str, *arguments: str) -> None:
        command = [str(self.tools / tool), *arguments]
        subprocess.run(
            command,
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self.run("pg_ctl", "-D", "data", "-o", options, "-l", "log", "-w", "start")

    def stop(self, how: str) -> None:
        self.run("pg_ctl", "-D", "data", "-m", how, "-w", "stop")

    def kill(self) -> None:
        """End it as a power cut does, and wait for the processes that it leaves behind."""
        first = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        of_it = [first, *map(int, subprocess.check_output(["pgrep", "-P", str(first)]).split())]
        for process in of_it:
            os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in of_it):
            time.sleep(0.01)

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "grader", name)
        return f"postgresql+psycopg://grader@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = Server(folder)
        server.start()
        yield server
        server.stop("fast")
    finally:
        shutil.rmtree(folder)


def use(small: SmallCourse, address: str) -> None:
    with (small.root / "course_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {address!r}\n")


def scores(address: str) -> dict[str, tuple[float, float]]:
    """By student, the score and what is taken off it."""
    with Gradebook(address) as book:
        return {
            row.student_id: (row.score, row.notebooks[0].late_submission_penalty or 0.0)
            for row in book.assignment_submissions(LESSON)
        }


def begin(small: SmallCourse) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PROGRAM, "grade", LESSON], cwd=small.root, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def stopped_in_the_middle(small: SmallCourse, address: str) -> Iterator[subprocess.Popen[str]]:
    """A run of `course grade` that waits while it writes a student's grades."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as holder:
        holder.execute(text("LOCK TABLE grade IN EXCLUSIVE MODE"))  # may be read meanwhile
        run = begin(small)
        while not holder.scalar(waiting):
            assert run.poll() is None
            time.sleep(0.01)
        yield run
        holder.invalidate()  # the server may be gone


def test_a_class_is_graded_graded_again_by_hand_and_given_feedback(
    small: SmallCourse, server: Server
) -> None:
    use(small, address := server.database("one"))
    with (small.root / "course_config.py").open("a") as file:
        file.write(f"c.Course.deadlines = {{{LESSON!r}: '2030-01-31 12:00 UTC'}}\n")
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    small.hand_in("ada", small.notebook(double=DOUBLE, Counter=COUNTER, halves="Halving."))
    small.hand_in("bob", small.notebook(double=DOUBLE), "2030-01-31 13:00 UTC")
    (small.root / "students.csv").write_text(f"id,extension:{LESSON}\neve,2030-02-01 12:00 UTC\n")
    small.hand_in("eve", small.notebook(double=DOUBLE), "2030-01-31 13:00 UTC")

    for _ in range(2):
        done = course("grade", LESSON, cwd=small.root)
        assert done.returncode == 0, done.stderr
        assert scores(address) == {"ada": (4.5, 0.0), "bob": (2.5, 2.5), "eve": (2.5, 0.0)}

    with Gradebook(address) as book:
        grade = book.find_grade("halves", LESSON, LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    small.hand_in("ada", small.notebook(double=HALF, Counter=COUNTER, halves="Halving."))
    done = course("feedback", LESSON, cwd=small.root)
    assert done.returncode == 0, done.stderr
    assert scores(address)["ada"] == (6.0, 0.0)
    assert "3 of 3 points" in small.feedback("ada")

    small.hand_in("bob", small.notebook(double=HALF), "2030-01-31 11:00 UTC")
    assert (done := small.nbgrader("autograde", LESSON, "--force")).returncode == 0, done.stderr
    assert scores(address)["bob"] == (1.0, 0.0)
    assert "Traceback" not in done.stderr


def test_graders_at_once_and_a_killed_grader_or_server_lose_nothing(
    small: SmallCourse, server: Server, tmp_path: Path
) -> None:
    address = server.database("two")
    use(small, address)
    other = SmallCourse(shutil.copytree(small.root, tmp_path / "other"), small.template)
    right, half = small.notebook(double=DOUBLE, halves="Halving."), small.notebook(double=HALF)
    for course_of_one, students in ((small, ("ada", "bob", "cy")), (other, ("bob", "cy", "dan"))):
        for student in students:
            course_of_one.hand_in(student, right)
    ended = [run.communicate()[1] for run in (begin(small), begin(other))]
    assert ended == ["", ""], "two graders, a new gradebook, the same students: no complaint"
    assert scores(address) == dict.fromkeys(("ada", "bob", "cy", "dan"), (2.5, 0.0))

    with Gradebook(address) as book:
        grade = book.find_grade("halves", LESSON, LESSON, "bob")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.find_comment("halves", LESSON, LESSON, "bob").manual_comment = "Good."
        book.db.commit()
    for student in ("ada", "bob", "cy"):
        small.hand_in(student, half)
    with stopped_in_the_middle(small, address) as run:
        run.kill()
        run.communicate()
    with stopped_in_the_middle(small, address) as run:
        server.kill()
        said = run.communicate(timeout=120)[1]
    assert run.returncode == 1 and "Traceback" not in said
    server.start()
    assert (done := course("grade", LESSON, cwd=small.root)).returncode == 0, done.stderr
    assert scores(address) == {
        "ada": (1.0, 0.0),
        "bob": (4.0, 0.0),
        "cy": (1.0, 0.0),
        "dan": (2.5, 0.0),
    }
    with Gradebook(address) as book:
        assert book.find_comment("halves", LESSON, LESSON, "bob").comment == "Good."
        assert len(book.find_submission(LESSON, "bob").notebooks[0].grades) == 3


def test_a_server_that_does_not_answer_is_a_sentence(small: SmallCourse) -> None:
    use(small, f"postgresql+psycopg://grader@127.0.0.1:{free_port()}/nbgrader")
    small.hand_in("ada", small.notebook(double=DOUBLE))
    done = course("grade", LESSON, cwd=small.root)
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
    assert "Traceback" not in done.stderr
