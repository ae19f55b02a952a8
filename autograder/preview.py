"""The woven notebook, executed: what the lesson looks like when everything is right."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.course import Course
from autograder.errors import CourseError
from autograder.lesson import read_lesson
from autograder.release import lesson_notebook
from autograder.rubric import read_rubric
from autograder.weave import read_solutions, weave

SECONDS_PER_CELL = 300
WIDGET = "application/vnd.jupyter.widget-view+json"

Track = Callable[[Iterable[int], int], Iterator[int]]


def preview(course: Course, name: str, track: Track) -> Path:
    """Execute the woven lesson and save it with its outputs and figures.

    Args:
        course: The course.
        name: The lesson's slug.
        track: Shows progress over the cells while it hands them through.

    Raises:
        CourseError: A cell raised.
    """
    notebook = woven_notebook(course, name)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
        )
        with client.setup_kernel():
            for index in track(range(len(notebook.cells)), len(notebook.cells)):
                try:
                    client.execute_cell(notebook.cells[index], index)
                except CellExecutionError as error:
                    raise CourseError(
                        f"{name}: cell {index + 1} of the woven lesson raised {error.ename}: "
                        f"{error.evalue}"
                    ) from error
    _drop_widget_ids(notebook)
    path = course.woven_notebook(name)
    nbformat.write(notebook, path)
    return path


def woven_notebook(course: Course, name: str) -> Any:
    """The lesson's notebook with solutions in place of stubs, not executed."""
    lesson = read_lesson(course.source(name))
    notebook = lesson_notebook(course, lesson, read_rubric(course.grader(name)))
    woven = {
        cell.id: cell.source for cell in weave(lesson, *read_solutions(course.solutions(name)))
    }
    for cell in notebook.cells:
        cell.source = woven.get(cell.id, cell.source)
        cell.metadata.pop("nbgrader", None)
    return notebook


def _drop_widget_ids(notebook: Any) -> None:
    """Leave out what is random: references to live widgets, which no saved notebook can show."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
