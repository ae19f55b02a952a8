"""What axe finds that keeps people from reading a page: contrast, names, the keyboard."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import CHROMIUM

ROOT = Path(__file__).parents[2]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Places that break no rule are not described, which would take long.
RUN = """rules => axe.run({
    runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], selectors: false,
})"""


def faults(page: Path) -> list[str]:
    """The rules that a page breaks in a light or a dark browser, each with the first place.

    Another process opens the browser: Playwright allows one loop in each.
    """
    if CHROMIUM is None:
        pytest.skip("There is no Chromium to open pages with; `make chromium` installs Debian's.")
    command = [sys.executable, "-m", "tests.browser.axe", str(page)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return list(json.loads(done.stdout))


def _find(page: Path) -> Iterator[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    from tests.browser.lab import LAPTOP, start_chromium

    with start_chromium() as browser:
        for scheme in ("light", "dark"):
            tab = browser.new_page(color_scheme=scheme, viewport=LAPTOP)
            tab.goto(page.as_uri())
            tab.evaluate(AXE_SCRIPT)
            for broken in tab.evaluate(RUN, STANDARD)["violations"]:
                yield f"{scheme}: {broken['help']}: {broken['nodes'][0]['html']}"


if __name__ == "__main__":
    print(json.dumps([*_find(Path(sys.argv[1]))]))
