"""One JupyterLab and one Chromium for each process of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is missing; `make test` installs it.")

from playwright.sync_api import Browser

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


@pytest.fixture
def open_notebook(lab: Lab, browser: Browser) -> Iterator[Open]:
    """Opens a copy of a notebook; the page is closed after the test."""
    with ExitStack() as stack:

        def open_copy(original: Path) -> Notebook:
            page = stack.enter_context(open_page(browser))
            return Notebook(page, lab.link(lab.copy(original)))

        yield open_copy
