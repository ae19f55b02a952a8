"""nbgrader's own pages and buttons, as an instructor and a student use them in JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.authoring import build_release
from compneuro.check import notebook as known
from compneuro.check.findings import look_at
from compneuro.feedback import Reaction, reactions_in
from tests.browser.lab import PATIENCE_SECONDS, Lab, open_page, start_lab
from tests.browser.notebook import PANEL, Notebook
from tests.gradebook.small_course import COUNTER, DOUBLE, LESSON, SOURCE, SmallCourse, start_course

CORNER = """
# %%
from compneuro.feedback import feedback_corner

# %%
feedback_corner("halving")
"""
SAVED = f"!{PANEL}.context.model.dirty"
RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells')"


expect.set_options(timeout=1000 * PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """The course, its lesson released into an exchange; one notebook came in under another name."""
    folder = tmp_path_factory.mktemp("term")
    small = start_course(folder / "course")
    small.write_lesson(SOURCE + CORNER)
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (small.root / "course_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\n")
    build_release(small.course, [LESSON])
    assert (done := small.nbgrader("release_assignment", LESSON)).returncode == 0, done.stderr
    answers = small.notebook(double=DOUBLE, Counter=COUNTER, halves="Halving undoes it.")
    path = small.hand_in("ada", answers)
    path.rename(path.with_name("My answers.ipynb"))
    return small


@pytest.fixture
def server(small: SmallCourse, tmp_path: Path) -> Iterator[Lab]:
    with start_lab(tmp_path / "lab", small.root, with_nbgrader=True) as server:
        yield server


def test_buttons_of_instructors_and_students(
    small: SmallCourse, server: Lab, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "FOLDERS", (small.root / "release",))
    with open_page(browser) as page:
        page.goto(server.page("login"))  # which leaves a cookie, as JupyterLab does
        grade(page, server, small)
        path = fetch(page, server, small)
        answer(page, server, path)
        validate(page, path)


def grade(page: Page, server: Lab, small: SmallCourse) -> None:
    """The instructor: the button grades the renamed notebook; points and a comment are kept."""
    page.goto(server.page(f"formgrader/manage_submissions/{LESSON}"))
    page.locator("td.autograde a").click()
    expect(page.locator(".modal-body").first).to_contain_text("ada: 4.5 of 4.5 points")
    page.goto(server.page(f"formgrader/gradebook/{LESSON}/{LESSON}"))
    page.locator("table tbody a").first.click()
    page.locator("textarea#halves-comment[data-autosize-on]").wait_for()  # its data has arrived
    for field, text in (("input#halves", "2"), ("textarea#halves-comment", "Well said.")):
        with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            page.locator(field).press_sequentially(text)
            page.keyboard.press("Tab")
        assert saved.value.ok
    assert small.grades("ada")["halves"]["manual_score"] == 2
    assert small.comments("ada")["halves"] == "Well said."


def fetch(page: Page, server: Lab, small: SmallCourse) -> Path:
    """The student: the list has the assignment, and fetches it."""
    page.goto(server.page("lab"))
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Assignment List").click()
    page.get_by_role("button", name="Fetch").click()
    expect(page.locator("#fetched_assignments_list")).to_contain_text(LESSON)
    return small.root / LESSON / f"{LESSON}.ipynb"


def answer(page: Page, server: Lab, path: Path) -> None:
    """The student: one exercise is solved, and the corner's line kept with the cursor in it."""
    document = json.loads(path.read_text())
    for cell in document["cells"]:
        cell["source"] = DOUBLE if cell["id"] == "double" else cell["source"]
    path.write_text(json.dumps(document))
    Notebook(page, server.path(path))
    page.evaluate(RUN_ALL)
    page.locator(".jp-OutputArea-output input[type=text]").click()
    page.keyboard.type("the picture helped")
    expect(page.get_by_text("Your reaction: “the picture helped”.")).to_be_visible()
    page.locator("[data-command='docmanager:save'], jp-button[title^='Save']").first.click()
    page.wait_for_function(SAVED)
    reaction = Reaction("halving", text="the picture helped")
    assert reactions_in(json.loads(path.read_text())["cells"]) == {"halving": reaction}


def validate(page: Page, path: Path) -> None:
    """The button finds the checks that fail, which are those that the student's command finds."""
    page.locator(".jp-Toolbar").get_by_text("Validate").click()
    said = page.locator(".jp-Dialog-content:has-text('Validation Results')")
    said.wait_for()
    checks = {each.name: each.check for each in look_at(path).exercises}
    assert checks == {"double": "", "Counter": "NotImplementedError: Complete up!"}
    expect(said).to_contain_text("assert Counter().up() == 1")
    expect(said).to_contain_text(checks["Counter"])
    expect(said).not_to_contain_text("assert double(1) == 2")
