"""The errors that people see: one sentence each, naming the thing, the rule and the way out.

CourseError       something in the course, or in how a command is used, is wrong
└─ EngineFault    something on our side failed, and nobody's input is to blame
"""

from __future__ import annotations

import traceback
from pathlib import Path

from autograder.text import printable, shown


class CourseError(Exception):
    """Something in the course or in a command is wrong; the text is what a person reads."""


class EngineFault(CourseError):
    """Something on our side failed."""


def describe(error: BaseException) -> str:
    """An exception on one line: its type and its text; one of ours is a sentence already."""
    try:
        text = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    except Exception:  # its class is an author's own
        text = "(its text cannot be read)"
    if isinstance(error, CourseError):
        return printable(text)
    name = type(error).__name__
    return printable(f"{name}: {text}" if text else name)


def broken_file(what: str, path: Path, error: BaseException) -> CourseError:
    """A Python file of the course that cannot be read, and the line at which it fails.

    Args:
        what: What the file holds, in the plural.
        path: The file.
        error: Why it cannot be read.
    """
    line = line_in(path, error)
    if isinstance(error, UnicodeDecodeError) and line is None:
        return not_utf8(path)
    where = f"{shown(path)}, line {line}," if line else shown(path)
    return CourseError(f"The {what} {where} cannot be loaded: {describe(error).rstrip('.')}.")


def not_utf8(path: Path) -> CourseError:
    """A file of the course in another encoding."""
    return CourseError(f"{shown(path)} is not saved as UTF-8; save it as UTF-8.")


def line_in(path: Path, error: BaseException) -> int | None:
    """The line of a file in which an exception arose, or from which the way led to it."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(path)
    ]
    return lines[-1] if lines else None
