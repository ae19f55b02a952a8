"""Verdicts are kept in one file that many processes share, as long as what decides them lasts."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

import autograder
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import Cache
from autograder.grading.cache import deciding_files
from autograder.notebooks import read_lesson
from tests.gradebook.small_course import HALF, LESSON, start_course

ENGINE = Path(autograder.__file__).parent
MANY = 4


@pytest.mark.parametrize("attempt", range(20))
def test_a_new_file_may_be_opened_by_many_at_the_same_moment(attempt: int, tmp_path: Path) -> None:
    ready = Barrier(MANY)

    def keep(key: str) -> str | None:
        ready.wait()
        with closing(Cache(tmp_path / "new" / "results.db")) as results:
            results.keep_text(key, key * attempt)
            return results.text(key)

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(keep, "abcd")) == [key * attempt for key in "abcd"]


KEYS = [f"{i:064x}" for i in range(6)]


def shared_by(folder: Path) -> Cache:
    """The cache of another machine, with nothing of its own, that shares a folder."""
    return Cache(folder / "other" / "results.db", folder / "shared")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder in which one machine has shared a text under each key."""
    (tmp_path / "shared").mkdir()
    with closing(Cache(tmp_path / "one" / "results.db", tmp_path / "shared")) as one:
        for key in KEYS:
            one.keep_text(key, f"text of {key} é")
    return tmp_path


def test_what_one_machine_keeps_others_find(shared: Path) -> None:
    with closing(shared_by(shared)) as other:
        assert [other.text(key) for key in KEYS] == [f"text of {key} é" for key in KEYS]
        assert other.text("f" * 64) is None
    assert not [path for path in shared.rglob("*") if path.suffix == ".part"]


def test_what_is_damaged_in_a_shared_folder_is_not_found(shared: Path) -> None:
    whole, cut, link, pipe, odd, moved = (shared / "shared" / key[:2] / key for key in KEYS)
    cut.write_bytes(cut.read_bytes()[:-1])
    link.unlink()
    link.symlink_to(whole)
    pipe.unlink()
    os.mkfifo(pipe)
    odd.write_bytes(b"\xff" * 100)
    moved.write_bytes(whole.read_bytes())
    with closing(shared_by(shared)) as other:
        assert [key for key in KEYS if other.text(key)] == KEYS[:1]
        other.keep_text(KEYS[1], "whole again")
    with closing(Cache(shared / "third" / "results.db", shared / "shared")) as third:
        assert third.text(KEYS[1]) == "whole again"
        third.keep_text(KEYS[0], "no report")
        assert third.report(KEYS[0]) is None and third.exercise(KEYS[0]) is None


def test_a_shared_folder_is_there_and_not_for_everybody(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    course = Course(tmp_path, shared_verdicts="shared")
    with pytest.raises(CourseError, match="no folder here: make it"):
        Cache.of(course)
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(CourseError, match="chmod o-w"):
        Cache.of(course)
    folder.chmod(0o775)
    Cache.of(course).close()
    assert course.figures() == folder / "figures"


def run(script: str, folder: Path, *arguments: str) -> str:
    """What a fresh Python prints in a folder, where it finds the engine first that lies there."""
    paths = os.pathsep.join([str(folder), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


KEY = f"""
from pathlib import Path
from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.grading import context_key
print(context_key(load_course(Path.cwd()), {LESSON!r}, ("cpu",)))
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with an engine of its own in it."""
    folder = start_course(tmp_path_factory.mktemp("own") / "course").root
    shutil.copytree(ENGINE, folder / "autograder", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def key(own: Path) -> str:
    """What every verdict in that course is kept under."""
    return run(KEY, own)


def test_a_weaker_isolation_level_regrades(own: Path, key: str) -> None:
    elsewhere = KEY.replace("print(", "import sys; sys.platform = 'elsewhere'\nprint(")
    assert run(elsewhere, own) not in (key, run(KEY.replace('"cpu"', '"cuda"'), own))


def key_with(own: Path, *files: str) -> str:
    """The same after an edit of these files of the engine, which is taken back."""
    texts = {own / "autograder" / name: (ENGINE / name).read_text() for name in files}
    for path, text in texts.items():
        path.write_text(f"{text}\n# edited\n")
    try:
        return run(KEY, own)
    finally:
        for path, text in texts.items():
            path.write_text(text)


def test_an_edit_of_what_only_shows_verdicts_regrades_nothing(own: Path, key: str) -> None:
    shown_by = ("commands/terminal.py", "pages/charts.py", "templates.py", "feedback/html.py")
    assert key_with(own, *shown_by) == key


@pytest.mark.parametrize(
    "file",
    [
        "testing/expect.py",
        "sandbox/inside/server.py",
        "sandbox/limits.py",
        "feedback/messages.py",
        "feedback/known_errors.txt",
        "notebooks/flow/slicing.py",
        "grading/verdicts.py",
    ],
)
def test_an_edit_of_what_decides_verdicts_regrades(own: Path, key: str, file: str) -> None:
    assert key_with(own, file) != key


# As the grading process does it, which is given the course and the lesson.
GRADE = """
import json, pickle, sys
from pathlib import Path
from autograder.batch import grade_each, server
from autograder.grading import sandbox_options
from autograder.sandbox import WarmParent

course, lesson = pickle.loads(Path("given").read_bytes())
parent = WarmParent.start(course.limits, **sandbox_options(course, lesson, None))
handins = [("ada", Path("ada.ipynb"))]
[(_, report, _)] = grade_each(parent, course, lesson, handins, 0, ("cpu",))
files = [str(module.__file__) for name, module in sys.modules.items() if "autograder" in name]
print(json.dumps([[exercise.status for exercise in report.exercises], files]))
"""
# Loaded where verdicts are made, but deciding none: it finds files, locks them, says what is wrong
# with a course or a hidden test, or hands verdicts on. A course's limits are part of every key.
HARMLESS = {
    *(
        "__init__.py",
        "_lazy.py",
        "course.py",
        "errors.py",
        "files.py",
        "locks.py",
        "log.py",
        "moments.py",
    ),
    *("batch/__init__.py", "batch/boundary.py", "batch/process.py", "batch/server.py"),
    "batch/workers.py",
    "feedback/__init__.py",
}


@pytest.mark.slow
def test_all_code_that_takes_part_in_grading_decides_or_is_known_to_be_harmless(
    tmp_path: Path,
) -> None:
    folder = start_course(tmp_path / "course").root
    answers = {"double": HALF, "Counter": "class Counter:\n    def up(self):\n        return 1 / 0"}
    cells = [
        {"cell_type": "code", "id": name, "metadata": {}, "source": text}
        for name, text in answers.items()
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "ada.ipynb").write_text(json.dumps(document))
    course = load_course(folder)
    given = course, read_lesson(course.source(LESSON))
    (folder / "given").write_bytes(pickle.dumps(given))
    statuses, files = json.loads(run(GRADE, folder))
    assert statuses == ["partial", "failed"]
    loaded = {Path(file) for file in files} & set(ENGINE.rglob("*.py"))
    assert len(loaded) > 30, "or nothing was looked at"
    harmless = {ENGINE / name for name in HARMLESS}
    assert loaded - set(deciding_files()) - harmless == set()
    assert harmless <= loaded
