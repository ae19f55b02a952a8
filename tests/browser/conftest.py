"""One Chromium for each process of the tests, and in it one page with a JupyterLab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is missing; `make test` installs it.")

from playwright.sync_api import Browser, Page

from tests.browser import CHROMIUM
from tests.browser.lab import MISSING, Lab, open_page, start_chromium, start_lab
from tests.browser.notebook import Notebook

Open = Callable[[Path], Notebook]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with start_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with start_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def lab_page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """JupyterLab, which takes seconds to start, before a notebook is opened."""
    with open_page(browser) as page:
        page.goto(lab.page("lab"))
        yield page


@pytest.fixture
def open_notebook(lab: Lab, lab_page: Page) -> Iterator[Open]:
    """Opens a copy of a notebook; it is closed after the test."""
    with ExitStack() as stack:

        def open_copy(original: Path) -> Notebook:
            notebook = Notebook(lab_page, lab.path(lab.copy(original)))
            stack.callback(notebook.close)
            return notebook

        yield open_copy
