"""Imports the course's own Python files by path."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from autograder.errors import CourseError


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
    except Exception as error:
        raise CourseError(
            f"The {what} {path} cannot be imported: {type(error).__name__}: {error}."
        ) from error
    return module
