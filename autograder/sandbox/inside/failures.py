"""Turns exceptions of student code into plain data, with lines of the student's code only."""

from __future__ import annotations

import linecache
import re
from traceback import walk_tb

from autograder.sandbox.outcomes import CODE_LENGTH, MESSAGE_LENGTH, NAME_LENGTH, ErrorData

CELL_FILE = re.compile(r"<cell (\d+)>")
# torch reports a failed allocation as a RuntimeError with one of these texts.
NO_MEMORY = ("can't allocate memory", "not enough memory", "std::bad_alloc", "out of memory")


def describe(error: BaseException) -> ErrorData:
    """An exception as data: its class, its text, and the student's line that raised it."""
    cell, line, code = _place(error)
    frames = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    return {
        "type": str(type(error).__name__)[:NAME_LENGTH],
        "message": _text(error),
        "cell": cell,
        "line": line,
        "code": code,
        # Only if a cell raised it: torch and the engine raise this exception too.
        "stub": isinstance(error, NotImplementedError) and bool(CELL_FILE.match(frames[-1])),
    }


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the exception says that an allocation failed."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(hint in _text(error) for hint in NO_MEMORY)


def _text(error: BaseException) -> str:
    try:
        text = str(error)[:MESSAGE_LENGTH]
        return text.encode("utf-8", "replace").decode("utf-8")
    except BaseException:  # a student's __str__ may raise anything
        return "(an exception whose text cannot be shown)"


def _place(error: BaseException) -> tuple[int | None, int | None, str]:
    if isinstance(error, SyntaxError) and (match := CELL_FILE.fullmatch(str(error.filename))):
        return _at(match, error.lineno or 1)
    found: tuple[int | None, int | None, str] = (None, None, "")
    for frame, line in walk_tb(error.__traceback__):
        match = CELL_FILE.fullmatch(frame.f_code.co_filename)
        if match and int(match[1]) > 0:  # cell 0 is the lesson's own code
            found = _at(match, line)
    return found


def _at(match: re.Match[str], line: int) -> tuple[int | None, int | None, str]:
    code = linecache.getline(match[0], line).strip()[:CODE_LENGTH]
    return int(match[1]), line, code.encode("utf-8", "replace").decode("utf-8")
