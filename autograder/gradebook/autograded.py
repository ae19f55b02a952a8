"""The autograded notebook: the lesson with the student's cells filled in and verdicts below."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path

from nbformat import NotebookNode, from_dict

from autograder.authoring import is_deadline, is_install, new_cell
from autograder.deadline import OutOfTime, cpu_limit
from autograder.feedback import (
    exercise_html,
    exercise_text,
    messages,
    summary_html,
    summary_text,
)
from autograder.gradebook.words import MAX_SHOWN, words_html
from autograder.notebooks import Submission, SubmittedCell, added_words
from autograder.report import ExerciseResult, Report

# nbconvert and JupyterLab show such a cell's outputs alone.
NO_INPUT = {"transient": {"remove_source": True}, "jupyter": {"source_hidden": True}}
RENDER_SECONDS = 5.0  # of processor time; after that, all markdown is shown as it was written

Show = Callable[..., str]  # a student's words to HTML


def autograded_notebook(
    released: NotebookNode, submission: Submission, report: Report, figures: Path | None = None
) -> NotebookNode:
    """The released notebook as the student filled it in, with feedback as outputs.

    Nothing in it can run in a reader's browser: the student's outputs are left out, code is plain
    text, and markdown is cleaned. What the student wrote beside the lesson's cells is framed, so
    that it cannot pass for feedback.

    Args:
        released: The notebook that students get.
        submission: What the student submitted.
        report: The report, with only what the student may see.
        figures: The folder with the report's pictures; without it, only captions are shown.
    """
    try:
        with cpu_limit(RENDER_SECONDS):
            return _filled_in(released, submission, report, figures, words_html)
    except OutOfTime:
        as_written = partial(words_html, as_written=True)
        return _filled_in(released, submission, report, figures, as_written)


def _filled_in(
    released: NotebookNode,
    submission: Submission,
    report: Report,
    figures: Path | None,
    show: Show,
) -> NotebookNode:
    """The autograded notebook, with a student's words shown in that way."""
    results = {f"test_{result.name}": result for result in report.exercises}
    own, added = _placed(released, submission, show)
    summary = _shown("feedback-summary", summary_html(report), summary_text(report))
    cells = [summary, *added[""]]
    for given in released.cells:
        cell = copy(given)  # only what is replaced here differs
        if cell.id in own and not _is_given_text(cell):
            cell.source = _source(own[cell.id], cell.cell_type, show)
        if cell.id in results:
            result = results[cell.id]
            page = exercise_html(result, _images(result, figures) if figures else {})
            cell.outputs = [_output(page, exercise_text(result))]
        cells += [cell, *added.get(cell.id, [])]
    notebook = copy(released)
    notebook.cells = cells
    return notebook


def _images(result: ExerciseResult, figures: Path) -> dict[str, str]:
    """The figures of an exercise as base64, by file name. Missing files are left out."""
    paths = [figures / test.figure.file for test in result.tests if test.figure]
    return {p.name: b64encode(p.read_bytes()).decode() for p in paths if p.is_file()}


def _placed(
    released: NotebookNode, submission: Submission, show: Show
) -> tuple[dict[str, SubmittedCell], dict[str, list[NotebookNode]]]:
    """The student's version of each lesson cell, and what else stands after each lesson cell."""
    given = {cell.id: cell.source for cell in released.cells}
    texts = {c.id for c in released.cells if c.cell_type != "code" and _is_given_text(c)}
    copies = {source.strip() for source in given.values()}
    submission = replace(submission, cells=tuple(map(_known, submission.cells)))
    own = dict(_versions(submission, set(given)))
    added: dict[str, list[NotebookNode]] = {"": []}
    place = ""
    for cell in submission.cells:
        beside = cell
        if own.get(cell.id) is cell:
            place = cell.id
            words = added_words(cell, given[place]) if place in texts else ""
            beside = replace(cell, source=words, pictures=cell.pictures if place in texts else ())
        is_given = cell.source.strip() in copies or is_deadline(cell.source)
        if beside.pictures or (beside.source.strip() and not is_given):
            added.setdefault(place, []).append(_added(beside, show))
    return own, added


def _known(cell: SubmittedCell) -> SubmittedCell:
    """The cell; that which fetches the library is no cell of the lesson, but of its release."""
    return replace(cell, id="install") if not cell.id and is_install(cell.source) else cell


def _versions(submission: Submission, known: set[str]) -> Iterator[tuple[str, SubmittedCell]]:
    """For each lesson cell the student's graded version, or else the first one."""
    graded = {attempt.cell for attempt in submission.attempts.values()}
    for cell in sorted(submission.cells, key=lambda c: (c.number in graded, -c.number)):
        if cell.id in known:
            yield cell.id, cell  # the last pair for an id wins in the dictionary


def _added(cell: SubmittedCell, show: Show) -> NotebookNode:
    """What a student wrote beside the lesson's cells."""
    name = f"student-{cell.number}"
    if cell.kind == "code":
        return new_cell("code", cell.source[:MAX_SHOWN], id=name)
    return _shown(name, show(cell, messages.place(cell.number)), cell.source[:MAX_SHOWN])


def _shown(name: str, html: str, plain: str) -> NotebookNode:
    """A cell that shows HTML of ours: an output, since no text of anybody's can end it."""
    cell = new_cell("code", "", id=name, metadata=NO_INPUT)
    cell.outputs = [_output(html, plain)]
    return cell


def _output(html: str, plain: str) -> NotebookNode:
    data = {"text/html": html, "text/plain": plain}
    output: NotebookNode = from_dict({"output_type": "display_data", "metadata": {}, "data": data})
    return output


def _source(cell: SubmittedCell, kind: str, show: Show) -> str:
    return cell.source[:MAX_SHOWN] if kind == "code" else show(cell)


def _is_given_text(cell: NotebookNode) -> bool:
    """Whether the lesson's own text stays: in locked check cells, and in prose without answers."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("locked") or (cell.cell_type != "code" and not mark.get("solution")))
