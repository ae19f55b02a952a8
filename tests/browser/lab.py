"""A JupyterLab server and a Chromium, both with nothing of this computer's user in them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import CHROMIUM

MISSING = "There is no Chromium to open notebooks with; `make chromium` installs Debian's."
LAPTOP = {"width": 1366, "height": 768}
PATIENCE_SECONDS = 120  # until the server, or anything on a page, counts as broken

# What a student's JupyterLab has and a test may not: a look at the network, and greetings.
SERVER = {
    "ServerApp": {"open_browser": False, "port": 0, "ip": "127.0.0.1", "allow_root": True},
    "LabApp": {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "expose_app_in_browser": True,
    },
}
GREETINGS = {"@jupyterlab/apputils-extension:announcements": True}
NBGRADER = {"@jupyter/nbgrader": True}
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


class Lab:
    """A running JupyterLab."""

    def __init__(self, address: str, token: str, folder: Path) -> None:
        """Nothing is started here; see `start_lab`."""
        self._address, self._token = address, token
        self.folder = folder

    def copy(self, original: Path) -> Path:
        """A copy of the notebook that JupyterLab trusts like one that was run and saved here.

        In a notebook from elsewhere it shows no saved HTML before the cells are run again.
        """
        copy = self.folder / original.parent.name / original.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(original, copy)
        notary = NotebookNotary(data_dir=str(self.folder.parent / "data"))
        notary.sign(nbformat.read(copy, as_version=4))
        notary.store.close()
        return copy

    def page(self, path: str) -> str:
        """Where a browser finds another page of this server."""
        return f"{self._address}{path}?token={self._token}"

    def path(self, notebook: Path) -> str:
        """What the server calls it."""
        return notebook.relative_to(self.folder).as_posix()

    def link(self, notebook: Path) -> str:
        """Where a browser finds the notebook, alone in a workspace of its own."""
        path = self.path(notebook)
        workspace = path.removesuffix(".ipynb").replace("/", "-")
        return f"{self._address}lab/workspaces/{workspace}/tree/{path}?token={self._token}"


@contextmanager
def start_lab(
    folder: Path, notebooks: Path | None = None, *, with_nbgrader: bool = False
) -> Iterator[Lab]:
    """Serve notebooks; settings, logs and kernels' files go into a folder.

    Args:
        folder: Where everything goes.
        notebooks: What is served; by default a new folder in there.
        with_nbgrader: Show nbgrader's buttons and menus, which students of many courses lack.
    """
    homes = {name: folder / name.lower() for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | {f"JUPYTER_{name}_DIR": str(home) for name, home in homes.items()}
    environment |= {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_TOKEN": secrets.token_hex(),
        "CUDA_VISIBLE_DEVICES": "",  # a lesson says whether there is a card
    }
    (homes["CONFIG"] / "labconfig").mkdir(parents=True)
    (homes["CONFIG"] / "jupyter_server_config.json").write_text(json.dumps(SERVER))
    (homes["CONFIG"] / "labconfig" / "page_config.json").write_text(
        json.dumps({"disabledExtensions": GREETINGS | ({} if with_nbgrader else NBGRADER)})
    )
    if notebooks is None:
        notebooks = folder / "notebooks"
        notebooks.mkdir()
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab"], cwd=notebooks, env=environment, stderr=log
        )
        try:
            address = _address(server, homes["RUNTIME"], folder / "server.log")
            yield Lab(address, environment["JUPYTER_TOKEN"], notebooks)
        finally:
            server.terminate()  # which also ends the kernels
            server.wait()


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """The address that the server has found for itself, as soon as it answers there."""
    known = runtime / f"jpserver-{server.pid}.json"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if known.exists() and (text := known.read_text()):
            return str(json.loads(text)["url"])
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own, which is gone afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(FLAGS), chromium_sandbox=False
        )
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser) -> Iterator[Page]:
    """A page of the size of a laptop's screen, with nothing remembered from another page."""
    context = browser.new_context(viewport=LAPTOP, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE_SECONDS)
    yield context.new_page()
    context.close()
