"""A lesson with its solutions in place: how it looks on a laptop, and what moves in it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.course import Course, load_course
from tests.browser import NOTHING_MOVES, TOO_LONG_TO_RUN
from tests.browser.conftest import Open
from tests.browser.legible import look_at_pictures
from tests.browser.notebook import WIDGETS_THAT_FAILED, Notebook
from tests.lessons.comparison import differences

LESSONS = [name for name in load_course(Path(__file__).parent).lessons if name not in NOTHING_MOVES]


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_runs_as_saved_and_everything_in_it_can_be_seen_and_moved(
    lesson: str, course: Course, open_notebook: Open
) -> None:
    path = course.solved_notebook(lesson)
    notebook = open_notebook(path)
    if lesson not in TOO_LONG_TO_RUN:
        notebook.run_all()
        assert unlike_saved(notebook, path) == {}
    assert notebook.errors() == []
    assert not notebook.warnings()
    assert not notebook.page.locator(WIDGETS_THAT_FAILED).count()
    assert look_at_pictures(notebook), "there are pictures in every lesson"
    for film in notebook.show("video")[:1]:
        notebook.play(film)
    for slider in notebook.show(".noUi-handle"):
        notebook.slide(slider)
    assert notebook.complaints == []


def unlike_saved(notebook: Notebook, path: Path) -> dict[str, list[str]]:
    """By the id of a cell, how its outputs differ from the saved ones."""
    saved = nbformat.read(path, as_version=4).cells
    found = {
        was.id: differences(was.get("outputs", []), now.get("outputs", []))
        for was, now in zip(saved, notebook.cells(), strict=True)
    }
    return {name: lines for name, lines in found.items() if lines}
