"""What a class said in the feedback corners, gathered from notebooks and put on one page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.notebooks import read_submission
from autograder.notebooks.intake import MAX_BYTES
from autograder.notebooks.lesson import parse_lesson
from autograder.pages import reactions, reactions_page, read_reactions
from autograder.pages.reactions import ClassReactions, SectionReactions
from compneuro import feedback
from compneuro.feedback import Reaction
from tests.markup import Read, harmless, texts
from tests.notebooks.lessons import SOURCE, notebook, small_lesson

HOLDS = "# %% [markdown]\n# ### Think! 1.1"
CORNER = '# %%\nfeedback_corner("doubling")\n\n'
LESSON = parse_lesson(
    "small",
    SOURCE.replace(
        "# %%\nimport torch", "# %% [markdown]\n# ## 1. One & two\n\n# %%\nimport torch"
    ).replace(HOLDS, f"{CORNER}# %% [markdown]\n# ## 2. Why\n\n{HOLDS}")
    + '\n# %%\nfeedback_corner("why")\n',
)

SAID = st.one_of(st.none(), st.integers(), st.text(), st.sampled_from(list(feedback.FACES)))
SECTIONS = st.one_of(st.none(), st.just("why"), st.lists(st.integers()))


def hand_in(folder: Path, student: str, *reactions: Reaction) -> tuple[str, Path]:
    """The lesson with reactions in the outputs of its corners."""
    document = notebook(LESSON)
    for cell in document["cells"]:
        said = [r for r in reactions if cell["id"] == f"feedback_{r.section}"]
        cell["outputs"] = [{"output_type": "display_data", "data": r.bundle()} for r in said]
    return saved(folder, student, document)


def saved(folder: Path, student: str, document: Any) -> tuple[str, Path]:
    path = folder / f"{student}.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return student, path


@pytest.fixture
def some(tmp_path: Path) -> list[tuple[str, Path]]:
    """A class of four."""
    return [
        hand_in(tmp_path, "ada", Reaction("doubling", "clear"), Reaction("why", "lost", "Why?")),
        hand_in(tmp_path, "bob", Reaction("doubling", "lost", "<script>alert(1)</script>")),
        hand_in(tmp_path, "cyd", Reaction("doubling", "clear", "A & B")),
        hand_in(tmp_path, "dan"),
    ]


def test_corners_leave_the_ids_of_all_other_cells_as_they_were() -> None:
    plain = parse_lesson("small", SOURCE)
    more = parse_lesson("small", SOURCE.replace(HOLDS, CORNER + HOLDS))
    corner = more.sections[0].corner
    assert corner.id == "feedback_doubling"
    assert [cell for cell in more.cells if cell != corner] == list(plain.cells)


def test_sections_are_named_after_the_heading_above_their_corner() -> None:
    assert [(s.name, s.heading) for s in LESSON.sections] == [
        ("doubling", "1. One & two"),
        ("why", "2. Why"),
    ]


def test_two_corners_of_one_name_are_refused() -> None:
    with pytest.raises(CourseError, match="two cells are named 'doubling'"):
        parse_lesson("small", SOURCE.replace(HOLDS, CORNER * 2 + HOLDS))


def test_what_is_graded_never_runs_a_corner(tmp_path: Path) -> None:
    answer = "def double(x):\n    feedback_corner\n    return 2 * x"
    _, path = saved(tmp_path, "ada", notebook(LESSON, double=answer))
    found = read_submission(path, LESSON, "ada")
    assert found.repairs == ()
    assert not any("feedback_corner(" in s.source for s in found.attempts["double"].code)


def test_a_notebook_from_before_there_were_corners_needs_no_repair(tmp_path: Path) -> None:
    before = small_lesson()
    after = parse_lesson("small", SOURCE.replace(HOLDS, CORNER + HOLDS))
    _, path = saved(tmp_path, "ada", notebook(before, double="def double(x):\n    return 2 * x"))
    found = read_submission(path, after, "ada")
    assert found.attempts["double"].attempted
    assert [cell.id for cell in found.cells] == [cell.id for cell in before.cells]
    assert found.repairs == ()


def test_reactions_are_gathered_by_section(some: list[tuple[str, Path]]) -> None:
    doubling, why = read_reactions(LESSON, some).sections
    assert [student for student, _ in doubling.reactions] == ["ada", "bob", "cyd"]
    assert why.reactions == (("ada", reactions.Reaction("lost", "Why?")),)


def test_the_corner_writes_what_the_engine_reads() -> None:
    assert (feedback.MIME, tuple(feedback.FACES)) == (reactions.MIME, reactions.FACES)
    assert reactions.MAX_TEXT == feedback.LONGEST
    for face in ("", *reactions.FACES):
        outputs = [{"data": Reaction("why", face, "A\u200d & B").bundle()}]
        found = reactions.reactions_in([{"outputs": outputs}])
        assert found == {"why": reactions.Reaction(face, "A\u200d & B")}


@given(section=SECTIONS, face=SAID, text=SAID)
def test_the_corner_and_the_engine_make_the_same_of_what_stands_in_a_notebook(
    section: object, face: object, text: object
) -> None:
    said = {"section": section, "face": face, "text": text}
    cells = [{"outputs": [{"data": {feedback.MIME: said}}]}]
    found = reactions.reactions_in(cells)
    assert {name: (r.face, r.text) for name, r in found.items()} == {
        name: (r.face, r.text) for name, r in feedback.reactions_in(cells).items()
    }


def test_the_page_counts_faces_and_shows_lines_in_the_order_of_the_lesson(
    some: list[tuple[str, Path]],
) -> None:
    text = reactions_page(read_reactions(LESSON, some), LESSON.title)
    assert text.index("<h2>1. One &amp; two</h2>") < text.index("<h2>2. Why</h2>")
    assert "3 of 4 students left a reaction" in text
    assert "3 of 4 answered" in text
    assert "width:66.7%" in text
    assert text.index("alert(1)") < text.index("A &amp; B"), "the lost speak first"


def test_the_page_holds_no_script_and_nothing_from_elsewhere(some: list[tuple[str, Path]]) -> None:
    text = reactions_page(read_reactions(LESSON, some), LESSON.title, names=True)
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


def page_with(text: str) -> str:
    """What a class said of a lesson; every text is the same one."""
    section = replace(LESSON.sections[0], heading=text)
    said = SectionReactions(section, ((text, Reaction("doubling", "lost", text)),))
    return reactions_page(ClassReactions("small", 2, (said,), ((text, text),)), text, names=True)


@settings(deadline=None)
@given(texts)
def test_no_text_becomes_markup_and_readers_see_it_as_it_was_written(text: str) -> None:
    page = Read(page_with(text))
    assert page.tags == Read(page_with(harmless(text))).tags
    assert page.words.count(text) >= 7


def test_students_are_named_only_where_that_is_asked_for(tmp_path: Path) -> None:
    handins = [hand_in(tmp_path, "<ada>", Reaction("why", "clear", "Good"))]
    handins += [saved(tmp_path, "<bob>", 7)]
    said = read_reactions(LESSON, handins)
    without, named = (reactions_page(said, "x", names=names) for names in (False, True))
    assert "ada" not in without
    assert "bob" not in without
    assert "&lt;ada&gt;" in named
    assert "&lt;bob&gt;: The file holds no cells" in named


def test_the_same_class_gives_the_same_page_in_whatever_order_it_is_named(
    some: list[tuple[str, Path]],
) -> None:
    pages = {reactions_page(read_reactions(LESSON, order), "x") for order in (some, some[::-1])}
    assert len(pages) == 1


def test_notebooks_in_any_state_give_what_can_be_read(tmp_path: Path) -> None:
    whole = hand_in(tmp_path, "ada", Reaction("doubling", "clear"), Reaction("why", "clear"))
    text = whole[1].read_text()
    contents = {
        "cut": text[: text.index('"feedback_why"')].encode(),
        "deep": b'{"cells": ' + b"[" * 200_000,
        "empty": b"",
        "large": text.encode() + b" " * MAX_BYTES,
    }
    for student, content in contents.items():
        (tmp_path / f"{student}.ipynb").write_bytes(content)
    (tmp_path / "link.ipynb").symlink_to(whole[1])
    students = (*contents, "link", "gone")
    said = read_reactions(
        LESSON, [(student, tmp_path / f"{student}.ipynb") for student in students]
    )
    assert [[student for student, _ in s.reactions] for s in said.sections] == [["cut"], []]
    assert [student for student, _ in said.unreadable] == ["deep", "empty", "large", "link", "gone"]
    assert "5 of 6 notebooks could not be read" in reactions_page(said, "x")


def test_a_lesson_without_corners_says_how_to_add_one() -> None:
    with pytest.raises(CourseError, match=r'a cell of its own: feedback_corner\("'):
        read_reactions(small_lesson(), [])
