"""Answers in words are found wherever a student has written them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.notebooks import Submission, answers, read_submission
from autograder.notebooks.lesson import parse_lesson
from tests.notebooks.lessons import SOURCE, notebook, small_lesson, without_marks, write

LESSON = small_lesson()
QUESTION = "why_two"
PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # a GIF


def cell(kind: str, source: str, **more: object) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def put(document: dict[str, Any], after: str, *cells: dict[str, Any]) -> dict[str, Any]:
    ids = [each["id"] for each in document["cells"]]
    place = ids.index(after) + 1
    document["cells"][place:place] = cells
    return document


def read(folder: Path, document: dict[str, Any]) -> tuple[Submission, dict[str, list[str]]]:
    found = read_submission(write(folder, document), LESSON, "ada")
    written = answers(LESSON, found.cells)
    return found, {name: [cell.source for cell in cells] for name, cells in written.items()}


def prompt(name: str) -> str:
    return next(q.prompt.id for q in LESSON.questions if q.name == name)


def test_an_untouched_question_has_no_answer(tmp_path: Path) -> None:
    found, written = read(tmp_path, notebook(LESSON))
    assert written == {"why_two": [], "why_three": []}
    assert not found.repairs


def test_nor_has_one_whose_answer_cell_was_emptied(tmp_path: Path) -> None:
    assert read(tmp_path, notebook(LESSON, why_two=" "))[1][QUESTION] == []


@pytest.mark.parametrize(
    ("kind", "source"),
    [("markdown", "Because."), ("raw", "Because."), ("code", "# Because."), ("code", "'Because.'")],
)
@pytest.mark.parametrize("after", ["the question", "its cell"])
def test_an_answer_in_another_cell_is_one(
    kind: str, source: str, after: str, tmp_path: Path
) -> None:
    place = prompt(QUESTION) if after == "the question" else QUESTION
    _, written = read(tmp_path, put(notebook(LESSON), place, cell(kind, source)))
    assert source in written[QUESTION]
    assert written["why_three"] == []


def test_so_is_one_in_the_questions_own_cell(tmp_path: Path) -> None:
    asked = prompt(QUESTION)
    text = next(each.source for each in LESSON.cells if each.id == asked)
    found, written = read(tmp_path, notebook(LESSON, **{asked: f"{text}\n\nBecause."}))
    assert written[QUESTION] == [f"{text}\n\nBecause."]
    assert found.repairs[0].startswith("The answer to `why_two` is not in its own cell; cell 9 ")


def test_so_is_one_in_the_questions_own_cell_where_the_marks_are_lost(tmp_path: Path) -> None:
    for name in ("why_two", "why_three"):
        asked = prompt(name)
        text = next(each.source for each in LESSON.cells if each.id == asked)
        document = without_marks(notebook(LESSON, **{asked: f"{text}\n\nBecause."}))
        _, written = read(tmp_path, document)
        assert [bool(found) for found in written.values()] == [name == "why_two", name != "why_two"]


def test_so_is_a_comment_in_the_lessons_next_code(tmp_path: Path) -> None:
    lesson = parse_lesson("small", SOURCE + "\n# %%\nprint(pi)\n")
    document = notebook(lesson)
    document["cells"][-1]["source"] = "# Because.\nprint(pi)\nprint('scratch')"
    found = read_submission(write(tmp_path, document), lesson, "ada")
    assert [len(cells) for cells in answers(lesson, found.cells).values()] == [0, 1]
    document["cells"][-1]["source"] = "print(pi)\nprint('scratch')"
    found = read_submission(write(tmp_path, document), lesson, "ada")
    assert [len(cells) for cells in answers(lesson, found.cells).values()] == [0, 0]


def test_where_the_answer_cell_is_gone_or_is_code_now_it_is_found(tmp_path: Path) -> None:
    document = put(notebook(LESSON), QUESTION, cell("code", "# Because."))
    document["cells"] = [each for each in document["cells"] if each.get("id") != QUESTION]
    assert read(tmp_path, document)[1][QUESTION] == ["# Because."]
    document = notebook(LESSON, why_two="# Because.")
    for each in document["cells"]:
        each["cell_type"] = "code" if each["id"] == QUESTION else each["cell_type"]
    assert read(tmp_path, document)[1][QUESTION] == ["# Because."]


def test_a_note_above_the_questions_answers_none(tmp_path: Path) -> None:
    document = put(notebook(LESSON), "double", cell("markdown", "A note."))
    assert read(tmp_path, document)[1] == {"why_two": [], "why_three": []}


@pytest.mark.parametrize("is_pasted", [True, False])
def test_a_picture_is_an_answer(is_pasted: bool, tmp_path: Path) -> None:
    document = notebook(LESSON)
    answer = next(each for each in document["cells"] if each["id"] == QUESTION)
    if is_pasted:
        answer["source"] += f"\n![](data:image/gif;base64,{PIXEL})"
    else:
        answer["attachments"] = {"a.png": {"image/gif": [PIXEL[:20], PIXEL[20:]]}}
    found, written = read(tmp_path, document)
    assert len(written[QUESTION]) == 1 and PIXEL not in written[QUESTION][0]
    [[picture]] = [each.pictures for each in found.cells if each.pictures]
    assert picture.data == PIXEL


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/svg+xml", PIXEL),
        ("text/html", PIXEL),
        ("image/png", '"><script>'),
        ("image/png", "A" * 5_000_000),
        ("image/png", {"a": []}),
    ],
    ids=["svg", "html", "no base64", "large", "no text"],
)
def test_of_what_is_no_usual_picture_the_name_is_kept(
    mime: str, data: object, tmp_path: Path
) -> None:
    document = notebook(LESSON)
    answer = next(each for each in document["cells"] if each["id"] == QUESTION)
    answer["attachments"] = {"a\u202egnp": {mime: data}}
    found, written = read(tmp_path, document)
    [[picture]] = [each.pictures for each in found.cells if each.pictures]
    assert (picture.name, picture.data) == (r"a\u202egnp", "")
    assert written[QUESTION]


def test_words_in_the_lessons_next_text_are_an_answer_but_none_further_down(tmp_path: Path) -> None:
    source = SOURCE + "\n# %% [markdown]\n# The end.\n"
    lesson = parse_lesson("small", source)
    document = notebook(lesson)
    document["cells"][-1]["source"] += "\nBecause."
    document["cells"].append(cell("code", "print('scratch')"))
    found = read_submission(write(tmp_path, document), lesson, "ada")
    [answer] = answers(lesson, found.cells)["why_three"]
    assert answer.source == "The end.\nBecause."


def test_a_question_of_an_older_release_is_no_answer(tmp_path: Path) -> None:
    document = notebook(LESSON, **{prompt(QUESTION): "### Think! 1.1: Why two?\nWhy is it two?"})
    newer = parse_lesson("small", SOURCE.replace("Why two?\n", "Why two?\n# And why not one?\n"))
    found = read_submission(write(tmp_path, document), newer, "ada")
    assert answers(newer, found.cells)[QUESTION] == []


def test_an_answer_that_is_too_long_to_be_shown_waits_for_a_person(tmp_path: Path) -> None:
    found, written = read(tmp_path, notebook(LESSON, why_two="word " * 30_000, double="x = 2"))
    assert written == {"why_two": [""], "why_three": []}
    assert "is too long to be read" in found.repairs[0]
