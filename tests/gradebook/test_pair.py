"""A lesson's source and the notebook beside it: edits in either are never lost without a word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from autograder.authoring import build_release, check_lesson, silent_figures, write_notebook
from autograder.authoring.preview import solved_notebook
from autograder.authoring.release import nbgrader_api
from autograder.errors import CourseError

from .small_course import LESSON, SOURCE, SmallCourse

JUPYTEXT = str(Path(sys.executable).with_name("jupytext"))
EDITED = "SCALE = 5  # in Jupyter"
SHOWN = 'A line that rises, and "W" beside it.'
DESCRIBED = SOURCE.replace("# %%\nSCALE", f"# %% alt={json.dumps(SHOWN)}\nSCALE")


def edit(small: SmallCourse) -> None:
    """What an author does in Jupyter, where Jupytext is missing."""
    path = small.course.source_notebook(LESSON)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("SCALE = 2", EDITED)
    write_notebook(path, notebook)


def sync(small: SmallCourse, suffix: str) -> None:
    path = small.course.source(LESSON).with_suffix(suffix)
    command = [JUPYTEXT, "--sync", str(path.relative_to(small.root))]
    done = subprocess.run(command, cwd=small.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not paired" not in done.stdout + done.stderr


def test_edits_in_the_notebook_are_refused_until_jupytext_has_taken_them_over(
    small: SmallCourse,
) -> None:
    small.write_lesson(DESCRIBED)
    build_release(small.course, [LESSON])
    before = small.release.read_bytes()
    edit(small)
    sentence = rf"`jupytext --sync source/{LESSON}/{LESSON}.ipynb` takes over the newer"
    with pytest.raises(CourseError, match=sentence):
        build_release(small.course, [LESSON])
    result = nbgrader_api(small.course, small.root).generate_assignment(LESSON, force=False)
    assert result["success"], "it is there already, and stays"
    assert small.release.read_bytes() == before
    assert EDITED in small.course.source_notebook(LESSON).read_text()

    sync(small, ".ipynb")
    assert EDITED in small.course.source(LESSON).read_text()
    assert "nbgrader" not in small.course.source(LESSON).read_text()
    assert f"# %% alt={json.dumps(SHOWN)}\n{EDITED}" in small.course.source(LESSON).read_text()
    build_release(small.course, [LESSON])
    assert EDITED in small.release.read_text()


def test_edits_in_the_source_are_built_and_reach_the_notebook(small: SmallCourse) -> None:
    small.write_lesson(SOURCE.replace("SCALE = 2", "SCALE = 3"))
    sync(small, ".py")
    assert "SCALE = 3" in small.course.source_notebook(LESSON).read_text()
    small.write_lesson(SOURCE.replace("SCALE = 2", "SCALE = 4"))
    with pytest.raises(CourseError, match="--sync"):  # nobody noted what the notebook was
        build_release(small.course, [LESSON])
    sync(small, ".py")
    build_release(small.course, [LESSON])
    assert "SCALE = 4" in small.release.read_text()


def test_a_removed_notebook_is_written_anew(small: SmallCourse) -> None:
    edit(small)
    small.course.source_notebook(LESSON).unlink()
    build_release(small.course, [LESSON])
    assert "SCALE = 2" in small.course.source_notebook(LESSON).read_text()


def test_what_a_figure_shows_stands_in_every_notebook_and_may_not_be_missing(
    small: SmallCourse,
) -> None:
    assert list(silent_figures(small.course, LESSON)) == [], "it was not previewed yet"
    small.write_lesson(DESCRIBED)
    build_release(small.course, [LESSON])
    solved = solved_notebook(small.course, LESSON)
    for notebook in (json.loads(small.release.read_text()), solved):
        assert [cell["metadata"].get("alt") for cell in notebook["cells"]].count(SHOWN) == 1
    for cell in solved.cells:
        if cell.source.startswith(("SCALE", "assert double")):
            cell.outputs = [new_output("display_data", {"image/png": "iVBO"})]
    write_notebook(small.course.solved_notebook(LESSON), solved)
    [sentence] = silent_figures(small.course, LESSON)
    assert "figure below `assert double(1) == 2` has no words" in sentence


@pytest.mark.slow
def test_the_check_names_the_command_that_settles_it(small: SmallCourse) -> None:
    edit(small)
    findings = {each.rule: each.problems for each in check_lesson(small.course, LESSON)}
    [problem] = findings["the notebook beside the source has no edits of its own"]
    assert f"jupytext --sync source/{LESSON}/{LESSON}.ipynb" in problem
