"""A release, opened and run by a student who has not written anything yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.course import Course, load_course
from tests.browser import NOTHING_MOVES
from tests.browser.conftest import Open
from tests.browser.legible import look_at_pictures
from tests.browser.notebook import WIDGETS_THAT_FAILED
from tests.lessons.films import with_short_films

LESSONS = [name for name in load_course(Path(__file__).parent).lessons if name not in NOTHING_MOVES]
STUB = re.compile(r'raise NotImplementedError\(\\?"(.+?)\\?"\)')


@pytest.mark.parametrize("lesson", LESSONS)
def test_it_runs_past_its_stubs_each_of_which_says_what_to_do(
    lesson: str, course: Course, open_notebook: Open, tmp_path: Path
) -> None:
    path = course.release(lesson)
    stubs = STUB.findall(path.read_text(encoding="utf-8"))
    notebook = open_notebook(with_short_films(path, tmp_path, every=8))
    notebook.run_all()

    errors = [(error["ename"], error["evalue"]) for error in notebook.errors()]
    assert ("NotImplementedError", stubs[0]) in errors
    # What follows from an open exercise says so, or misses a name that it would have made.
    assert {text for name, text in errors if name == "NotImplementedError"} <= {*stubs}
    assert {name for name, _ in errors} <= {"NotImplementedError", "AssertionError", "NameError"}
    shown = notebook.page.get_by_text(f"NotImplementedError: {stubs[0]}").first
    shown.scroll_into_view_if_needed()
    assert shown.is_visible()
    assert not notebook.warnings()
    assert not notebook.page.locator(".jp-Dialog").count(), "JupyterLab asks the student something"
    assert not notebook.page.locator(WIDGETS_THAT_FAILED).count()
    look_at_pictures(notebook)
    for film in notebook.show("video"):
        notebook.play(film)
    assert notebook.complaints == []
