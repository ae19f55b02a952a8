"""What a visible check says: a sentence for whatever goes wrong, and never a bare error."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType


@contextmanager
def checking(name: str) -> Iterator[None]:
    """A block of asserts about an exercise; says that it looks right if all of them hold.

    Args:
        name: The student's function or class.

    Raises:
        AssertionError: An assert does not hold, or something else went wrong in the block.
        NotImplementedError: The exercise is not begun.
    """
    try:
        yield
    except (AssertionError, NotImplementedError):
        raise
    except Exception as error:
        raise AssertionError(_sentence(name, error)) from None
    print(f"{name} looks right.")


def names_in(function: Callable[..., object]) -> set[str]:
    """The names that a function uses and does not define itself, such as `cross_entropy`."""
    code = getattr(function, "__code__", None)
    return _names(code) if isinstance(code, CodeType) else set()


def _names(code: CodeType) -> set[str]:
    inner = [_names(each) for each in code.co_consts if isinstance(each, CodeType)]
    return {*code.co_names}.union(*inner)


def _sentence(name: str, error: Exception) -> str:
    """What went wrong, where in the student's code, and what to look for."""
    said = f"{type(error).__name__}: {error}".rstrip(".")
    if isinstance(error, NameError) and error.name == name:
        return f"There is no {name} yet: run the cell above that defines it."
    found = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_written_here(frame)
    ]
    if not found:
        return (
            f"What {name} returns is not what its docstring says ({said}). Is a blank still `...`?"
        )
    frame, number = found[-1]
    where = frame.f_code.co_name
    for variable, value in frame.f_locals.items():
        if value is ...:
            return f"In {where}, {variable} is still `...`: fill in that blank."
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    blank = " Fill in the blank." if "..." in line or "llipsis" in said else ""
    return f"{where} stops at `{line}` with {said}.{blank}"


def _is_written_here(frame: FrameType) -> bool:
    """Whether it runs a function of the notebook, and not a library's or the check's own lines."""
    in_notebook = frame.f_globals.get("__name__") == "__main__"
    return in_notebook and not frame.f_code.co_name.startswith("<")
