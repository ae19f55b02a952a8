"""A notebook that is open in JupyterLab: what a person does to it, and what they see."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from PIL import Image
from playwright.sync_api import Error, Locator, Page

RUN_SECONDS = 300
POINTS_PER_INCH = 72
STEPS = 20  # of a slider
# Milliseconds between two looks at cells that run. A look at each frame, as Playwright does it,
# lays out the whole page sixty times a second.
PAUSE = 200
WIDGETS_THAT_FAILED = "text=/Loading widget|Error displaying widget|Error creating widget/"

PANEL = "window.jupyterapp.shell.currentWidget"
LOADED_LAB = "window.jupyterapp !== undefined"
OPEN = """async path => {
    await window.jupyterapp.restored;
    await window.jupyterapp.commands.execute('docmanager:open', {path});
}"""
CLOSE = f"""async () => {{
    const panel = {PANEL};
    await panel.sessionContext.shutdown();
    panel.dispose();
}}"""
CLEAR = "window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
READY = f"{PANEL}?.sessionContext?.session?.kernel?.status === 'idle'"
CODE = f"[...{PANEL}.content.model.cells].filter(cell => cell.type === 'code')"
FINISHED = f"{CODE}.at(-1).executionCount !== null"
RUNNING = "[...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent === '[*]:')"
LOADED = "it => it.tagName === 'VIDEO' ? it.readyState > 1 : it.complete ?? true"
PLAYING = "film => film.currentTime > 0.1 && !film.paused"
# The picture as it is drawn now; the same string only for the same pixels.
DRAWN = """picture => {
    const canvas = document.createElement('canvas');
    canvas.width = picture.videoWidth || picture.naturalWidth;
    canvas.height = picture.videoHeight || picture.naturalHeight;
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return canvas.toDataURL();
}"""
SIZES = """picture => ({
    shown: picture.getBoundingClientRect().width,
    natural: picture.videoWidth || picture.naturalWidth,
    room: picture.closest('.jp-OutputArea-output').clientWidth,
})"""


@dataclass(frozen=True)
class Picture:
    """How large a picture is: its pixels, and on the page in CSS pixels, in a cell of that room."""

    natural: float
    shown: float
    room: float
    dpi: float

    @property
    def point(self) -> float:
        """How large a typographic point of the figure is on the page, in CSS pixels."""
        return self.dpi / POINTS_PER_INCH * self.shown / self.natural


class Notebook:
    """A notebook in a page that shows JupyterLab, with its kernel started."""

    def __init__(self, page: Page, path: str) -> None:
        """Open it; from here on, everything that goes wrong in the page is written down.

        Args:
            page: Where no other notebook is open.
            path: Where the server has it.
        """
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", self._fail)
        page.on("console", self._listen)
        page.wait_for_function(LOADED_LAB)
        page.evaluate(OPEN, path)
        page.wait_for_selector(".jp-Notebook .jp-InputPrompt")
        page.wait_for_function(READY)

    def close(self) -> None:
        """End its kernel, and leave the page to the next one."""
        self.page.evaluate(CLOSE)
        self.page.remove_listener("pageerror", self._fail)
        self.page.remove_listener("console", self._listen)

    def _fail(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def run_all(self) -> None:
        """Choose "Run All Cells" in the menu, and wait until the last cell has run.

        Saved outputs are thrown away first: what is there afterwards comes from this run.
        """
        self.page.evaluate(CLEAR)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function(RUNNING)
        self.page.wait_for_function(
            f"{FINISHED} && !{RUNNING} && {READY}", timeout=RUN_SECONDS * 1000, polling=PAUSE
        )

    def cells(self) -> list[NotebookNode]:
        """The cells as they would be saved now."""
        saved = self.page.evaluate(f"JSON.stringify({PANEL}.content.model)")
        return list(nbformat.reads(saved, as_version=4).cells)

    def outputs(self) -> list[NotebookNode]:
        """The outputs of all cells."""
        return [output for cell in self.cells() for output in cell.get("outputs", [])]

    def errors(self) -> list[NotebookNode]:
        """The errors below the cells."""
        return [output for output in self.outputs() if output.output_type == "error"]

    def warnings(self) -> list[str]:
        """What was written to stderr, and JupyterLab puts on red."""
        return [output.text for output in self.outputs() if output.get("name") == "stderr"]

    def show(self, selector: str) -> list[Locator]:
        """What is found among the outputs, each scrolled into view and loaded."""
        found = self.page.locator(f".jp-OutputArea-output {selector}").all()
        for each in found:
            each.scroll_into_view_if_needed()
            self.page.wait_for_function(LOADED, arg=each.element_handle(), polling=PAUSE)
        return found

    def plots(self) -> list[Picture]:
        """The plots below the cells."""
        return [
            Picture(**plot.evaluate(SIZES), dpi=_dpi(str(plot.get_attribute("src"))))
            for plot in self.show("img[src^='data:image/png']")
        ]

    def films(self, dpi: float) -> list[Picture]:
        """The films below the cells, which do not say themselves for which dpi they were drawn."""
        return [Picture(**film.evaluate(SIZES), dpi=dpi) for film in self.show("video")]

    def play(self, film: Locator) -> None:
        """Click on a film, and see that its picture is another one halfway; then stop it."""
        first = film.evaluate(DRAWN)
        film.click()
        self.page.wait_for_function(PLAYING, arg=film.element_handle(), polling=PAUSE)
        film.evaluate("film => { film.currentTime = film.duration / 2; }")
        self._changes(film, first)
        film.evaluate("film => film.pause()")  # it would be decoded again and again

    def slide(self, handle: Locator, steps: int = STEPS) -> None:
        """Move a slider with the keyboard until the picture below it changes."""
        picture = self.page.locator(".jp-OutputArea-output:has(.noUi-handle) img")
        self.page.wait_for_function(READY)  # no earlier move is still being drawn
        handle.focus()
        first = picture.evaluate(DRAWN)
        for _ in range(steps):
            self.page.keyboard.press("ArrowRight")
        self._changes(picture, first)

    def _changes(self, picture: Locator, first: str) -> None:
        """Wait until something else is drawn there."""
        self.page.wait_for_function(
            f"([picture, first]) => ({DRAWN})(picture) !== first",
            arg=[picture.element_handle(), first],
            polling=PAUSE,
        )


def _dpi(link: str) -> float:
    with Image.open(io.BytesIO(base64.b64decode(link.partition(",")[2]))) as image:
        return float(image.info["dpi"][0])
