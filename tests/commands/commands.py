"""Running the `course` command, and a small course of one's own to run it on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).with_name("course"))
LESSON = "small_steps"


def course(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def empty_course(folder: Path) -> Path:
    """A course with this repository's configuration, and no lesson."""
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def small_course(folder: Path) -> Path:
    """A course with the one lesson that `course new` writes, listed and built."""
    empty_course(folder)
    assert course("new", LESSON, cwd=folder).returncode == 0
    config = folder / "course_config.py"
    text = config.read_text()
    listed = text[text.index("c.Course.lessons") :].split("]")[0] + "]"
    config.write_text(text.replace(listed, f'c.Course.lessons = ["{LESSON}"]'))
    assert course("build", cwd=folder).returncode == 0
    return folder


def hand_in(folder: Path, student: str, answer: str) -> Path:
    """The release with its stub replaced, handed in by a student."""
    document = json.loads((folder / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    for cell in document["cells"]:
        if cell["id"] == "double":
            cell["source"] = answer
    path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
