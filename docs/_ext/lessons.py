"""The lessons as pages: what students get, with the outputs of the solved notebooks.

A stub stays a stub, and a question has no answer. The cells after them show what they will show
once students have filled them in. A film plays from the folder of style sheets. What needs a kernel
and shows nothing is left out: the cell that fetches the library, and the feedback corners.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output
from sphinx.application import Sphinx

from autograder.course import Course, load_course
from autograder.notebooks import read_lesson
from compneuro.films import film_page

FILM = re.compile(r'show_film\("(\w+)"\)')  # a cell that shows a film and does nothing else
INSTALL = "install"
NOTE = """
```{note}
This is the lesson to read. To write answers, run cells and watch the films of your own training,
open its notebook in Jupyter.
```
"""


def released(course: Course, lesson: str) -> dict[str, Any]:
    """The release of a lesson as a notebook, with outputs."""
    release = json.loads(course.release(lesson).read_text(encoding="utf-8"))
    solved = json.loads(course.solved_notebook(lesson).read_text(encoding="utf-8"))
    outputs = {cell["id"]: cell.get("outputs", []) for cell in solved["cells"]}
    corners = {section.corner.id for section in read_lesson(course.source(lesson)).sections}
    cells = [cell for cell in release["cells"] if cell["id"] not in {INSTALL, *corners}]
    cells[0]["source"].insert(1, NOTE)  # below the title
    for cell in cells:
        alt = cell["metadata"].get("alt")
        cell["metadata"] = {"mystnb": {"image": {"alt": alt}}} if alt else {}
        if film := FILM.fullmatch("".join(cell["source"])):
            page = film_page(film[1], f"../_static/{film[1]}.mp4", f"../_static/{film[1]}.vtt")
            cell["outputs"] = [new_output("display_data", {"text/html": page})]
        elif cell["cell_type"] == "code":
            cell["outputs"] = outputs.get(cell["id"], [])
    return release | {"cells": cells}


def write(app: Sphinx) -> None:
    """Write the pages below the documents, where they have changed."""
    course = load_course(Path(app.srcdir))
    folder = Path(app.srcdir, "lessons")
    folder.mkdir(exist_ok=True)
    for lesson in course.lessons:
        text = json.dumps(released(course, lesson), ensure_ascii=False)
        page = folder / f"{lesson}.ipynb"
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def give_levels(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _: Any) -> None:
    """Sphinx makes headings of the menu's captions and does not say of which level."""
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the pages before the documents are read."""
    app.connect("builder-inited", write)
    app.connect("html-page-context", give_levels, priority=900)  # after the theme
    return {"parallel_read_safe": True}
