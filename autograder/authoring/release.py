"""From a lesson to the notebook that nbgrader reads, and to the one that students get."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from autograder.authoring.cells import METADATA, new_cell
from autograder.authoring.pair import write_pair
from autograder.authoring.run_all import GOES_ON, may_fail
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Rubric, read_rubric
from autograder.notebooks import Cell, Lesson

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
DUE = "**Due:**"
LIBRARY = "# The course's library"  # so the cell begins in every release
INSTALL = f"{LIBRARY}: fetched where it is missing, as in Colab, and told from others of its name."
INSTALL += """
def problem_with(library, modules, address):
    import subprocess
    import sys
    from importlib import invalidate_caches
    from importlib.util import find_spec

    if find_spec(library) is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", address]
        if subprocess.run(pip, check=False).returncode:
            return f"pip cannot install {{library}} from {{address}}: go online and run this again."
        invalidate_caches()
    try:
        is_ours = all(map(find_spec, modules))
    except Exception:  # Another library may break in any way
        is_ours = False
    if not is_ours:
        return (
            f"The {{library}} installed here is another library of that name or an old release: "
            f"run `%pip install --force-reinstall --no-deps '{{address}}'` and restart the kernel."
        )


if problem := problem_with({library}, {modules}, {address}):
    raise ImportError(problem)"""


def build_release(course: Course, names: Iterable[str]) -> None:
    """Write each lesson's notebook beside its source, and its release, with nbgrader.

    If this fails, the release that is there already stays.

    Raises:
        CourseError: A lesson breaks a rule, or nbgrader refuses it.
    """
    for name in names:
        write_pair(course, name)
        result = nbgrader_api(course, course.root).generate_assignment(name, force=True)
        if not result["success"]:
            reason = first_error(result)
            raise CourseError(f"nbgrader could not build the release of {name}: {reason}")


def released_notebook(course: Course, lesson: Lesson) -> NotebookNode:
    """What students get: equal to the file in `release/`, but computed without nbgrader's files."""
    notebook = lesson_notebook(course, lesson, read_rubric(course.grader(lesson.name)))
    for step in (LockCells, ClearHiddenTests, ClearMarkScheme, ComputeChecksums):
        notebook, _ = step().preprocess(notebook, {})
    return notebook


def is_fresh(course: Course, lesson: Lesson) -> bool:
    """Whether the release of a lesson is what its sources make."""
    path = course.release(lesson.name)
    fresh = nbformat.writes(released_notebook(course, lesson)) + "\n"
    return path.is_file() and path.read_text(encoding="utf-8") == fresh


def lesson_notebook(course: Course, lesson: Lesson, rubric: Rubric) -> NotebookNode:
    """The lesson as a notebook with nbgrader's metadata. Every build gives the same bytes.

    Raises:
        CourseError: An exercise or a question is worth no points.
    """
    marks, open_cells = _nbgrader_marks(lesson, rubric), may_fail(lesson)
    notebook: NotebookNode = new_notebook(metadata=deepcopy(METADATA), nbformat_minor=5)
    for cell in (*_deadline(course, lesson.name), *_install_cell(course, lesson), *lesson.cells):
        metadata = cell.metadata | ({"nbgrader": marks[cell.id]} if cell.id in marks else {})
        if cell.id in open_cells:
            metadata["tags"] = [GOES_ON]
        notebook.cells.append(new_cell(cell.kind, cell.source, id=cell.id, metadata=metadata))
    return notebook


def nbgrader_api(course: Course, root: Path) -> NbGraderAPI:
    """nbgrader with the course's configuration, in the folder that holds `submitted/`."""
    from nbgrader.apps.api import NbGraderAPI  # imports all of nbgrader; a gradebook needs less

    return NbGraderAPI(config=_config(course, root))


def folders(course: Course, root: Path) -> CourseDirectory:
    """nbgrader's paths with the course's configuration, in the folder that holds `submitted/`."""
    return CourseDirectory(config=_config(course, root))


def _config(course: Course, root: Path) -> Config:
    config = deepcopy(course.nbgrader)
    config.CourseDirectory.root = str(root.resolve())
    return config


def is_deadline(source: str) -> bool:
    """Whether a cell is the one that says when a lesson is due: or was, before it was moved."""
    return source.startswith(DUE)


def is_install(source: str) -> bool:
    """Whether a cell is the one that fetches the library, of this release or an older one."""
    return source.startswith(LIBRARY)


def _deadline(course: Course, name: str) -> Iterator[Cell]:
    """The first cell, where the lesson has a deadline."""
    if due := course.deadlines.get(name):
        zone = due.tzname() or timezone(due.utcoffset() or timedelta()).tzname(None)
        yield Cell("markdown", f"{DUE} {due:%A, %-d %B %Y, %H:%M} {zone}", "deadline")


def _install_cell(course: Course, lesson: Lesson) -> Iterator[Cell]:
    """The cell above the lesson's own, where the course has a library."""
    if course.library:
        code = "\n".join(cell.source for cell in lesson.cells if cell.kind == "code")
        own = rf"^(?:from|import) ({course.library}(?:\.\w+)*)\b"
        modules = sorted({course.library, *re.findall(own, code, re.MULTILINE)})
        values = (course.library, modules, course.install)
        library, needed, address = (json.dumps(value) for value in values)
        source = INSTALL.format(library=library, modules=needed, address=address)
        yield Cell("code", source, "install")


def _nbgrader_marks(lesson: Lesson, rubric: Rubric) -> dict[str, dict[str, object]]:
    """nbgrader's metadata, by cell id: for stubs, their check cells, and answers in words."""
    marks: dict[str, dict[str, object]] = {}
    for exercise in lesson.exercises:
        worth = rubric.points(exercise.name)
        if not worth:
            raise CourseError(
                f"{lesson.name}: the exercise {exercise.name!r} has no hidden test; "
                f'add one with @pytest.mark.exercise("{exercise.name}", points=1).'
            )
        marks[exercise.stub.id] = _mark(exercise.stub.id, solution=True)
        marks[exercise.check.id] = _mark(exercise.check.id, grade=True, locked=True, points=worth)
    for question in lesson.questions:
        if question.name not in rubric.questions:
            raise CourseError(
                f"{lesson.name}: the question {question.name!r} has no points; add "
                f'pytest.mark.question("{question.name}", points=1) to the grader\'s pytestmark.'
            )
        worth = rubric.questions[question.name]
        marks[question.answer.id] = _mark(
            question.answer.id, grade=True, solution=True, points=worth
        )
    return marks


def _mark(
    grade_id: str,
    *,
    grade: bool = False,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> dict[str, object]:
    mark: dict[str, object] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": SCHEMA_VERSION,
        "solution": solution,
        "task": False,
    }
    return mark if points is None else {**mark, "points": points}


def first_error(result: Mapping[str, str]) -> str:
    """The first exception in the log of a failed call of nbgrader, without its traceback."""
    log = result.get("log", "") + result["error"]
    for line in log.splitlines():
        head, colon, text = line.partition(": ")
        if colon and text and head.rpartition(".")[2].endswith(("Error", "Exception")):
            return text
    return log.strip().splitlines()[-1]
