"""A lesson with its solutions in place: how it looks on a laptop, and what moves in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course, load_course
from compneuro.animation import DPI
from tests.browser.conftest import Open
from tests.browser.notebook import WIDGETS_THAT_FAILED, Notebook

LESSONS = load_course(Path(__file__).parent).lessons
# Filming takes most of a minute, and tests/lessons runs every cell already: what is on the page is
# what was saved. The release runs four of the films in the browser.
TOO_LONG_TO_RUN = {"single_neuron"}
SMALLEST_TEXT, SMALLEST_TEXT_OF_FILMS = 8, 9  # points; see compneuro
LEGIBLE = 9  # CSS pixels


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_runs_and_everything_in_it_can_be_seen_and_moved(
    lesson: str, course: Course, open_notebook: Open
) -> None:
    notebook = open_notebook(course.solved_notebook(lesson))
    if lesson not in TOO_LONG_TO_RUN:
        notebook.run_all()
    assert notebook.errors() == []
    assert not notebook.warnings()
    assert not notebook.page.locator(WIDGETS_THAT_FAILED).count()
    look_at_pictures(notebook)
    for film in notebook.show("video")[:1]:
        notebook.play(film)
    for slider in notebook.show(".noUi-handle"):
        notebook.slide(slider)
    assert notebook.complaints == []


def look_at_pictures(notebook: Notebook) -> None:
    """Pictures are no wider than their cell, and their smallest text is legible."""
    plots = [(plot, SMALLEST_TEXT) for plot in notebook.plots()]
    assert plots, "there are pictures in every lesson"
    for picture, points in plots + [(f, SMALLEST_TEXT_OF_FILMS) for f in notebook.films(DPI)]:
        assert picture.shown <= picture.room, f"{picture} is wider than its cell"
        assert points * picture.point >= LEGIBLE, f"{picture} has text that is too small"
