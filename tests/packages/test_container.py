"""The image of the Containerfile, and a grader in it that is nobody.

Where podman or docker runs, the image is built. Everywhere, its steps run in a private root of this
host: what they would fetch is here already, and pip and apt-get have stand-ins.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.commands import LESSON, ROOT, hand_in, small_course

from .test_gradescope import HERE, LEVELS, PACKAGES, PYTHON

pytestmark = pytest.mark.slow

USER, IMAGE = 1000, "localhost/course-grader:test"
LAY_OUT = HERE / "container.sh"
REFUSING = ["/opt/grader/bin/python", HERE / "refusing.py"]


def steps() -> tuple[list[str], dict[str, str]]:
    """The shell commands of the RUN lines, and the defaults of the build's arguments."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    words = [line.split(maxsplit=1) for line in lines if line]
    arguments = dict(rest.split("=", 1) for word, rest in words if word == "ARG")
    assert words[0][0] == "FROM"
    assert [rest for word, rest in words if word == "USER"] == [str(USER)]
    return [rest for word, rest in words if word == "RUN"], arguments


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def test_a_linter_finds_no_weak_place_in_it() -> None:
    done = run(Path(sys.executable).with_name("hadolint"), ROOT / "Containerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_an_engine_runs_it_builds_an_image_that_grades(tmp_path: Path) -> None:
    engines = (name for name in ("podman", "docker") if shutil.which(name))
    engine = next((name for name in engines if run(name, "info").returncode == 0), None)
    if not engine:
        pytest.skip("neither podman nor docker runs here")
    [base] = re.findall(r"^FROM (\S+)", (ROOT / "Containerfile").read_text(), re.MULTILINE)
    if run(engine, "image", "inspect", base).returncode and run(engine, "pull", base).returncode:
        pytest.skip(f"{engine} cannot fetch {base}")
    built = run(engine, "build", "--file", ROOT / "Containerfile", "--tag", IMAGE, ROOT)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    ours = small_course(tmp_path / "course")
    hand_in(ours, "ada", "def double(x):\n    return x + x")
    for path in (ours, *ours.rglob("*")):
        path.chmod(0o777)  # whoever the user 1000 of the container is out here
    done = run(engine, "run", "--rm", "--volume", f"{ours}:/course:Z", IMAGE, "grade", LESSON)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "isolation level" in done.stdout and "2/2" in done.stdout


def test_its_steps_make_a_grader_without_privileges_that_reaches_level_2(tmp_path: Path) -> None:
    if os.getuid() or not shutil.which("unshare"):
        pytest.skip("only root can make a private root in a mount namespace")
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this host refuses mount namespaces")
    if sys.executable == PYTHON:
        pytest.skip("the Python of these tests may be closed to other users than root")
    ours = small_course(tmp_path / "course")
    hand_in(ours, "ada", "def double(x):\n    return x + x")
    subprocess.run(["chown", "--recursive", f"{USER}:{USER}", ours], check=True)
    commands, arguments = steps()
    (tmp_path / "steps.sh").write_text("\n".join(f"({each}\n)" for each in commands))
    grade = [*REFUSING, LEVELS[2], "course", "grade", LESSON]
    done = subprocess.run(
        ["unshare", "--mount", "bash", LAY_OUT, tmp_path, ROOT, str(USER), *map(str, grade)],
        env={
            **os.environ,
            **arguments,
            "PYTHON": PYTHON,
            "PACKAGES": "\n".join([*PACKAGES, str(ROOT)]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "isolation level 2" in done.stdout and "2/2" in done.stdout
