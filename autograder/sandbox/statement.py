"""One statement of a notebook, with its position: what the sandbox runs."""

from __future__ import annotations

from typing import NamedTuple

ANYTHING = "*"


class Statement(NamedTuple):
    """One top-level statement of a notebook.

    Attributes:
        cell: Number of its cell in the notebook, from 1; 0 for the lesson's own code.
        line: Number of its first line in the cell, from 1.
        source: Its text, including decorators.
        maybe: The names whose objects it may change, if it is run for this alone; ANYTHING stands
            for all. It is left out if these objects cannot change, and ended if it takes long.
            Empty for a statement that must run.
    """

    cell: int
    line: int
    source: str
    maybe: tuple[str, ...] = ()
