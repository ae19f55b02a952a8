"""What a grader looks at when it starts: the course, and nothing that happens to lie around it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring import init_course

pytestmark = pytest.mark.slow

LISTED = """
import os, sys
from pathlib import Path

root = Path(sys.argv[1])
listed = set()

def watch(event, arguments):
    if event in ("os.listdir", "os.scandir") and isinstance(arguments[0], (str, Path)):
        listed.add(os.path.abspath(arguments[0]))

from autograder.course import load_course
from autograder.grading import Grader
from autograder.notebooks import read_lesson

course = load_course(root)
sys.addaudithook(watch)
with Grader(course, read_lesson(course.source("first_steps"))):
    print(*sorted(listed & set(map(str, root.parents))), sep="\\n")
    print("listed:", len(listed))
"""


def test_no_folder_above_a_course_is_listed(tmp_path: Path) -> None:
    init_course(tmp_path / "course")
    done = subprocess.run(
        [sys.executable, "-c", LISTED, str(tmp_path / "course")],
        capture_output=True,
        text=True,
        check=True,
    )
    above, _, number = done.stdout.rpartition("listed: ")
    assert int(number) > 0
    assert above.strip() == ""
