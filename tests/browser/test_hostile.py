"""What a student writes runs nowhere: not in the feedback page, and not in the formgrader.

The formgrader matters most. A script in it could read the token with which a grader changes grades.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from autograder.authoring import build_release
from autograder.authoring.release import nbgrader_api
from tests.browser.lab import Lab, open_page, start_lab
from tests.gradebook.small_course import GRADING, LESSON, SmallCourse, start_course

TRACKER = "https://tracker.example"
RUN = "document.title=window.pwned='pwned'"
SCRIPT = f'<script>{RUN}</script><img src={TRACKER}/a.png onerror="{RUN}">'
FAKE = "16 of 16 points"
LINK = f"[See how your points were counted](javascript:{RUN})"
SVG = f"<svg onload=\"{RUN}\"><foreignObject><iframe srcdoc='{SCRIPT}'></svg>"
TEXTS = (
    SCRIPT,
    LINK,
    f"<javascript:{RUN}>",
    f"![t]({TRACKER}/p.png)",
    f"![t][p]\n\n[p]: {TRACKER}/q.png",
    f"$\\href{{javascript:{RUN}}}{{x}}$ and $$</div>{SCRIPT}$$",
    f"</div></div></div>{SCRIPT}\r\r# {FAKE}\r\r<h1>{FAKE}</h1>",
    f"<style>@import '{TRACKER}/s.css'</style><link rel=stylesheet href={TRACKER}/t.css>",
    SVG,
    f"```mermaid\nclick A call f()\n```\n```&nbsp;\n{SCRIPT}\n```",
    "> " * 3000 + "[" * 2000,
    f"<form action={TRACKER}><button>Next</button></form><base href={TRACKER}/>",
    f"<meta http-equiv=refresh content='0;url={TRACKER}'>",
)
OUTPUT = {
    "output_type": "display_data",
    "metadata": {},
    "data": {
        "text/html": SCRIPT,
        "application/javascript": RUN,
        "image/svg+xml": SVG,
        "text/markdown": LINK,
    },
}
MATHJAX = "/mathjax/2.7.7/latest.js?config=TeX-AMS_CHTML-full,Safe"  # which refuses scripts
LOOK = """fake => {
    const found = window.pwned || document.title === 'pwned' ? ['a script has run'] : [];
    const near = document.querySelector('#notebook-container');
    const all = [...near.querySelectorAll('*')];
    const bad = 'script iframe form base meta link object embed svg style button:not(.btn)';
    found.push(...near.querySelectorAll(bad.split(' ').join(',')));
    found.push(...all.filter(it => [...it.attributes].some(a => a.name.startsWith('on'))));
    found.push(...all.filter(it => it.href && !/^(https?|mailto|file):/.test(it.href)));
    const framed = '.nbgrader_cell, .students-words';
    const titles = [...near.querySelectorAll('h1, h2, h3, h4, h5, h6')];
    found.push(...titles.filter(it => it.innerText.includes(fake) && !it.closest(framed)));
    return found.map(it => it.outerHTML || it);
}"""
CODE = f"""\
def double(x):
    {SCRIPT!r}
    raise type({SCRIPT!r}, (ValueError,), {{}})({SCRIPT!r})  # {SCRIPT}"""


def cell(kind: str, source: str, **more: object) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "metadata": {"tags": [SCRIPT]},
        "id": SCRIPT,
        "source": source,
    } | more


def hostile(small: SmallCourse) -> dict[str, Any]:
    """A notebook with these texts wherever it holds text."""
    every = "\n\n".join(TEXTS)
    document = small.notebook(double=CODE, halves=every, Counter=f"class Counter(:\n    {every!r}")
    cells = [each | {"outputs": [OUTPUT]} for each in document["cells"]]
    for each in cells:
        if each["cell_type"] == "markdown":
            each["source"] = [*each["source"], f"\n\n{every}"]
    for text in TEXTS:
        cells += [
            cell("markdown", text, attachments={f'"><b>{text}': {"image/png": text}}),
            cell("raw", text, metadata={"raw_mimetype": "text/html", "format": "text/html"}),
            cell("code", text, outputs=[OUTPUT], execution_count=text),
        ]
    kernel = {"name": every, "display_name": every, "language": every}
    metadata = {"kernelspec": kernel, "language_info": {"name": every}, "title": every}
    fields = {"nbformat": every, "nbformat_minor": every, "metadata": metadata}
    return document | fields | {"cells": [*cells[::-1], *cells]}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCourse]:
    """A course in which that notebook has been handed in, graded, and answered with a page."""
    small = start_course(tmp_path_factory.mktemp("hostile") / "course")
    build_release(small.course, [LESSON])
    small.grade("eve", hostile(small))
    assert nbgrader_api(small.course, small.root).generate_feedback(LESSON)["success"]
    yield small
    GRADING.close()


@pytest.fixture(scope="module")
def server(graded: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with start_lab(tmp_path_factory.mktemp("server"), graded.root) as server:
        yield server


def what_happens(browser: Browser, address: str, home: str) -> list[str]:
    """Open a page; returns what a student's text brought about in it, which should be nothing."""
    seen: list[str] = []
    with open_page(browser) as page:
        page.on("dialog", lambda dialog: (seen.append("a dialog"), dialog.dismiss()))
        page.on("popup", lambda popup: seen.append(f"a window with {popup.url}"))
        page.on("framenavigated", lambda frame: frame.url == address or seen.append(frame.url))

        def answer(route: Route) -> None:
            near = route.request.url.startswith((home, "data:"))
            if not near and MATHJAX not in route.request.url:
                seen.append(route.request.url)
            (route.continue_ if near else route.abort)()

        page.route("**", answer)
        page.goto(address)
        assert "Checked automatically" in page.locator(".output_html").first.inner_text()
        return seen + list(page.evaluate(LOOK, FAKE))


def test_nothing_runs_in_the_feedback_page(graded: SmallCourse, browser: Browser) -> None:
    page = graded.root / "feedback" / "eve" / LESSON / f"{LESSON}.html"
    assert not what_happens(browser, page.as_uri(), page.as_uri())


def test_nothing_runs_in_the_formgrader(graded: SmallCourse, server: Lab, browser: Browser) -> None:
    with graded.gradebook() as book:
        row = book.find_submission_notebook(LESSON, LESSON, "eve")
    address = server.page(f"formgrader/submissions/{row.id}/")
    assert not what_happens(browser, address, server.page("").partition("?")[0])
