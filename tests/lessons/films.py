"""Lessons whose films are quick to make."""

from __future__ import annotations

import re
from pathlib import Path

EACH_FRAME = re.compile(r"(visualize_every_nth_step\W+)\d+\b")


def with_short_films(notebook: Path, folder: Path, every: int = 50) -> Path:
    """A copy of a notebook that films few steps of each training; whole films: tests/compneuro."""
    copy = folder / notebook.name
    copy.write_text(EACH_FRAME.sub(rf"\g<1>{every}", notebook.read_text("utf-8")), "utf-8")
    return copy
