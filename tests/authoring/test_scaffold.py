"""What `course init` and `course new` write, and what they leave alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring import init_course, list_lesson, new_lesson
from autograder.course import load_course
from autograder.errors import CourseError
from autograder.grading import read_rubric

ROOT = Path(__file__).parents[2]
LOAD = 'load_subconfig("course_config.py")'


def texts(folder: Path, paths: object) -> dict[str, str]:
    return {str(path): (folder / str(path)).read_text() for path in paths}  # type: ignore[attr-defined]


def test_what_exists_is_kept_and_said(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("all:\n")
    first = init_course(tmp_path)
    assert [str(path) for path, written in first.items() if not written] == ["Makefile"]
    before = texts(tmp_path, first)
    assert before["Makefile"] == "all:\n"
    assert not any(init_course(tmp_path).values())
    assert texts(tmp_path, first) == before


def test_a_first_lesson_that_was_removed_does_not_come_back(tmp_path: Path) -> None:
    init_course(tmp_path, "small")
    course = load_course(tmp_path)
    settings = tmp_path / "course_config.py"
    settings.write_text(settings.read_text().replace('    "small",\n', ""))
    course.source("small").unlink()
    init_course(tmp_path, "small")
    assert not course.source("small").exists()


def test_a_folder_that_nbgrader_is_set_up_in_already_needs_one_more_line(tmp_path: Path) -> None:
    theirs = tmp_path / "nbgrader_config.py"
    theirs.write_text("c = get_config()\nc.ClearSolutions.code_stub = {}\n")
    with pytest.raises(CourseError, match=r"was not changed; add the line load_subconfig"):
        init_course(tmp_path)
    theirs.write_text(f"{theirs.read_text()}{LOAD}\n")
    assert init_course(tmp_path)[Path("source/first_steps/first_steps.py")]
    course = load_course(tmp_path)
    assert course.nbgrader.ClearSolutions.code_stub == {}
    assert read_rubric(course.grader("first_steps")).exercises == ("double",)


def test_all_that_is_written_keeps_the_rules_of_this_repository(tmp_path: Path) -> None:
    init_course(tmp_path / "An odd name, 1")
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), "."],
            cwd=tmp_path / "An odd name, 1",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


WRITTEN = """
.gradebook.lock .results/results.db .release-x/small.ipynb autograded/ada/small/small.ipynb
cluster/small.sh collected/small.json downloaded/small/archive/small.zip feedback/ada/small/p.html
feedback_report_small.html gradebook.db grades.csv gradescope_small.zip out.json out.xml
release/small/film.mp4 report_small.html similar_small.html small_canvas.csv small_csv.csv
small_feedback.zip small_moodle.csv source/small/film.mp4 source/small/small.ipynb students.csv
submissions.zip submitted/ada/small/small.ipynb worksheet.csv
"""
KEPT = """
.github/workflows/grade.yml graders/small/data.json release/small/small.ipynb repositories.csv
solutions/small.ipynb source/small/data.csv source/small/small.py
"""


@pytest.mark.parametrize("whose", ["a new course", "this repository"])
def test_git_overlooks_what_commands_write_and_nothing_else(tmp_path: Path, whose: str) -> None:
    if whose == "a new course":
        init_course(tmp_path)
    else:
        (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    done = subprocess.run(
        ["git", "check-ignore", *f"{WRITTEN}{KEPT}".split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == WRITTEN.split()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "graders").write_text("a file in the way")
    with pytest.raises(CourseError, match=r"graders/.* cannot be written: "):
        init_course(tmp_path)


LISTS = {
    '["a"]': '["a", "b"]',
    "[]": '["b"]',
    '[\n    "a",  # the first\n]': '[\n    "a",  # the first\n    "b",\n]',
    '[\n    "a",\n    # the last\n    ]': '[\n    "a",\n    # the last\n    "b",\n    ]',
    '["ä",\n "a"]': '["ä",\n "a", "b"]',
    "[]\n# [": '["b"]\n# [',
    '["a"]\nc.Course.lessons = ["c"]': '["a"]\nc.Course.lessons = ["c", "b"]',
}


@pytest.mark.parametrize("listed", LISTS, ids=repr)
def test_a_new_lesson_is_listed_last(tmp_path: Path, listed: str) -> None:
    settings = start(tmp_path, listed)
    assert list_lesson(load_course(tmp_path), "b")
    assert settings.read_text() == template(LISTS[listed])
    assert load_course(tmp_path).lessons[-1:] == ("b",)


@pytest.mark.parametrize(
    "listed",
    [
        '["a", ]',  # what is added would make a gap
        '[\n    "a"\n]',  # or become one text with the last
        '("a",)',
        'list("a")',
        '["a"]\nc.Course.lessons += ["c"]',
    ],
)
def test_settings_that_are_written_otherwise_are_left_to_their_author(
    tmp_path: Path, listed: str
) -> None:
    settings = start(tmp_path, listed)
    assert not list_lesson(load_course(tmp_path), "b")
    assert settings.read_text() == template(listed)


def test_a_lesson_that_is_listed_already_is_not_listed_twice(tmp_path: Path) -> None:
    settings = start(tmp_path, '["a", "b"]')
    assert list_lesson(load_course(tmp_path), "b")
    assert settings.read_text() == template('["a", "b"]')


def test_no_file_of_a_lesson_is_overwritten(tmp_path: Path) -> None:
    init_course(tmp_path)
    course = load_course(tmp_path)
    course.solutions("other").write_text("mine")
    with pytest.raises(CourseError, match="exists already"):
        new_lesson(course, "other")
    assert course.solutions("other").read_text() == "mine"
    assert not course.source("other").exists()


def start(folder: Path, listed: str) -> Path:
    """Settings that list lessons in this way."""
    (folder / "nbgrader_config.py").write_text(LOAD)
    settings = folder / "course_config.py"
    settings.write_text(template(listed))
    return settings


def template(listed: str) -> str:
    return f"c = get_config()\nc.Course.lessons = {listed}\nc.Course.minimum_level = 1\n"
