"""Reads a submitted file as cells, whatever state the file is in."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

from autograder.feedback import messages
from autograder.notebooks.lesson import CellType
from autograder.text import clean, printable, text_in

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000  # that are not empty
MAX_WITH_EMPTY = 20_000
MAX_CODE = 100_000  # characters in one cell
MAX_CODES = 200_000  # characters in all code cells together, and in all cells of text

MAX_TOLD = 5  # giant cells that are named one by one

# Every browser shows these, and none of them can hold a script or an address.
USUAL_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
MAX_PICTURE = 4_000_000  # characters of base64
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
PASTED = re.compile(r"data:(?P<mime>image/[\w.+-]+);base64,(?P<data>[A-Za-z0-9+/=]+)")

FORMAT = 4  # nbformat's number of the notebooks of today
# How the files begin that people hand in for a notebook.
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
KIND_BYTES = 20_000
LOOKS = {
    "empty": re.compile(r"\Z"),
    "html": re.compile(r"<(?!<)"),  # two begin a conflict of git
    "pdf": re.compile("%PDF-"),
    "python": re.compile(
        r"(?![{\[<]).*^(?:# %%|# In\[|import \w|from [\w.]+ import |def \w+\(|class \w+[(:])",
        re.M | re.S,
    ),
}

EMPTY: tuple[object, ...] = ("", [], [""])
NEXT = re.compile(r"[\s,]*")


class Picture(NamedTuple):
    """A picture in a cell of text.

    Attributes:
        data: Its bytes in base64; empty if it is too large or no usual picture.
    """

    name: str
    mime: str
    data: str


@dataclass(frozen=True)
class RawCell:
    """A cell as it was submitted.

    Attributes:
        number: Its position in the notebook, from 1.
        marks: What nbgrader's metadata and the cell id say that it is, the more reliable first.
        pictures: Pictures that were attached to it, or pasted into its text.
        is_too_long: Whether its text was left out for its length.
    """

    number: int
    kind: CellType
    source: str
    marks: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    is_too_long: bool = False


@dataclass(frozen=True)
class SubmittedCell:
    """A submitted cell, and which of the lesson's cells it is.

    Attributes:
        number: Its position in the notebook, from 1.
        id: The id of the lesson's cell; empty for a cell that the student added.
        pictures: Pictures in it, if it is a cell of text.
        is_too_long: Whether its text was left out for its length.
    """

    number: int
    kind: CellType
    source: str
    id: str
    pictures: tuple[Picture, ...] = ()
    is_too_long: bool = False

    @classmethod
    def of(cls, cell: RawCell, kind: CellType, id: str) -> SubmittedCell:
        """A cell as the lesson sees it: of that kind, whatever key was hit in an editor."""
        return cls(cell.number, kind, cell.source, id, cell.pictures, cell.is_too_long)


@dataclass(frozen=True)
class Intake:
    """What could be read of a file.

    Attributes:
        sha256: The hash of the file's bytes; empty if it could not be opened.
        cells: The cells.
        repairs: What was repaired, a sentence each.
        unreadable: Why there are no cells; empty if there are any.
    """

    sha256: str
    cells: tuple[RawCell, ...] = ()
    repairs: tuple[str, ...] = ()
    unreadable: str = ""


def read_notebook(path: Path) -> Intake:
    """The cells of a notebook file. Never raises because of a file's content."""
    data, reason = read_bytes(path)
    if reason:
        return Intake(hashlib.sha256(data).hexdigest() if data else "", unreadable=reason)
    digest = hashlib.sha256(data).hexdigest()
    document, damaged = _document(data)
    kind = _kind(data) if damaged else "cells"
    cells = tuple(_cells(document)) if kind in ("cells", "json") else ()
    if not cells:
        return Intake(digest, unreadable=messages.UNREADABLE[kind])
    repairs = [messages.damaged(len(cells))] if damaged else list(_repairs(document))
    if len(_raw_cells(document)) > len(_first_cells(document)):
        repairs.append(messages.too_many_cells(MAX_CELLS))
    short = tuple(_without_giants(cells))
    giants = [cell.number for cell in short if cell.is_too_long]
    repairs += map(messages.cell_too_long, giants[:MAX_TOLD])
    return Intake(digest, short, tuple(repairs))


def read_bytes(path: Path) -> tuple[bytes, str]:
    """The content of a submitted file, and the reason if it cannot be read, else an empty text."""
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            return b"", messages.UNREADABLE["folder" if stat.S_ISDIR(mode) else "link"]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        is_gone = isinstance(error, (FileNotFoundError, NotADirectoryError))
        return b"", messages.UNREADABLE["gone" if is_gone else "closed"]
    return data, messages.UNREADABLE["size"] if len(data) > MAX_BYTES else ""


def read_outputs(path: Path) -> tuple[list[Any], str]:
    """The cells of a notebook with their outputs, and the reason if there are none.

    Each may be any JSON value.
    """
    data, reason = read_bytes(path)
    if reason:
        return [], reason
    cells = _first_cells(_document(data)[0])
    return cells, "" if cells else messages.UNREADABLE["cells"]


