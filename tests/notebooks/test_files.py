"""Files as students hand them in: other encodings, other formats, and what is no notebook."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.notebooks import Submission, read_submission
from tests.notebooks.lessons import notebook, small_lesson, without_marks

LESSON = small_lesson()
DOUBLE = "def double(x):\n    return 2 * x  # für “alle” Größen"
PAGE = '<!DOCTYPE html>\n<html><script>{"cells": [{"cell_type": "code", "source": "x"}]}</script>'
SCRIPT = '# %%\nimport torch\n\n# %%\ndef double(x):\n    return {"cells": [2 * x]}\n'


def read(folder: Path, data: bytes | dict[str, Any]) -> Submission:
    path = folder / "small.ipynb"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return read_submission(path, LESSON, "ada")


def packed() -> bytes:
    """An archive in which the notebook is stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("small.ipynb", json.dumps(notebook(LESSON, double=DOUBLE)))
    return file.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_notebook_in_another_encoding_keeps_its_letters(encoding: str, tmp_path: Path) -> None:
    text = json.dumps(notebook(LESSON, double=DOUBLE), ensure_ascii=False)
    found = read(tmp_path, text.encode(encoding))
    assert found.attempts["double"].code[-1].source == DOUBLE
    assert not found.repairs


def test_a_few_letters_of_windows_spoil_no_others(tmp_path: Path) -> None:
    text = json.dumps(notebook(LESSON, double=DOUBLE), ensure_ascii=False)
    data = text.encode().replace("für".encode(), "für".encode("cp1252"))
    assert read(tmp_path, data).attempts["double"].code[-1].source == DOUBLE


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PAGE.encode(), "web page"),
        (("\ufeff\n" + PAGE).encode("utf-16"), "web page"),
        (SCRIPT.encode(), "Python script"),
        (b"%PDF-1.7\n\xe2\xe3", "PDF"),
        (packed(), "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b" \n", "empty"),
        (b'{"cells": 3}', "no cells"),
        (b"Not found", "damaged or cut off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_notebook_is_called_what_it_is(data: bytes, kind: str, tmp_path: Path) -> None:
    found = read(tmp_path, data)
    assert kind in found.unreadable
    assert found.repairs == (found.unreadable,)


def test_a_notebook_with_a_conflict_of_git_is_no_web_page(tmp_path: Path) -> None:
    text = json.dumps(notebook(LESSON, double=DOUBLE), indent=1)
    found = read(tmp_path, f"<<<<<<< HEAD\n{text}".encode())
    assert found.attempts["double"].code


@pytest.mark.parametrize(
    ("major", "minor", "said"),
    [
        (4, 5, ""),
        (3, 0, "in the old format, 3.0"),
        (5, 7, "in a newer format than we know, 5.7"),
        (5, None, "in a newer format than we know, 5;"),
        (None, None, "does not say in which format"),
        ("3\r\r[x](javascript:alert(1))", 5, "does not say in which format"),
        ("\ud800", 5, "does not say in which format"),
        (10**9, 5, "does not say in which format"),
        (True, [], "does not say in which format"),
        (-1, 0, "does not say in which format"),
    ],
)
def test_the_format_is_called_what_it_is(
    major: object, minor: object, said: str, tmp_path: Path
) -> None:
    document = notebook(LESSON, double=DOUBLE) | {"nbformat": major, "nbformat_minor": minor}
    found = read(tmp_path, document)
    assert found.attempts["double"].code
    assert [said in repair for repair in found.repairs] == ([True] if said else [])
    assert not any("javascript" in repair for repair in found.repairs)


@pytest.mark.parametrize("source", ["import pandas as pd\npd.DataFrame()", "print('half", "# SQL"])
def test_a_notebook_of_another_course_is_called_that(source: str, tmp_path: Path) -> None:
    cells = [{"cell_type": kind, "source": source} for kind in ("code", "markdown")]
    found = read(tmp_path, {"nbformat": 4, "cells": cells})
    assert "another lesson or course" in found.unreadable


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("stripped", [False, True])
def test_code_that_became_a_cell_of_text_is_code(kind: str, stripped: bool, tmp_path: Path) -> None:
    document = notebook(LESSON, double=DOUBLE)
    for cell in document["cells"]:
        cell["cell_type"] = kind if cell["cell_type"] == "code" else cell["cell_type"]
    found = read(tmp_path, without_marks(document) if stripped else document)
    assert found.attempts["double"].code[-1].source == DOUBLE


def test_prose_that_quotes_an_exercise_stays_prose(tmp_path: Path) -> None:
    document = notebook(LESSON)
    note = f"My idea was this:\n\n```\n{DOUBLE}\n```"
    document["cells"].append({"cell_type": "markdown", "metadata": {}, "source": note})
    assert not read(tmp_path, document).attempts["double"].attempted


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def twice(x):\n    return 2 * x", "but it defines `twice`. Define `double` there."),
        ("# later", "but nothing there defines it. Define `double` there."),
        ("deff double(x):\n    return 2 * x", "`double` cannot be read"),
        ("x = '" + "A" * 110_000 + "'\n" + DOUBLE, "is too long to be read"),
        ("type T = int\n\ndef double(x) -> T\n    return 2 * x", "cannot be read"),
    ],
    ids=["renamed", "emptied", "misspelt", "too long", "syntax"],
)
def test_a_cell_that_is_there_is_never_called_missing(
    source: str, said: str, tmp_path: Path
) -> None:
    attempt = read(tmp_path, notebook(LESSON, double=source)).attempts["double"]
    assert said in attempt.problem
    assert "nowhere" not in attempt.problem
    assert attempt.cell == 4


@pytest.mark.parametrize(
    ("version", "source"),
    [
        ((3, 12), "def double[T](x: T) -> T:\n    return 2 * x"),
        ((3, 14), "def double(x):\n    return t'{x}'"),
    ],
)
def test_the_syntax_of_a_newer_python_is_called_that(
    version: tuple[int, int], source: str, tmp_path: Path
) -> None:
    if sys.version_info >= version:
        pytest.skip("this Python knows it")
    attempt = read(tmp_path, notebook(LESSON, double=source)).attempts["double"]
    assert f"the grader runs Python 3.{sys.version_info.minor}" in attempt.problem
    assert attempt.cell == 4
