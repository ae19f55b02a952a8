"""The forms for GitHub and Gradescope as a person sees them there: in a page like theirs.

Neither platform can be had on this machine. What is imitated is what matters here: GitHub renders
the summary as Markdown; Gradescope shows each test in a box, names as text and outputs as HTML, to
students only those that are visible, and then no total. What both take out of HTML stays in here.
"""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Browser, Page

from autograder.formats import convert
from tests.browser.lab import open_page
from tests.formats.samples import HOSTILE, LATER, SECRET, given, sample

PAGES = Environment(autoescape=True, loader=FileSystemLoader(Path(__file__).parent))


def gradescope(results: dict[str, Any], *, is_student: bool) -> str:
    """The page that a student sees before the due date, or the one of an instructor."""
    visible = [test for test in results["tests"] if test["visibility"] == "visible"]
    total = not is_student or visible == results["tests"]
    tests = visible if is_student else results["tests"]
    return PAGES.get_template("gradescope.html").render(results=results, tests=tests, total=total)


def dot() -> str:
    """A picture of one point."""
    buffer = io.BytesIO()
    Image.new("L", (1, 1)).save(buffer, "PNG")
    return b64encode(buffer.getvalue()).decode()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that nothing may be loaded into; a script that runs would be seen."""
    with open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        yield page
        assert [url for url in asked if not url.startswith("data:image/png;base64,")] == []


def test_what_platforms_show_is_read_as_text_and_nothing_of_it_runs(page: Page) -> None:
    report = sample(text=HOSTILE)
    images = dict.fromkeys(given().images, dot())
    [(_, summary)] = convert("github", [report], given(images=images))
    html = MarkdownIt("commonmark").enable("table").render(summary)
    page.set_content(PAGES.get_template("github.html").render(summary=html))
    seen = page.inner_text("article")
    assert "lesson: 3.5 of 11 points" in seen and "1.5 of 4 points" in seen
    assert "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:b)" in seen
    assert page.locator("article").locator("script, img, a").count() == 0
    assert SECRET not in seen and LATER not in seen

    [(_, text)] = convert("gradescope", [report], given(images=images))
    page.set_content(gradescope(json.loads(text), is_student=True))
    seen = page.inner_text("main")
    assert page.inner_text("#total") == "- / 11.0"
    assert "1.1) double: Every element is doubled. (1/1)" in seen and "1.5 of 4 points" in seen
    assert "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:b)" in seen
    assert page.locator("main").locator("script, a, img:not([src^='data:'])").count() == 0
    assert page.locator("img").evaluate("image => image.naturalWidth") == 1
    assert SECRET not in page.content() and LATER not in page.content()

    page.set_content(gradescope(json.loads(text), is_student=False))
    assert page.inner_text("#total") == "3.5 / 11.0"
    assert page.locator("section.hidden").count() == 4
    assert SECRET in page.inner_text("main") and LATER in page.inner_text("main")
