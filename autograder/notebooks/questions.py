"""Finds what a student wrote for the questions in words, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.notebooks.intake import SubmittedCell
from autograder.notebooks.lesson import Lesson


def answers(lesson: Lesson, cells: Sequence[SubmittedCell]) -> dict[str, list[SubmittedCell]]:
    """The cells in which a student wrote something for each question.

    Students also answer in the question's own cell, in a cell below, or in a comment. So whatever
    they wrote between a question and the lesson's next code or question counts: a person reads it.
    """
    found: dict[str, list[SubmittedCell]] = {question.name: [] for question in lesson.questions}
    asked = {cell.id: q.name for q in lesson.questions for cell in (q.prompt, q.answer)}
    code = {cell.id for cell in lesson.cells if cell.kind == "code"}
    given = {cell.id: cell.source for cell in lesson.cells}
    copies = {source.strip() for source in given.values()}
    question = ""
    for cell in cells:
        question = "" if cell.id in code else asked.get(cell.id, question)
        is_copy = cell.source.strip() in copies and not cell.pictures
        if question and not is_copy and (cell.pictures or own_words(cell, given.get(cell.id, ""))):
            found[question].append(cell)
    return found


def own_words(cell: SubmittedCell, given: str) -> str:
    """What a cell says beyond the lines that the lesson gave."""
    known = {line.strip() for line in given.splitlines()}
    return "\n".join(line for line in cell.source.splitlines() if line.strip() not in known).strip()