def _document(data: bytes) -> tuple[Any, bool]:
    """The JSON value in a notebook's text, and whether only its start could be read."""
    text = text_in(data)
    try:
        return json.loads(text), False
    except (ValueError, RecursionError):
        return {"nbformat": 4, "cells": list(_salvaged(text))}, True


def _kind(data: bytes) -> str:
    """What a file is that is no notebook: a key of `UNREADABLE`."""
    if data.startswith(ARCHIVES):
        return "archive"
    start = text_in(data[:KIND_BYTES]).lstrip("\ufeff \r\n\t")
    return next((kind for kind, looks in LOOKS.items() if looks.match(start)), "json")


def _salvaged(text: str) -> Iterator[Any]:
    """The cells at the start of a notebook whose text ends early or is damaged further down."""
    start = re.search(r'"cells"\s*:\s*\[', text)
    decoder, place = json.JSONDecoder(), start.end() if start else len(text)
    for _ in range(MAX_WITH_EMPTY):
        place = NEXT.match(text, place).end()  # type: ignore[union-attr]  # it always matches
        try:
            cell, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        yield cell


def _cells(document: object) -> Iterator[RawCell]:
    for number, cell in enumerate(_first_cells(document), 1):
        if not isinstance(cell, dict):
            continue
        kind = cell.get("cell_type")
        text = _joined(cell.get("source", cell.get("input", "")))
        if kind in ("code", "markdown", "raw") and text is not None:
            text, pasted = clean(text), list(_attached(cell))
            if kind != "code":
                text = PASTED.sub(partial(_take_out, pasted), text)
            yield RawCell(number, cast(CellType, kind), text, tuple(_marks(cell)), tuple(pasted))


def _joined(text: object) -> str | None:
    """A text that the format allows to be cut into a list of lines; None if it is no text."""
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else None


def _without_giants(cells: Sequence[RawCell]) -> Iterator[RawCell]:
    """The cells, without the longest code, which would take minutes to parse, and the longest text.

    Text has a limit of its own, so that long notes take nothing from the code.
    """
    left, kept = {True: MAX_CODES, False: MAX_CODES}, set()
    for cell in sorted(cells, key=lambda cell: len(cell.source)):
        is_code, length = cell.kind == "code", len(cell.source)
        if length <= min(MAX_CODE, left[is_code]):
            left[is_code] -= length
            kept.add(cell.number)
    for cell in cells:
        yield cell if cell.number in kept else replace(cell, source="", is_too_long=True)


def _raw_cells(document: object) -> list[Any]:
    """The list of cells in a notebook of format 4, or of format 3, which has worksheets."""
    if not isinstance(document, dict):
        return []
    cells = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if not isinstance(sheets, list):
        return []
    found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in found if isinstance(cells, list) for cell in cells]


def _first_cells(document: object) -> list[Any]:
    """The cells up to the limit, for which empty ones do not count."""
    left = MAX_CELLS
    cells = _raw_cells(document)[:MAX_WITH_EMPTY]
    for place, cell in enumerate(cells):
        left -= not (isinstance(cell, dict) and cell.get("source", cell.get("input")) in EMPTY)
        if left < 0:
            return cells[:place]
    return cells


def _marks(cell: Mapping[str, Any]) -> Iterator[str]:
    """What the cell says that it is, the most reliable first."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    for mark in (grade_id, cell.get("id")):
        if isinstance(mark, str):
            yield mark


def _attached(cell: Mapping[str, Any]) -> Iterator[Picture]:
    """The pictures that were attached to a cell."""
    attachments = cell.get("attachments")
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        for mime, data in bundle.items() if isinstance(bundle, dict) else ():
            yield _picture(printable(name), mime, _joined(data) or "")


def _take_out(pictures: list[Picture], found: re.Match[str]) -> str:
    """Add a picture that is pasted into a text to the pictures; returns its name for the text."""
    pictures.append(_picture(f"picture-{len(pictures) + 1}", found["mime"], found["data"]))
    return f"attachment:{pictures[-1].name}"


def _picture(name: str, mime: str, data: str) -> Picture:
    data = "".join(data.split())
    is_usual = mime in USUAL_PICTURES and BASE64.fullmatch(data) and len(data) <= MAX_PICTURE
    return Picture(name, mime, data) if is_usual else Picture(name, "", "")


def _repairs(document: Mapping[str, Any]) -> Iterator[str]:
    # A student can write anything there, and people read these sentences.
    major, minor = (
        value if type(value) is int and 0 <= value < 100 else None
        for value in (document.get(key) for key in ("nbformat", "nbformat_minor"))
    )
    if major is None:
        yield messages.NO_FORMAT
    elif major != FORMAT:
        version = f"{major}" if minor is None else f"{major}.{minor}"
        yield messages.other_format(version, is_newer=major > FORMAT)
