"""Text that is safe to print, whoever wrote it."""

from __future__ import annotations

from pathlib import Path


def printable(text: str) -> str:
    """The text on one line, with escapes for all that would not be seen or would steer a terminal.

    That is what `str.isprintable` says: control characters, line breaks, marks that turn the
    direction of text around, and bytes of a file name that are no text.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def decoded(name: str) -> str:
    r"""A file name as text that can be written anywhere; \xe9 for a byte that is not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def shown(path: Path) -> str:
    """A path as a person in this folder would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
