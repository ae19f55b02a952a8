"""What lies beside a notebook that was handed in: nothing of it is copied, and no link followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .small_course import DOUBLE, LESSON, SmallCourse

SECRET = "what no student may read"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere" / LESSON
    folder.mkdir(parents=True)
    (folder / "secret.txt").write_text(SECRET)
    return folder / "secret.txt"


def held(folder: Path) -> list[str]:
    return [path.read_text() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_of_a_submission_only_the_notebook_is_read(small: SmallCourse, secret: Path) -> None:
    folder = small.hand_in("eve", small.notebook(double=DOUBLE)).parent
    (folder / "data[1].txt").symlink_to(secret)
    (folder / "deep").mkdir()
    (folder / "deep" / "endless").symlink_to("/dev/zero")
    (folder / "folder").symlink_to(secret.parent)
    (folder / "timestamp.txt").symlink_to(secret)
    os.mkfifo(folder / "pipe")
    (folder / "mine.txt").write_text("mine")
    (small.course.source(LESSON).parent / "diagram.png").write_bytes(b"...")
    for command in ("autograde", "generate_feedback"):
        done = small.nbgrader(command, LESSON)
        assert done.returncode == 0, done.stderr
        assert SECRET not in done.stderr
    for step in ("autograded", "feedback"):
        assert not any(SECRET in text for text in held(small.root / step))
        names = {path.name for path in (small.root / step / "eve" / LESSON).iterdir()}
        assert "diagram.png" in names and not names & {"mine.txt", "data[1].txt", "deep"}
    assert small.grades("eve")["test_double"]["auto_score"] == 2.5


@pytest.mark.slow
def test_of_a_linked_folder_nothing_is_read(small: SmallCourse, secret: Path) -> None:
    right = small.hand_in("ada", small.notebook(double=DOUBLE)).parent
    secret.with_name(f"{LESSON}.ipynb").write_text((right / f"{LESSON}.ipynb").read_text())
    (small.root / "submitted" / "eve").mkdir()
    (small.root / "submitted" / "eve" / LESSON).symlink_to(secret.parent)
    done = small.nbgrader("autograde", LESSON)
    assert done.returncode == 0, done.stderr
    assert small.grades("eve")["test_double"]["auto_score"] == 0
    assert small.grades("ada")["test_double"]["auto_score"] == 2.5
    assert not any(SECRET in text for text in held(small.root / "autograded"))


@pytest.mark.slow
def test_names_of_files_steer_neither_the_terminal_nor_a_page(small: SmallCourse) -> None:
    folder = small.hand_in("eve", small.notebook()).parent
    (folder / "\x1b[2J\u202egpj.ipynb").write_text("{}")
    small.hand_in('<img src=x onerror="f()">', small.notebook())
    small.hand_in("ada\nbyron", small.notebook())
    done = small.nbgrader("autograde", LESSON)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (small.root / "autograded").iterdir()}
    assert names == {"eve", "ada\\nbyron", "\\x3cimg src=x onerror=\\x22f()\\x22\\x3e"}
    assert "\\x1b[2J\\u202egpj.ipynb: extra file" in done.stderr
    assert "\x1b" not in done.stderr and "\u202e" not in done.stderr
