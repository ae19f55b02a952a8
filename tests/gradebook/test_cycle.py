"""nbgrader's whole cycle: an instructor, and two students who are other users of the machine."""

from __future__ import annotations

import csv
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import warm
from tests.sandbox.test_isolation import another_users_python

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SmallCourse

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.getuid() != 0, reason="only root can act as two students"),
]

ADA, BOB = "nobody", "daemon"  # users that every system has
COMMANDS = """
import json, os, sys
from nbgrader.apps import NbGraderApp
for command in json.loads(sys.argv[1]):  # each in a process of its own
    if not (child := os.fork()):
        sys.argv = ["nbgrader", *command]
        sys.exit(NbGraderApp.launch_instance())
    if status := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(f"{command} ended with {status}")
"""
ZIPPED = r".*/(?P<student_id>\w+)-(?P<file_id>\w+)\.ipynb"


class Place:
    """A folder that all users may enter, with the exchange and a home for each person."""

    def __init__(self, folder: Path, template: SmallCourse) -> None:
        folder.chmod(0o755)
        self.exchange = folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        self.small = SmallCourse(folder / "course", template.template)
        shutil.copytree(template.root, self.small.root)
        for user in (ADA, BOB):
            home = folder / user
            home.mkdir()
            shutil.chown(home, user)
        self.folder, self.python = folder, another_users_python()

    def instructor(self, *commands: list[str]) -> str:
        said = ""
        for command in commands:
            done = warm.run(
                "nbgrader", *command, *self._where(), cwd=self.small.root, HOME=str(self.small.root)
            )
            assert done.returncode == 0, done.stdout + done.stderr
            said += done.stdout + done.stderr
        return said

    def student(self, user: str, *commands: list[str]) -> str:
        home = self.folder / user
        packages = [entry for entry in sys.path if entry.endswith("-packages")]
        done = subprocess.run(
            [
                *(self.python, "-c", COMMANDS),
                json.dumps([[*command, *self._where()] for command in commands]),
            ],
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": ":".join(packages)},
            user=user,
            group=pwd.getpwnam(user).pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def _where(self) -> list[str]:
        return ["--course=course", f"--Exchange.root={self.exchange}"]

    def answer(self, user: str, **answers: str) -> None:
        """A student fills in the notebook that was fetched, and renames it."""
        folder = self.folder / user / LESSON
        document = json.loads((folder / f"{LESSON}.ipynb").read_text())
        for cell in document["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        (folder / f"{LESSON}.ipynb").rename(folder / f"{user}.ipynb")
        (folder / f"{user}.ipynb").write_text(json.dumps(document))


@pytest.fixture
def place(template: SmallCourse) -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="cycle-"))
    yield Place(folder, template)
    shutil.rmtree(folder)


def test_a_term_with_nbgraders_own_commands(place: Place) -> None:
    small = place.small
    place.instructor(["generate_assignment", LESSON, "--force"], ["release_assignment", LESSON])
    for user in (ADA, BOB):
        assert LESSON in place.student(user, ["list"], ["fetch_assignment", LESSON])
    place.answer(ADA, double=DOUBLE, Counter=COUNTER, halves="Halving.")
    place.answer(BOB, double=HALF)
    for user in (ADA, BOB):
        place.student(user, ["submit", LESSON])
    said = place.instructor(["list", "--inbound"], ["collect", LESSON], ["autograde", LESSON])
    assert f"{ADA}: 4.5 of 4.5 points" in said and f"{BOB}: 1 of 4.5 points" in said
    with small.gradebook() as book:
        grade = book.find_grade("halves", LESSON, LESSON, ADA)
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.find_comment("halves", LESSON, LESSON, ADA).manual_comment = "Well said."
        book.db.commit()
    place.instructor(
        ["autograde", LESSON, "--force"],
        ["generate_feedback", LESSON],
        ["release_feedback", LESSON],
    )
    for user, points in ((ADA, "2.5 of 3 points"), (BOB, "1 of 2.5 points")):
        place.student(user, ["fetch_feedback", LESSON])
        [page] = (place.folder / user / LESSON / "feedback").rglob("*.html")
        assert points in page.read_text()
        assert ("Well said." in page.read_text()) == (user == ADA)

    archive = small.root / "downloaded" / LESSON / "archive" / "all.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(f"eve-{LESSON}.ipynb", json.dumps(small.notebook(double=DOUBLE)))
    place.instructor(
        ["zip_collect", LESSON, f"--FileNameCollectorPlugin.named_regexp={ZIPPED}"],
        ["autograde", LESSON],
        ["export", "--to=grades.csv"],
        ["db", "student", "list"],
    )
    with (small.root / "grades.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {ADA: 7.0, BOB: 1.0, "eve": 2.5}
