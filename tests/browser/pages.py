"""Pictures of the pages that people read, for the README: a part of `make pictures`."""

from __future__ import annotations

import io
import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page

from autograder.course import Course
from autograder.feedback import exercise_html
from autograder.pages import analyse, class_page, hints_of
from autograder.report import loads
from benchmarks.class_report import made_up_class
from benchmarks.classes import COURSE, REAL
from tests.browser.lab import open_page

MISTAKEN = Path("tests", "golden", REAL, "wrong_bias_sign", f"{REAL}.ipynb")
STUDENTS = 1000
NARROW, WIDE, HEIGHT = 850, 1040, 400
COLOURS = 256


def save(shot: bytes, path: Path) -> None:
    """Keep a screenshot as a PNG file with few colours, which makes it small."""
    with Image.open(io.BytesIO(shot)) as image:
        few = image.convert("RGB").quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    print(f"wrote {path} ({path.stat().st_size // 1000} kB)")


def picture_feedback(course: Course, browser: Browser, pictures: Path) -> None:
    """What a student reads below an exercise that is not right yet."""
    with tempfile.TemporaryDirectory() as folder, open_page(browser) as page:
        reports = Path(folder) / "reports.json"
        command = [COURSE, "grade", REAL, MISTAKEN, "--json", reports]
        subprocess.run([*map(str, command)], cwd=course.root, check=True, capture_output=True)
        result = loads(reports.read_text(encoding="utf-8"))[0].exercises[0]
        files = {test.figure.file for test in result.tests if test.figure}
        images = {f: b64encode((course.figures() / f).read_bytes()).decode() for f in files}
        _show(page, exercise_html(result, images), NARROW)
        save(page.locator(".tex2jax_ignore").screenshot(), pictures / "feedback.png")


def picture_class_report(course: Course, browser: Browser, pictures: Path) -> None:
    """A report on a made-up class, as far as how well each test separates."""
    reports, hints = list(made_up_class(STUDENTS)), hints_of(course.misconceptions(REAL))
    with open_page(browser) as page:
        _show(page, class_page(REAL, analyse(reports, hints)), WIDE)
        end = page.get_by_role("heading", name="Misconceptions").bounding_box()
        assert end
        part: FloatRect = {"x": 0, "y": 0, "width": WIDE, "height": end["y"]}
        save(page.screenshot(full_page=True, clip=part), pictures / "class_report.png")


def _show(page: Page, html: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.set_content(html)
