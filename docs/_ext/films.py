"""The directive `{film} NAME`: a film of the library, with its text below it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from compneuro.films import FOLDER, film_page


class Film(SphinxDirective):
    """A player, for pages in docs/ itself."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The player as HTML; the film lies beside the style sheets."""
        [name] = self.arguments
        self.env.note_dependency(str(FOLDER / f"{name}.vtt"))
        page = film_page(name, f"_static/{name}.mp4", f"_static/{name}.vtt")
        return [nodes.raw("", page, format="html")]


def _copy(app: Sphinx, error: Exception | None) -> None:
    for path in () if error else (*FOLDER.glob("*.mp4"), *FOLDER.glob("*.vtt")):
        shutil.copy(path, Path(app.outdir) / "_static")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("film", Film)
    app.connect("build-finished", _copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
