"""Writes an imported lesson, and never over one that was edited since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat.v4 import new_notebook

from autograder.authoring import new_cell
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import put
from autograder.importing.hidden import HiddenTest
from autograder.importing.lesson import Built
from autograder.importing.needs import Solved
from autograder.text import shown

HEADER = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

"""
RECORD = "imported.json"


def source_text(built: Built) -> str:
    """The lesson's source, as a Jupytext file."""
    import jupytext  # takes a second

    notebook = new_notebook(metadata={"jupytext": {"notebook_metadata_filter": "-all"}})
    notebook.cells = [
        new_cell("code" if kind == "code" else "markdown", source, id=f"cell-{number}")
        for number, (kind, source) in enumerate(built.cells)
    ]
    text: str = jupytext.writes(notebook, fmt="py:percent")
    return HEADER + text[text.index("# %%") :]


def solutions_text(lesson: str, built: Built, solved: Solved) -> str:
    """The solutions' module: solutions, the given code that they need, and model answers."""
    nodes = {node.place: node for name in solved.exercises for node in solved.solution(name)}
    words = f'"""Reference solutions of the lesson {lesson}, and the given code that they need."""'
    code = [nodes[place].statement.source for place in sorted(nodes)]
    answers = [f"{name} = {_quoted(words)}" for name, (words, _) in built.answers.items() if words]
    comments = [
        "\n".join(f"# {line}".rstrip() for line in (f"Cell {cell}:", *text.strip().split("\n")))
        for cell, text in built.kept
    ]
    return "\n\n\n".join([words, *_together(code), *answers, *comments]) + "\n"


def grader_text(lesson: str, built: Built, tests: Sequence[HiddenTest]) -> str:
    """The hidden tests: what they need, then those that can run, then the others as comments."""
    runs = [test for test in tests if not test.reason]
    above = dict.fromkeys(text for test in runs for text in test.above)
    imports = [text for text in above if text.startswith(("import ", "from "))]
    needs_reference = any("reference." in test.body for test in runs)
    names = "Reference, Student, as_local" if needs_reference else "Student, as_local"
    imports = [
        "import pytest",
        *sorted(text for text in imports if text != "import pytest"),
        *([f"from autograder.testing import {names}"] if runs else ()),
    ]
    marks = [
        f'    pytest.mark.question("{name}", points={points:g}),\n'
        for name, (_, points) in built.answers.items()
    ]
    pieces = [f'"""Hidden tests of the lesson {lesson}."""\n\n' + "\n".join(imports)]
    pieces += _together([text for text in above if not text.startswith(("import ", "from "))])
    pieces.append(f"pytestmark = [\n{''.join(marks)}]" if marks else "pytestmark = []")
    pieces += [test.function().rstrip() for test in runs]
    pieces += [test.comment() for test in tests if test.reason]
    return "\n\n\n".join(pieces) + "\n"


def _together(code: Sequence[str]) -> list[str]:
    """Statements as pieces of a module: one-line statements stand together."""
    pieces: list[str] = []
    is_short = False
    for text in code:
        if pieces and is_short and "\n" not in text:
            pieces[-1] += f"\n{text}"
        else:
            pieces.append(text)
        is_short = "\n" not in text
    return pieces


def _quoted(words: str) -> str:
    if "\\" in words or '"""' in words or words.endswith('"'):
        return _raw(words)
    return f'"""\n{words}\n"""'


def _raw(words: str) -> str:
    if words.endswith(("\\", '"')):
        words += " "
    return f'r"""\n{words}\n"""' if '"""' not in words else repr(words)


def write(
    course: Course, name: str, files: Mapping[Path, str | bytes], *, is_dry: bool = False
) -> bool:
    """Write the files of a lesson; False if its last import wrote the same.

    Args:
        course: The course.
        name: The lesson.
        files: What each file holds, by its path.
        is_dry: Write nothing; only find out whether it could be.

    Raises:
        CourseError: One of the files was edited, or is not from an import.
    """
    record = course.hidden(name) / RECORD
    known = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    places = {path.relative_to(course.root).as_posix(): path for path in files}
    new = {place: _digest(files[path]) for place, path in places.items()}
    if known == new and all(path.is_file() for path in files):
        return False
    for place, path in places.items():
        if path.exists() and _digest(path.read_bytes()) not in (known.get(place), new[place]):
            why = "was edited since it was imported" if place in known else "was not imported"
            raise CourseError(
                f"{shown(path)} {why}, so nothing was written; import the notebook under another "
                "name with --as, or remove the file first."
            )
    if is_dry:
        return True
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, content)
    put(record, json.dumps(new, indent=1) + "\n")
    return True


def _digest(content: str | bytes) -> str:
    data = content.encode("utf-8") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
