"""Reads a submitted file as cells, whatever state the file is in."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from autograder.feedback import messages
from autograder.notebooks.lesson import CellType

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000  # that are not empty
MAX_WITH_EMPTY = 20_000
MAX_CODE = 100_000  # characters in one cell
MAX_CODES = 200_000  # characters in all code cells together

MAX_TOLD = 5  # giant cells that are named one by one

EMPTY: tuple[object, ...] = ("", [], [""])
NEXT = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class RawCell:
    """A cell as it was submitted.

    Attributes:
        number: Its position in the notebook, from 1.
        marks: What nbgrader's metadata and the cell id say that it is, the more reliable first.
    """

    number: int
    kind: CellType
    source: str
    marks: tuple[str, ...]


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
    if not data.strip():
        return Intake(digest, unreadable=messages.UNREADABLE["empty"])
    document, damaged = _document(data)
    cells = tuple(_cells(document))
    if not cells:
        return Intake(digest, unreadable=messages.UNREADABLE["json" if damaged else "cells"])
    repairs = [messages.damaged(len(cells))] if damaged else list(_repairs(document))
    if len(_raw_cells(document)) > len(_first_cells(document)):
        repairs.append(messages.too_many_cells(MAX_CELLS))
    short = tuple(_without_giants(cells))
    giants = [old.number for old, new in zip(cells, short, strict=True) if old is not new]
    repairs += map(messages.cell_too_long, giants[:MAX_TOLD])
    return Intake(digest, short, tuple(repairs))


def read_bytes(path: Path) -> tuple[bytes, str]:
    """The content of a submitted file, and the reason if it cannot be read, else an empty text."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b"", messages.UNREADABLE["link"]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return b"", messages.UNREADABLE["gone"]
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
    text = data.decode("utf-8-sig", errors="replace")
    try:
        return json.loads(text), False
    except (ValueError, RecursionError):
        return {"nbformat": 4, "cells": list(_salvaged(text))}, True


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
        text = cell.get("source", cell.get("input", ""))
        if isinstance(text, list):
            text = "".join(line for line in text if isinstance(line, str))
        if kind in ("code", "markdown", "raw") and isinstance(text, str):
            text = text.encode("utf-8", errors="replace").decode()  # lone surrogates
            yield RawCell(number, cast(CellType, kind), text, tuple(_marks(cell)))


def _without_giants(cells: Iterable[RawCell]) -> Iterator[RawCell]:
    """The cells, without code that would take minutes to parse."""
    left = MAX_CODES
    for cell in cells:
        length = len(cell.source) if cell.kind == "code" else 0
        if length > min(MAX_CODE, left):
            yield replace(cell, source="")
        else:
            left -= length
            yield cell


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


def _repairs(document: Mapping[str, Any]) -> Iterator[str]:
    numbers = [document.get(key) for key in ("nbformat", "nbformat_minor")]
    if numbers[0] != 4:
        # A student can write anything there, and people read this sentence.
        version = ".".join(str(each) for each in numbers if type(each) is int and each < 100)
        yield messages.old_format(version or "?")
