"""Mutated notebooks get a report, all of them; `tests/fuzz/run.py` tries as many as one likes."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from autograder.course import Course
from tests.fuzz.mutants import mutants
from tests.fuzz.run import grade_all, read_all, wrong


@pytest.mark.slow
def test_mutants_make_nothing_raise(tmp_path: Path) -> None:
    assert read_all(600, seed=0, kept=tmp_path) == []


@pytest.mark.slow
def test_a_class_of_mutants_is_graded_and_honest_neighbours_lose_nothing(tmp_path: Path) -> None:
    assert grade_all(10, seed=0, folder=tmp_path) == []


def test_the_same_seed_gives_the_same_mutants(course: Course) -> None:
    lesson = course.lessons[0]
    first, again, other = (list(mutants(lesson, 30, seed)) for seed in (0, 0, 1))
    assert first == again == list(islice(mutants(lesson, 60, 0), 30))
    assert len(set(first)) > 25
    assert not set(first) & set(other)


def test_what_is_wrong_with_a_class_is_told() -> None:
    reports = [
        {"student": "m1", "exercises": [{"status": "error"}], "score": 0, "max_score": 1},
        {"student": "m2_honest", "exercises": [{"status": "failed"}], "score": 0, "max_score": 1},
        {"student": "m3", "exercises": [{"status": "failed"}], "score": 0, "max_score": 1},
    ]
    told = list(wrong(reports, {"m1", "m2_honest", "m3", "m4"}))
    assert [line.split()[0] for line in told] == ["m4", "m1", "m2_honest"]
