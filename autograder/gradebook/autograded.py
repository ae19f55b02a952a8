"""The autograded notebook: the lesson with the student's cells filled in and verdicts below."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

from bleach.sanitizer import ALLOWED_TAGS, Cleaner
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.authoring import new_cell
from autograder.deadline import OutOfTime, cpu_limit
from autograder.feedback import exercise_html, exercise_text, summary_html
from autograder.notebooks import CellType, Lesson, Submission, SubmittedCell
from autograder.report import ExerciseResult, Report
from autograder.templates import prose

MAX_SHOWN = 50_000  # characters of one cell
MAX_RENDERED = 10_000  # of one markdown cell; a longer one is shown as plain text
RENDER_SECONDS = 5.0  # of processor time; after that, all markdown is shown as plain text
TAGS = ALLOWED_TAGS | {
    *("p", "br", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "del", "sub", "sup"),
    *("dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
}
Show = Callable[[str], str]  # markdown to HTML
LINKS = {"http", "https", "mailto"}
CLEANER = Cleaner(tags=TAGS, attributes={"a": ["href", "title"]}, protocols=LINKS, strip=True)


def autograded_notebook(
    released: NotebookNode, submission: Submission, report: Report, figures: Path | None = None
) -> NotebookNode:
    """The released notebook as the student filled it in, with feedback as outputs.

    Nothing in it can run in a reader's browser: the student's outputs and attachments are left
    out, code is plain text, and markdown is cleaned.

    Args:
        released: The notebook that students get.
        submission: What the student submitted.
        report: The report, with only what the student may see.
        figures: The folder with the report's pictures; without it, only captions are shown.
    """
    try:
        with cpu_limit(RENDER_SECONDS):
            return _filled_in(released, submission, report, figures, inert)
    except OutOfTime:
        return _filled_in(released, submission, report, figures, plain)


def _filled_in(
    released: NotebookNode,
    submission: Submission,
    report: Report,
    figures: Path | None,
    show: Show,
) -> NotebookNode:
    """The autograded notebook, with markdown shown in that way."""
    notebook = deepcopy(released)
    results = {f"test_{result.name}": result for result in report.exercises}
    own, added = _placed(released, submission, show)
    cells = [new_cell("markdown", summary_html(report), id="feedback-summary"), *added[""]]
    for cell in notebook.cells:
        if cell.id in own and not _is_given_text(cell):
            cell.source = _source(own[cell.id], cell.cell_type, show)
        if cell.id in results:
            result = results[cell.id]
            page = exercise_html(result, _images(result, figures) if figures else {})
            data = {"text/html": page, "text/plain": exercise_text(result)}
            cell.outputs = [new_output("display_data", data)]
        cells += [cell, *added.get(cell.id, [])]
    notebook.cells = cells
    return notebook


def _images(result: ExerciseResult, figures: Path) -> dict[str, str]:
    """The figures of an exercise as base64, by file name. Missing files are left out."""
    paths = [figures / test.figure.file for test in result.tests if test.figure]
    return {p.name: b64encode(p.read_bytes()).decode() for p in paths if p.is_file()}


def answers(lesson: Lesson, submission: Submission) -> dict[str, str]:
    """The student's answer to each question; empty if the cell is unchanged."""
    texts = {question.name: "" for question in lesson.questions}
    given = {question.name: question.answer.source.strip() for question in lesson.questions}
    for cell in submission.cells:
        if cell.id in texts and cell.source.strip() != given[cell.id]:
            texts[cell.id] += cell.source.strip()
    return texts


def inert(markdown: str) -> str:
    """A student's markdown as harmless HTML, on one line.

    Every markdown reader treats a single line as one block of HTML, so no part of it is read as
    markdown again.
    """
    if len(markdown) > MAX_RENDERED:
        return plain(markdown)
    parser = MarkdownWithMath(renderer=_Renderer(escape=True, exclude_anchor_links=True))
    try:
        cleaned: str = CLEANER.clean(parser.render(markdown))
    except OutOfTime:
        raise
    except Exception:  # what these libraries cannot read is no fault of the student
        return plain(markdown)
    return "<div>" + cleaned.strip().replace("\n", "&#10;") + "</div>"


def plain(markdown: str) -> str:
    """A student's markdown as it was written, on one line of HTML."""
    return f"<div>{prose(markdown[:MAX_SHOWN])}</div>"


class _Renderer(IPythonRenderer):
    """Renders markdown to HTML without images, which would be loaded from elsewhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The description of a picture, because its file was not submitted."""
        return f"[{text}]"


def _placed(
    released: NotebookNode, submission: Submission, show: Show
) -> tuple[dict[str, SubmittedCell], dict[str, list[NotebookNode]]]:
    """The student's version of each lesson cell, and the added cells after each lesson cell."""
    known = {cell.id for cell in released.cells}
    given = {cell.source.strip() for cell in released.cells}
    own = dict(_versions(submission, known))
    added: dict[str, list[NotebookNode]] = {"": []}
    place = ""
    for cell in submission.cells:
        if own.get(cell.id) is cell:
            place = cell.id
        elif cell.source.strip() and cell.source.strip() not in given:
            added.setdefault(place, []).append(_new_cell(cell, show))
    return own, added


def _versions(submission: Submission, known: set[str]) -> Iterator[tuple[str, SubmittedCell]]:
    """For each lesson cell the student's graded version, or else the first one."""
    graded = {attempt.cell for attempt in submission.attempts.values()}
    for cell in sorted(submission.cells, key=lambda c: (c.number in graded, -c.number)):
        if cell.id in known:
            yield cell.id, cell  # the last pair for an id wins in the dictionary


def _new_cell(cell: SubmittedCell, show: Show) -> NotebookNode:
    kind: CellType = "code" if cell.kind == "code" else "markdown"
    return new_cell(kind, _source(cell, kind, show), id=f"student-{cell.number}")


def _source(cell: SubmittedCell, kind: str, show: Show) -> str:
    return cell.source[:MAX_SHOWN] if kind == "code" else show(cell.source)


def _is_given_text(cell: NotebookNode) -> bool:
    """Whether the lesson's own text stays: in locked check cells, and in prose without answers."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("locked") or (cell.cell_type != "code" and not mark.get("solution")))
