"""Reads and imports the course's own Python files by path."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

from autograder.errors import CourseError, broken_file


def load_module(path: Path, what: str) -> ModuleType:
    """The module in a file. It is not added to `sys.modules`.

    Args:
        path: The file.
        what: What the file holds, for the error message.

    Raises:
        CourseError: There is no such file, or it cannot be imported.
    """
    if not path.is_file():
        raise CourseError(f"There are no {what} {path}; the lesson needs them.")
    spec = importlib.util.spec_from_file_location(f"course.{path.stem}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise broken_file(what, path, error) from error
    return module


def parse_file(path: Path, what: str) -> tuple[str, ast.Module]:
    """The text in a file and its syntax tree; nothing of it is run.

    Args:
        path: The file.
        what: What the file holds, in the plural.

    Raises:
        CourseError: There is no such file, or Python cannot read it.
    """
    if not path.is_file():
        raise CourseError(f"There are no {what} {path}; the lesson needs them.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, ast.parse(text, filename=str(path))
    except (SyntaxError, ValueError) as error:
        raise broken_file(what, path, error) from error
