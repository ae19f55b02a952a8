"""A student's own words and pictures as harmless HTML."""

from __future__ import annotations

import re
from functools import lru_cache

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.deadline import OutOfTime
from autograder.feedback import mathml, messages
from autograder.notebooks import Picture, SubmittedCell
from autograder.templates import render

LINE_END = re.compile(r"\r\n?|\n")
MAX_SHOWN = 50_000  # characters of one cell
MAX_RENDERED = 10_000  # of one markdown cell; a longer one is shown as it was written


def words_html(cell: SubmittedCell, place: str = "", *, as_written: bool = False) -> str:
    """What a student wrote in a cell, as HTML on one line in which nothing can run.

    Every markdown reader treats a single line as one block of HTML, so no part of it is read as
    markdown again.

    Args:
        cell: The cell.
        place: Where it stands, for words that stand in no cell of the lesson.
        as_written: Show markdown as the text that it is, which takes next to no time.
    """
    as_written = as_written or cell.kind == "code" or len(cell.source) > MAX_RENDERED
    show = _html if cell.pictures or as_written else _shared
    try:
        return show(cell.source, place, cell.pictures, as_written)
    except OutOfTime:
        raise
    except Exception:  # what the libraries cannot read is no fault of the student
        return _html(cell.source, place, cell.pictures, as_written=True)


def _html(source: str, place: str, pictures: tuple[Picture, ...], as_written: bool) -> str:
    html = render(
        "gradebook/templates/words.html.j2",
        text=source[:MAX_SHOWN] if as_written else _rendered(source),
        as_written=as_written,
        pictures=pictures,
        place=place,
        messages=messages,
    )
    return LINE_END.sub("&#10;", html.strip())


# The text of an older release stands in the notebooks of a whole class.
_shared = lru_cache(maxsize=200)(_html)


def _rendered(markdown: str) -> str:
    parser = MarkdownWithMath(renderer=_Renderer(escape=True, exclude_anchor_links=True))
    rendered: str = parser.render(markdown)
    return rendered.strip()


class Formulas(IPythonRenderer):
    """Renders markdown to HTML in which formulas need neither scripts nor a network."""

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return mathml(body, is_block=True) or super().block_math(body)

    def inline_math(self, body: str) -> str:
        """A formula in a line of text."""
        return mathml(body) or super().inline_math(body)

    def latex_environment(self, name: str, body: str) -> str:
        """A formula that brings its own brackets."""
        tex = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return mathml(tex, is_block=True) or super().latex_environment(name, body)


class _Renderer(Formulas):
    """Renders markdown to HTML without colours and without pictures from elsewhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The description of a picture; the pictures of a cell are shown below its text."""
        return f"[{text}]"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as it is; the name of a language may be anything."""
        return super().block_code(code)
