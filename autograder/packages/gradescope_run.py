"""Grades one submission in Gradescope's container; `run_autograder` starts it.

Students see results.json. What is printed here is shown to instructors only: the isolation level
and the faults of hidden tests.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.batch import OneByOne, fault_of
from autograder.course import load_course
from autograder.feedback import Withheld
from autograder.formats import Given, convert, read_images
from autograder.notebooks import read_lesson
from autograder.sandbox import strongest_level
from autograder.text import decoded

HOME = Path("/autograder")
SUBMISSION, RESULTS = HOME / "submission", HOME / "results" / "results.json"
METADATA = HOME / "submission_metadata.json"
FAULT = (
    "Your work could not be graded because of a fault on our side. That says nothing about your "
    "work: please tell your instructor, who can run the grader again."
)
MAX_NAMES = 5


class NotHandedIn(Exception):
    """There is no notebook to grade; the text says to the student what to do."""


def main(lesson: str) -> None:
    """Grade the submission; whatever happens, there is a results.json in the end."""
    preface = tuple(_late(_metadata()))
    try:
        text = _graded(lesson, preface)
    except NotHandedIn as reason:
        text = _nothing(*preface, str(reason))
    except Exception as error:
        print(f"Not graded: {fault_of(error, 'the submission is not graded')}")
        text = _nothing(*preface, FAULT)
    draft = RESULTS.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(RESULTS)


def _graded(lesson: str, preface: tuple[str, ...]) -> str:
    course = load_course(Path.cwd())
    path = notebook_in(SUBMISSION, course.require(lesson))
    found = strongest_level()
    print(f"Isolation level {found.level}. {found.obstacle}")
    course = replace(course, minimum_level=min(found.level, course.minimum_level))
    rules = read_lesson(course.source(lesson))
    with closing(OneByOne()) as grader:
        _, report, faults = grader.grade(course, rules, path, "submission", device="cpu")
    for fault in faults:
        print(f"Not graded: {fault}")
    # What is above the tests is shown at once, whatever Gradescope's due dates are.
    withheld: Withheld = frozenset({"never", "after_deadline"})
    given = Given(withheld, read_images([report], course.figures()), preface=preface)
    [(_, text)] = convert("gradescope", [report], given)
    return text


def notebook_in(folder: Path, lesson: str) -> Path:
    """The notebook to grade: the lesson's own, or the only one.

    An archive, or another file that is the only one, is graded too: the report says what it is.

    Raises:
        NotHandedIn: There is none, or several of which none has the lesson's name.
    """
    files = sorted(_files(folder), key=lambda path: (len(path.parts), path))
    notebooks = [path for path in files if path.suffix.lower() == ".ipynb"]
    named = [path for path in notebooks if path.name == f"{lesson}.ipynb"]
    others = files if len(files) == 1 else []
    for found in (named, notebooks, others):
        if len(found) == 1:
            return found[0]
    wanted = f"hand in one notebook, `{lesson}.ipynb`"
    if not notebooks:
        raise NotHandedIn(f"There is no notebook among your files: {wanted}.")
    names = ", ".join(f"`{decoded(path.name)}`" for path in notebooks[:MAX_NAMES])
    raise NotHandedIn(f"There are {len(notebooks)} notebooks among your files ({names}): {wanted}.")


def _files(folder: Path) -> Iterator[Path]:
    """What a student handed in; links and what systems add to archives are left out."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        for path in (Path(where) / name for name in names if not name.startswith(".")):
            if path.is_file() and not path.is_symlink():
                yield path


def _metadata() -> dict[str, Any]:
    try:
        found = json.loads(METADATA.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _late(metadata: dict[str, Any]) -> Iterator[str]:
    """A sentence if it was handed in after the due date; Gradescope itself takes off points."""
    try:
        handed_in = datetime.fromisoformat(metadata["created_at"])
        late = handed_in - datetime.fromisoformat(metadata["assignment"]["due_date"])
    except (KeyError, TypeError, ValueError):
        return
    if late > timedelta():
        hours, rest = divmod(int(late.total_seconds()), 3600)
        yield f"Handed in {hours} h {rest // 60} min after the due date."


def _nothing(*sentences: str) -> str:
    """A result without tests; 0 points, since Gradescope asks for a number."""
    document = {"score": 0, "output": "\n\n".join(sentences), "output_format": "text"}
    return json.dumps({**document, "stdout_visibility": "hidden", "tests": []}) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
