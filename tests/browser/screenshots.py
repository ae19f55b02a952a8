"""Pictures of the lessons in JupyterLab and of pages, for the README: `make pictures`.

Window, workspace and colours are fixed and nothing blinks, so that a picture changes only where
what it shows does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator

from autograder.course import Course, load_course
from tests.browser import CHROMIUM, pages
from tests.browser.lab import LAPTOP, MISSING, Lab, open_page, start_chromium, start_lab
from tests.browser.notebook import Notebook

STUB = ("single_neuron", "Exercise 5: Count the parameters")
FILM = ("single_neuron", "A neuron fits a line", 1.5)  # seconds after its start
TALL = LAPTOP | {"height": 1220}  # as after a little scrolling
HIDE_TIMES = ".widget-hbox > .widget-html:last-child { visibility: hidden }"  # of progress bars
SEEK = "(it, time) => new Promise(done => { it.onseeked = done; it.currentTime = time })"


@contextmanager
def opened(lab: Lab, browser: Browser, original: Path) -> Iterator[Notebook]:
    """A copy of the notebook, without the list of files beside it: that one shows the time."""
    with open_page(browser) as page:
        copy = lab.copy(original)
        page.goto(lab.link(copy))
        notebook = Notebook(page, lab.path(copy))
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
        yield notebook


def scroll_to(target: Locator) -> None:
    """Bring it to the top of the notebook."""
    for _ in range(2):  # what comes into view may push the rest down
        target.evaluate("it => it.scrollIntoView({block: 'start'})")
        target.page.wait_for_timeout(500)


def heading(notebook: Notebook, text: str) -> Locator:
    """A heading of the lesson."""
    return notebook.page.get_by_role("heading", name=text).first


def save(notebook: Notebook, path: Path) -> None:
    """Keep the window as a PNG file."""
    pages.save(notebook.page.screenshot(animations="disabled", caret="hide"), path)


def picture_release(course: Course, lab: Lab, browser: Browser, pictures: Path) -> None:
    """A stub and its visible check, as a student finds them."""
    lesson, text = STUB
    with opened(lab, browser, course.release(lesson)) as notebook:
        notebook.page.set_viewport_size(TALL)
        scroll_to(heading(notebook, text))
        save(notebook, pictures / "release.png")


def picture_film(course: Course, lab: Lab, browser: Browser, pictures: Path) -> None:
    """The film of a training run, below the text and the code that it belongs to."""
    lesson, text, seconds = FILM
    with opened(lab, browser, course.solved_notebook(lesson)) as notebook:
        notebook.page.set_viewport_size(TALL)
        notebook.run_all()
        notebook.page.add_style_tag(content=HIDE_TIMES)
        notebook.show("video")[0].evaluate(SEEK, seconds)
        scroll_to(heading(notebook, text))
        save(notebook, pictures / "film.png")


def main() -> None:
    """Write the pictures to docs/pictures/."""
    if CHROMIUM is None:
        raise SystemExit(MISSING)
    course = load_course()
    pictures = course.root / "docs" / "pictures"
    with (
        tempfile.TemporaryDirectory() as folder,
        start_lab(Path(folder)) as lab,
        start_chromium() as browser,
    ):
        picture_release(course, lab, browser, pictures)
        picture_film(course, lab, browser, pictures)
        pages.picture_feedback(course, browser, pictures)
        pages.picture_class_report(course, browser, pictures)


if __name__ == "__main__":
    main()
