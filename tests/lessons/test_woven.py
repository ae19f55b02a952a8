"""The woven notebooks, as saved, come out the same when they are executed again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import load_course

COURSE = load_course(Path(__file__).parent)


@pytest.mark.parametrize("lesson", COURSE.lessons)
def test_the_saved_outputs_are_what_the_lesson_gives(lesson: str, tmp_path: Path) -> None:
    notebook = shutil.copy(COURSE.solved_notebook(lesson), tmp_path)  # films land beside it
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *("--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"),
        f"--nbval-sanitize-with={Path(__file__).with_name('sanitize.cfg')}",
        str(notebook),
    ]
    done = subprocess.run(command, cwd=COURSE.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
