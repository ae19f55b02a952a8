"""A lesson source as data, and the rules that it must keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.notebooks import read_lesson
from autograder.notebooks.lesson import parse_lesson

from .lessons import SOURCE, small_lesson


def test_exercises_are_found_in_order_with_their_checks_and_messages() -> None:
    double, counter = small_lesson().exercises
    assert (double.name, double.check.id) == ("double", "test_double")
    assert double.messages == ("Complete double!",)
    assert (counter.name, counter.messages) == ("Counter", ("Complete up!",))


def test_questions_are_named_after_their_headings_and_own_the_cell_below() -> None:
    names = [(q.name, q.answer.source) for q in small_lesson().questions]
    assert names == [
        ("why_two", "*Write your answer here.*"),
        ("why_three", "*Write your answer here.*"),
    ]


@pytest.mark.parametrize("words", ["为什么", "Почему?", "???", "1.2: なぜ"])
def test_a_question_without_latin_letters_is_named_by_its_number(words: str) -> None:
    lesson = parse_lesson("small", SOURCE.replace("Why three?", words))
    assert [question.name for question in lesson.questions] == ["why_two", "question_2"]
    assert lesson.questions[1].answer.id == "question_2"


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_text(SOURCE, encoding="utf-8-sig")
    assert read_lesson(path) == small_lesson()


def test_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_bytes(SOURCE.replace("Why three?", "Wieso drei? Größe?").encode("latin-1"))
    with pytest.raises(CourseError, match=r"small\.py is not saved as UTF-8; save it as UTF-8\."):
        read_lesson(path)


def test_given_cells_are_all_code_but_stubs_and_checks() -> None:
    given = [cell.source.split()[0] for cell in small_lesson().given]
    assert given == ["import", "SCALE", "shown"]


def test_ids_are_unique_and_the_same_at_every_reading() -> None:
    lesson = parse_lesson("small", SOURCE + "\n# %%\nSCALE = 4\n\n# %%\nSCALE = 4\n")
    ids = [cell.id for cell in lesson.cells]
    assert len(set(ids)) == len(ids)
    assert ids[:-2] == [cell.id for cell in small_lesson().cells]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (SOURCE.replace("\n# %%\nassert double(1) == 2", ""), "'double' has no visible check"),
        (SOURCE.replace("def double", "import os\ndef double"), "shares cell 4 with other code"),
        (SOURCE.replace("class Counter", "class double"), "two cells are named 'double'"),
        (
            SOURCE + '\n# %%\nfeedback_corner("double")\n',
            "corner 'double' is named like an exercise, its check or a question",
        ),
        (SOURCE.replace("three?\n\n# %% [markdown]\n# *", "three?\n\n# %%\n# *"), "markdown cell"),
    ],
)
def test_a_broken_rule_is_one_sentence(broken: str, sentence: str) -> None:
    with pytest.raises(CourseError, match=sentence):
        parse_lesson("small", broken)


def test_a_missing_lesson_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no lesson source"):
        read_lesson(tmp_path / "nothing.py")
