"""The solved notebook, executed: what the lesson looks like with every answer right."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from autograder.authoring.outputs import saved_outputs, small_picture
from autograder.authoring.release import lesson_notebook
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import read_rubric
from autograder.notebooks import fill_in, read_lesson, read_solutions

SECONDS_PER_CELL = 300
PNG = "image/png"

Track = Callable[[Iterable[int], int], Iterator[int]]


def preview_lesson(course: Course, name: str, track: Track) -> Path:
    """Execute the solved notebook and save it with its texts and figures.

    Args:
        course: The course.
        name: The lesson's slug.
        track: Shows the progress over the cells; takes their indices and how many there are.

    Returns:
        The saved notebook.

    Raises:
        CourseError: A cell raised an exception, took too long, or ended its kernel.
    """
    notebook = solved_notebook(course, name)
    with tempfile.TemporaryDirectory() as folder:
        beside = shutil.ignore_patterns(f"{name}.*", "__pycache__", ".ipynb_checkpoints")
        shutil.copytree(course.source(name).parent, folder, ignore=beside, dirs_exist_ok=True)
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
        )
        with client.setup_kernel():
            for index in track(range(len(notebook.cells)), len(notebook.cells)):
                if problem := _execute(client, index):
                    raise CourseError(f"{name}: cell {index + 1} of the solved notebook {problem}")
    _keep_outputs(notebook)
    path = course.solved_notebook(name)
    nbformat.write(notebook, path)
    return path


def solved_notebook(course: Course, name: str) -> Any:
    """The lesson's notebook with solutions instead of stubs, not executed."""
    lesson = read_lesson(course.source(name))
    notebook = lesson_notebook(course, lesson, read_rubric(course.grader(name)))
    solved = {cell.id: cell for cell in fill_in(lesson, *read_solutions(course.solutions(name)))}
    for cell in notebook.cells:
        cell.metadata.clear()
        if own := solved.get(cell.id):
            cell.source = own.source
            cell.metadata.update(own.metadata)
    return notebook


def _execute(client: NotebookClient, index: int) -> str:
    """Run one cell. Returns what went wrong, or an empty text."""
    try:
        client.execute_cell(client.nb.cells[index], index)
    except CellExecutionError as error:
        return f"raised {error.ename}: {error.evalue}"
    except CellTimeoutError:
        return f"takes more than {SECONDS_PER_CELL} seconds."
    except DeadKernelError:
        return "ended its kernel."
    return ""


def _keep_outputs(notebook: Any) -> None:
    """Leave of the outputs what is saved of them."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = saved_outputs(cell.outputs)
            for output in cell.outputs:
                if PNG in output.get("data", {}):
                    output.data[PNG] = small_picture(output.data[PNG])
