"""What axe finds that keeps people from reading a page: contrast, names, the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import CHROMIUM

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RUN = "rules => axe.run({runOnly: {type: 'tag', values: rules}})"


def faults(page: Path) -> list[str]:
    """The rules that a page breaks in a light or a dark browser, each with the first place."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium to open pages with; `make chromium` installs Debian's.")
    from axe_playwright_python.base import AXE_SCRIPT

    from tests.browser.lab import LAPTOP, start_chromium

    found = []
    with start_chromium() as browser:
        for scheme in ("light", "dark"):
            tab = browser.new_page(color_scheme=scheme, viewport=LAPTOP)
            tab.goto(page.as_uri())
            tab.evaluate(AXE_SCRIPT)
            for broken in tab.evaluate(RUN, STANDARD)["violations"]:
                found.append(f"{scheme}: {broken['help']}: {broken['nodes'][0]['html']}")
    return found
