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
from benchmarks.slider import explorer
from tests.browser import pages
from tests.browser.lab import CHROMIUM, LAPTOP, MISSING, Lab, open_page, start_chromium, start_lab
from tests.browser.notebook import Notebook

STUB = ("single_neuron", "Exercise 5: Count the parameters")
FILM = ("single_neuron", 1.5)  # seconds after its start
PAGES = {
    "artificial_neurons": "The line and the network side by side",
    "single_neuron": "5. Depth",
    "multilayer_perceptrons": "What has it learnt?",
}
TALL = LAPTOP | {"height": 1220}  # as after a little scrolling
SEEK = "(it, time) => new Promise(done => { it.onseeked = done; it.currentTime = time })"
MOVES = 40  # of the slider


@contextmanager
def opened(lab: Lab, browser: Browser, original: Path) -> Iterator[Notebook]:
    """A copy of the notebook, without the list of files beside it: that one shows the time."""
    with open_page(browser) as page:
        notebook = Notebook(page, lab.link(lab.copy(original)))
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


def picture_lessons(course: Course, lab: Lab, browser: Browser, pictures: Path) -> None:
    """A page of each lesson with its solutions in place, and the film of a training run."""
    for lesson, text in PAGES.items():
        with opened(lab, browser, course.solved_notebook(lesson)) as notebook:
            notebook.page.set_viewport_size(TALL)
            scroll_to(heading(notebook, text))
            save(notebook, pictures / f"lesson_{lesson}.png")
            if lesson == FILM[0]:
                film = notebook.show("video")[0]
                film.evaluate(SEEK, FILM[1])
                scroll_to(heading(notebook, "A neuron fits a line"))
                save(notebook, pictures / "film.png")


def picture_release(course: Course, lab: Lab, browser: Browser, pictures: Path) -> None:
    """A stub and its visible check, as a student finds them."""
    lesson, text = STUB
    with opened(lab, browser, course.release(lesson)) as notebook:
        notebook.page.set_viewport_size(TALL)
        scroll_to(heading(notebook, text))
        save(notebook, pictures / "release.png")


def picture_explorer(lab: Lab, browser: Browser, pictures: Path, folder: Path) -> None:
    """The neuron explorer, with both sliders moved."""
    with opened(lab, browser, explorer(folder)) as notebook:
        notebook.run_all()
        for slider in notebook.show(".noUi-handle"):
            notebook.slide(slider, MOVES)
        scroll_to(notebook.page.locator(".jp-CodeCell:has(.noUi-handle)"))
        notebook.page.wait_for_timeout(2000)
        save(notebook, pictures / "explorer.png")


def main() -> None:
    """Write all pictures to docs/pictures/."""
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
        picture_explorer(lab, browser, pictures, Path(folder))
        picture_lessons(course, lab, browser, pictures)
        pages.picture_feedback(course, browser, pictures)
        pages.picture_class_report(course, browser, pictures)


if __name__ == "__main__":
    main()
