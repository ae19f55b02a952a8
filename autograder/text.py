"""Text as it is read from a file, whatever wrote it, and text that is safe to print."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path

# What steers a terminal, a page or a parser: control characters but white space, lone surrogates.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# In a name also line ends, and marks that turn the direction of text around.
UNWANTED_IN_NAMES = re.compile(
    UNWANTED.pattern[:-1] + r"\t\n\f\r\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
MARKUP = re.compile('[<>"]')


def text_in(data: bytes) -> str:
    """The text in a file of JSON: UTF-8, UTF-16 as PowerShell writes it, or Windows' code page."""
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        return data.decode("utf-8-sig", errors="windows")


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows' Western code page."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("windows", _from_windows)


def printable(text: str) -> str:
    """The text on one line, with escapes for all that would not be seen or would steer a terminal.

    That is what `str.isprintable` says: control characters, line breaks, marks that turn the
    direction of text around, and bytes of a file name that are no text.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def clean(text: str) -> str:
    """A text from a student's file without what cannot be seen, encoded or stored."""
    return UNWANTED.sub("", text)


def decoded(name: str) -> str:
    r"""A name or path from the file system as text that can be written and shown anywhere.

    \xe9 stands for a byte that is not UTF-8, and \x1b for a control character.
    """
    return UNWANTED_IN_NAMES.sub(lambda found: _escape(found[0]), name)


def _escape(character: str) -> str:
    byte = ord(character) - 0xDC00  # where Python keeps a byte that is not UTF-8
    if 0x80 <= byte <= 0xFF:
        return f"\\x{byte:02x}"
    return character.encode("unicode_escape").decode()


def person(name: str) -> str:
    """A student's name for the gradebook: nbgrader's pages show it as it is, markup included."""
    return MARKUP.sub(lambda found: f"\\x{ord(found[0]):02x}", name)


def shown(path: Path) -> str:
    """A path as a person in this folder would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
