"""The notebook beside a lesson's source: a pair, which Jupytext keeps in step.

Jupyter opens either of them. `source/jupytext.toml` makes Jupytext write both when one is saved;
where that did not happen, an edited notebook is never written over.
"""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder.authoring.cells import METADATA, new_cell, write_notebook
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import key_of
from autograder.notebooks import Lesson, read_lesson

ADDED = ("deadline", "install")  # cells that are only in releases, and were in older pairs
OURS = "course"  # the notebook's metadata, in which we note what we wrote


def write_pair(course: Course, name: str) -> None:
    """Write the notebook of a lesson beside its source, where nbgrader looks for it.

    Raises:
        CourseError: The notebook there was edited, and its source does not say the same.
    """
    lesson = read_lesson(course.source(name))
    refuse_drift(course, lesson)
    notebook: NotebookNode = new_notebook(metadata=METADATA, nbformat_minor=5)
    notebook.cells = [
        new_cell(cell.kind, cell.source, id=cell.id, metadata=cell.metadata)
        for cell in lesson.cells
    ]
    notebook.metadata = {**METADATA, OURS: {"written": _content(notebook)}}
    write_notebook(course.source_notebook(name), notebook)


def refuse_drift(course: Course, lesson: Lesson) -> None:
    """Refuse to go on where the notebook beside a source was edited and would be lost.

    Raises:
        CourseError: It was.
    """
    if sentence := drift_of_pair(course, lesson):
        raise CourseError(sentence)


def drift_of_pair(course: Course, lesson: Lesson) -> str:
    """Why the notebook beside a source may not be written anew; empty if it may."""
    path, source = course.source_notebook(lesson.name), course.source(lesson.name)
    if not path.is_file():
        return ""
    where, its_source = (str(each.relative_to(course.root)) for each in (path, source))
    try:
        notebook = nbformat.read(path, as_version=4)
        own = [cell for cell in notebook.cells if cell.get("id") not in ADDED]
        here = [_said(cell) for cell in own]
    except Exception:  # nbformat has many errors for what it cannot read
        return f"{where} is damaged; remove it, and it is written anew from {its_source}."
    there = [[cell.kind, cell.source.strip(), *cell.metadata.values()] for cell in lesson.cells]
    if here == there or notebook.metadata.get(OURS, {}).get("written") == _content(notebook):
        return ""
    return (
        f"{where} was edited and says something else than {its_source}: "
        f"`jupytext --sync {where}` takes over the newer of the two; "
        f"to keep {its_source} as it is, remove the notebook."
    )


def _content(notebook: NotebookNode) -> str:
    return key_of(map(_said, notebook.cells))


def _said(cell: NotebookNode) -> list[object]:
    """What an author wrote in a cell, with the words for its figure."""
    alt = cell.metadata.get("alt")
    return [cell.cell_type, cell.source.strip(), *([alt] if alt else [])]
