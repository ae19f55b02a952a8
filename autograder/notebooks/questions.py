"""Finds what a student wrote for the questions in words, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.notebooks.intake import SubmittedCell
from autograder.notebooks.lesson import Cell, Lesson


def answers(lesson: Lesson, cells: Sequence[SubmittedCell]) -> dict[str, list[SubmittedCell]]:
    """The cells in which a student wrote something for each question.

    Students also answer in the question's own cell, in a cell below, or in a comment. So whatever
    they wrote from a question down to the lesson's next cell counts, text and comments in that cell
    included: a person reads it.
    """
    found: dict[str, list[SubmittedCell]] = {question.name: [] for question in lesson.questions}
    asked = {cell.id: q.name for q in lesson.questions for cell in (q.prompt, q.answer)}
    given = {cell.id: cell for cell in lesson.cells}
    copies = {cell.source.strip() for cell in lesson.cells}
    question = ""
    for cell in cells:
        question = asked.get(cell.id, question)
        words = _words(cell, given.get(cell.id), is_answer=cell.id in found)
        has_more = cell.pictures or cell.is_too_long
        if question and (has_more or (words and cell.source.strip() not in copies)):
            found[question].append(cell)
        if cell.id and cell.id not in asked:
            question = ""
    return found


def _words(cell: SubmittedCell, given: Cell | None, *, is_answer: bool) -> str:
    if given is None:
        return cell.source.strip()
    if cell.source == given.source:
        return ""
    if given.kind == "code":
        lines = added_words(cell, given.source).splitlines()
        return "\n".join(line for line in lines if line.startswith("#"))
    return (own_lines if is_answer else added_words)(cell, given.source)


def added_words(cell: SubmittedCell, given: str) -> str:
    """What a student added to a cell of text that the lesson gave.

    Nothing, if lines of the lesson are missing: an older release may have said it in other words.
    """
    lines = {line.strip() for line in cell.source.splitlines()}
    is_whole = {line.strip() for line in given.splitlines()} <= lines
    is_longer = cell.source.strip().startswith(given.strip())
    return own_lines(cell, given) if is_whole or is_longer else ""


def own_lines(cell: SubmittedCell, given: str) -> str:
    """The lines of a cell that the lesson did not give."""
    known = {line.strip() for line in given.splitlines()}
    return "\n".join(line for line in cell.source.splitlines() if line.strip() not in known).strip()
