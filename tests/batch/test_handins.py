"""What was handed in is found, whatever its files are called."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.batch import find_handins
from autograder.course import Course

LATIN_1 = os.fsdecode(b"caf\xe9")


def test_a_student_whose_file_name_is_no_text_has_a_name_all_the_same(
    course: Course, tmp_path: Path
) -> None:
    (tmp_path / f"{LATIN_1}.ipynb").write_text("{}")
    [handin] = find_handins(course, "single_neuron", [tmp_path])
    assert handin.student == r"caf\xe9"
    assert handin.path.read_text() == "{}"


def test_so_has_one_whose_folder_is_named_like_that(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / LATIN_1 / "single_neuron"
    folder.mkdir(parents=True)
    (folder / "single_neuron.ipynb").write_text("{}")
    [handin] = find_handins(course, "single_neuron", [tmp_path / "submitted"])
    assert (handin.student, handin.home) == (r"caf\xe9", tmp_path)
