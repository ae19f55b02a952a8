"""Running the `course` command, and a small course of one's own to run it on."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from autograder.authoring import init_course
from tests import warm

ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).with_name("course"))
LESSON = "first_steps"  # the one of a new course


def course(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return warm.run("course", *arguments, cwd=cwd)


def small_course(folder: Path) -> Path:
    """A new course, built."""
    return shutil.copytree(_built(), folder, dirs_exist_ok=True)


@cache
def _built() -> Path:
    """Built once in each process of the tests."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    init_course(folder)
    assert course("build", cwd=folder).returncode == 0
    return folder


def hand_in(folder: Path, student: str, answer: str, home: Path | None = None) -> Path:
    """The release with its stub replaced, handed in by a student; of the course in `home`."""
    document = json.loads(((home or folder) / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    for cell in document["cells"]:
        if cell["id"] == "double":
            cell["source"] = answer
    path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
