"""Whose a file is, as its place in a source says."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.handins import File, Owner, piles_in


def owner(*parts: str) -> Owner:
    [pile] = piles_in([File(parts, Path("/nowhere"))], "lesson")
    return pile.owner


@pytest.mark.parametrize(
    ("parts", "name", "lms", "id"),
    [
        (("Jane Doe_12_assignsubmission_file", "a.ipynb"), "Jane Doe", "moodle", "12"),
        (("Jane Doe_12_assignsubmission_file_", "b", "a.ipynb"), "Jane Doe", "moodle", "12"),
        (("Jane Doe_12_assignsubmission_file_a_b.ipynb",), "Jane Doe", "moodle", "12"),
        (("Jane_D_12_assignsubmission_onlinetext", "o.html"), "Jane_D", "moodle", "12"),
        (("Participant 9_9_assignsubmission_file", "a.ipynb"), "Participant 9", "moodle", "9"),
        (("all", "Jane_12_assignsubmission_file", "a.ipynb"), "Jane", "moodle", "12"),
        (("doejane_12_345_a.ipynb",), "doejane", "canvas", "12"),
        (("doejane_LATE_12_345_a_1_2.ipynb",), "doejane", "canvas", "12"),
        (("anon_x7Y_LATE_345_a.ipynb",), "x7Y", "canvas", "x7Y"),
        (("doejane_12_345_a.zip", "a", "a.ipynb"), "doejane", "canvas", "12"),
        (("ada+lesson+2026-11-20 10:00:00.1 UTC+k3y", "a.ipynb"), "ada", "exchange", ""),
        (("ada", "a.ipynb"), "ada", "", ""),
        (("ada.zip", "a.ipynb"), "ada", "", ""),
        (("ada (1).ipynb",), "ada", "", ""),
        (("ada - Copy (2).ipynb",), "ada", "", ""),
        (("ada-Copy1.ipynb.txt",), "ada", "", ""),
        (("ada Kopie.ipynb",), "ada", "", ""),
        (("Copy of ada (2).ipynb",), "ada", "", ""),
        (("ada (another copy).ipynb",), "ada", "", ""),
        (("ada.ipynb.crdownload",), "ada", "", ""),
        (("ada.tar.gz",), "ada", "", ""),
        (("ada.ipynb.zip", "a.ipynb"), "ada", "", ""),
        (("doejane_LATE_12_text.html",), "doejane", "canvas", "12"),
        (("doejane_12_link.html",), "doejane", "canvas", "12"),
        (("Dr. Who", "a.ipynb"), "Dr. Who", "", ""),
    ],
)
def test_names_say_whose_a_file_is(parts: tuple[str, ...], name: str, lms: str, id: str) -> None:
    found = owner(*parts)
    assert (found.name, found.lms, found.id) == (name, lms, id)


def test_the_folder_around_all_students_is_no_student() -> None:
    files = [File(("all", name, "a.ipynb"), Path("/nowhere")) for name in ("ada", "ben")]
    assert [pile.owner.name for pile in piles_in(files, "lesson")] == ["ada", "ben"]


def test_the_exchange_of_another_lesson_is_not_looked_at() -> None:
    name = "ada+other+2026-11-20 10:00:00 UTC"
    assert piles_in([File((name, "a.ipynb"), Path("/nowhere"))], "lesson") == []
