"""`course grade` itself: the batch goes on, and an isolation level that is too low is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.test_isolation import NO_LANDLOCK, NO_NAMESPACES

from .world import HONEST, LESSON, World

COMMAND = "import sys\nfrom autograder.commands.app import main\nsys.argv[0] = 'course'\nmain()\n"


@pytest.fixture
def own(world: World, tmp_path: Path) -> World:
    """A copy of the course with nothing handed in."""
    shutil.copytree(world.root, tmp_path / "course", ignore=lambda *_: ["submitted", ".results"])
    return World(tmp_path / "course", world.port, world.abstract)


def grade(own: World, *arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, after some lines that weaken the host."""
    return subprocess.run(
        [sys.executable, "-c", before + COMMAND, "grade", LESSON, *arguments],
        cwd=own.root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_batch_of_odd_files_is_graded_to_the_end(own: World, tmp_path: Path) -> None:
    first = own.hand_in("a_honest", own.notebook(HONEST))
    for name in ("b_link", "c_pipe", "d_endless", "e_archive", "=cmd('x')", "<b>bold<b>\n"):
        own.place(name).parent.mkdir(parents=True)
    own.place("b_link").symlink_to(first)
    os.mkfifo(own.place("c_pipe"))
    own.place("d_endless").symlink_to("/dev/zero")
    own.place("e_archive").write_bytes(b"PK\x03\x04" + bytes(1000))
    for name in ("=cmd('x')", "<b>bold<b>\n", "z_honest"):
        own.hand_in(name, own.notebook(HONEST))
    for _ in range(2):  # the second time from what is kept
        done = grade(own, "--json", str(tmp_path / "reports.json"), "--jobs", "2")
        assert done.returncode == 0, done.stderr
        reports = json.loads((tmp_path / "reports.json").read_text())["reports"]
        assert {report["student"]: report["score"] for report in reports} == {
            "a_honest": 4.0,
            "b_link": 0.0,
            "c_pipe": 0.0,
            "d_endless": 0.0,
            "e_archive": 0.0,
            "=cmd('x')": 4.0,
            r"<b>bold<b>\n": 4.0,  # as it can be written anywhere
            "z_honest": 4.0,
        }
    assert "sandbox: isolation level" in done.stdout


BUSY = """
import os

began = []


def double(x):
    crowd = 0 if began else 28
    began.append(x)
    for _ in range(crowd):
        if os.fork() == 0:
            try:
                os.setsid()
            finally:
                while True:
                    pass
    while True:
        pass
"""
SLOW = """
import time


def double(x):
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass
    return 2 * x
"""


def test_a_neighbour_that_crowds_the_cores_costs_no_points(own: World, tmp_path: Path) -> None:
    settings = own.root / "course_config.py"
    settings.write_text(settings.read_text() + "\nc.Course.limits |= {'call_seconds': 1.0}\n")
    for number in range(2):
        own.hand_in(f"a_busy_{number}", own.notebook(BUSY))
        own.hand_in(f"b_slow_{number}", own.notebook(SLOW))
    done = grade(own, "--json", str(tmp_path / "reports.json"), "--jobs", "2")
    assert done.returncode == 0, done.stderr
    reports = json.loads((tmp_path / "reports.json").read_text())["reports"]
    assert {report["student"]: report["score"] for report in reports} == {
        "a_busy_0": 1.0, "a_busy_1": 1.0, "b_slow_0": 4.0, "b_slow_1": 4.0,
    }  # fmt: skip


def test_a_level_below_the_courses_minimum_is_refused_unless_allowed(own: World) -> None:
    settings = own.root / "course_config.py"
    settings.write_text(settings.read_text() + "\nc.Course.minimum_level = 2\n")
    for student in ("ada", "bob"):
        own.hand_in(student, own.notebook(HONEST))
    weaken = NO_NAMESPACES + NO_LANDLOCK
    refused = grade(own, "--jobs", "2", before=weaken)
    assert refused.returncode == 1
    assert "level 1, but the course requires level 2" in refused.stderr
    assert "--allow-weak-sandbox" in refused.stderr
    allowed = grade(own, "--jobs", "2", "--allow-weak-sandbox", before=weaken)
    assert allowed.returncode == 0, allowed.stderr
    assert "sandbox: isolation level 1" in allowed.stdout
    assert "4/4" in allowed.stdout
