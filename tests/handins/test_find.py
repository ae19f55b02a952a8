"""What was handed in is found, whatever its files are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.handins import Handin, find_handins

LESSON = "single_neuron"
LATIN_1 = os.fsdecode(b"caf\xe9")


def handins(course: Course, paths: list[Path]) -> list[Handin]:
    with find_handins(course, LESSON, paths) as found:
        return found.handins


def test_a_student_whose_file_name_is_no_text_has_a_name_all_the_same(
    course: Course, tmp_path: Path
) -> None:
    (tmp_path / f"{LATIN_1}.ipynb").write_text("{}")
    [handin] = handins(course, [tmp_path])
    assert handin.student == r"caf\xe9"
    assert handin.path.read_text() == "{}"


def test_so_has_one_whose_folder_is_named_like_that(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / LATIN_1 / "single_neuron"
    folder.mkdir(parents=True)
    (folder / "single_neuron.ipynb").write_text("{}")
    [handin] = handins(course, [tmp_path / "submitted"])
    assert (handin.student, handin.home) == (r"caf\xe9", tmp_path)


@pytest.mark.parametrize("name", ["ada.ipynb", "ada.IPYNB", "ada.ipynb.txt", "ada.ipynb.json"])
def test_a_name_may_be_longer_or_in_capitals(name: str, course: Course, tmp_path: Path) -> None:
    (tmp_path / name).write_text("{}")
    (tmp_path / f"._{name}").write_text("what macOS puts beside a file")
    for path in (tmp_path, tmp_path / name):
        [handin] = handins(course, [path])
        assert (handin.student, handin.path.name) == ("ada", name)


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["single_neuron.ipynb", "other.ipynb"], "single_neuron.ipynb"),
        (["mine.ipynb", "single_neuron.html", "timestamp.txt"], "mine.ipynb"),
        (["._mine.ipynb", "mine.IPYNB"], "mine.IPYNB"),
        (["single_neuron.ipynb.txt", "data.json"], "single_neuron.ipynb.txt"),
        (["data.json", "single_neuron.json"], "single_neuron.json"),
        (["single_neuron.zip", "timestamp.txt"], "single_neuron.zip"),
        (["notes.txt", "timestamp.txt"], "single_neuron.ipynb"),
        (["single_neuron.ipynb/"], "single_neuron.ipynb"),
        (["homework/"], "homework"),
    ],
)
def test_of_what_is_in_a_students_folder_the_likeliest_is_taken(
    names: list[str], taken: str, course: Course, tmp_path: Path
) -> None:
    folder = tmp_path / "submitted" / "ada" / "single_neuron"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("{}")
    [handin] = handins(course, [tmp_path / "submitted"])
    assert handin.path == folder / taken


def test_a_linked_folder_is_not_looked_into(course: Course, tmp_path: Path) -> None:
    hers = tmp_path / "submitted" / "ada" / "single_neuron"
    hers.mkdir(parents=True)
    (hers / "single_neuron.ipynb").write_text("{}")
    (tmp_path / "submitted" / "eve").mkdir()
    (tmp_path / "submitted" / "eve" / "single_neuron").symlink_to(hers)
    ada, eve = handins(course, [tmp_path / "submitted"])
    assert ada.path == hers / "single_neuron.ipynb"
    assert "link" in eve.digest()


def test_one_students_folder_or_file_is_graded_into_the_gradebook(
    course: Course, tmp_path: Path
) -> None:
    hers = tmp_path / "submitted" / "ada" / LESSON
    hers.mkdir(parents=True)
    notebook = hers / f"{LESSON}.ipynb"
    notebook.write_text("{}")
    for path in (hers.parent, hers, notebook):
        assert handins(course, [path]) == [Handin("ada", notebook, tmp_path, folder=hers)]
