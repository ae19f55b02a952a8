"""What the sandbox runs: one statement of a notebook, and where it stands there."""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """One top-level statement of a notebook.

    Attributes:
        cell: Number of its cell in the notebook, counted from 1 as a reader counts; 0 for the
            lesson's own.
        line: Number of its first line inside the cell, from 1.
        source: Its text, decorators included.
    """

    cell: int
    line: int
    source: str
