"""The steps of the Containerfile, run in a private root of this host, and a grader that is nobody.

What a step would fetch is here already: pip and apt-get have stand-ins.
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

USER = 1000
LAY_OUT = HERE / "container.sh"
REFUSING = ["/opt/grader/bin/python", HERE / "refusing.py"]


def steps() -> tuple[list[str], dict[str, str]]:
    """The shell commands of the RUN lines, and the defaults of the build's arguments."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    words = [line.split(maxsplit=1) for line in lines if line]
    arguments = dict(rest.split("=", 1) for word, rest in words if word == "ARG")
    assert words[0][0] == "FROM"
    assert [rest for word, rest in words if word == "USER"] == ["grader"]
    return [rest for word, rest in words if word == "RUN"], arguments


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
