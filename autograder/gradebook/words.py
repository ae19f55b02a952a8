"""A student's own words and pictures as harmless HTML."""

from __future__ import annotations

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.feedback import messages
from autograder.notebooks import SubmittedCell
from autograder.templates import render

MAX_SHOWN = 50_000  # characters of one cell


def words_html(cell: SubmittedCell, place: str = "") -> str:
    """What a student wrote in a cell, as HTML on one line in which nothing can run.

    Every markdown reader treats a single line as one block of HTML, so no part of it is read as
    markdown again.

    Args:
        cell: The cell.
        place: Where it stands, for words that stand in no cell of the lesson.
    """
    text = cell.source[:MAX_SHOWN]
    html = render(
        "gradebook/templates/words.html.j2",
        text=text if cell.kind == "code" else _rendered(text),
        is_code=cell.kind == "code",
        pictures=cell.pictures,
        place=place,
        messages=messages,
    )
    return html.strip().replace("\n", "&#10;")


def _rendered(markdown: str) -> str:
    parser = MarkdownWithMath(renderer=_Renderer(escape=True, exclude_anchor_links=True))
    rendered: str = parser.render(markdown)
    return rendered.strip()


class _Renderer(IPythonRenderer):
    """Renders markdown to HTML without colours and without pictures from elsewhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The description of a picture; the pictures of a cell are shown below its text."""
        return f"[{text}]"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as it is; the name of a language may be anything."""
        return super().block_code(code)
