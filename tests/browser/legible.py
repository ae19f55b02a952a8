"""Whether what a notebook shows can be read on a laptop."""

from __future__ import annotations

from compneuro.animation import DPI
from tests.browser.notebook import Notebook

SMALLEST_TEXT, SMALLEST_TEXT_OF_FILMS = 8, 9  # points; see compneuro
LEGIBLE = 9  # CSS pixels


def look_at_pictures(notebook: Notebook) -> int:
    """Pictures are no wider than their cell, and their smallest text is legible; how many."""
    plots = [(plot, SMALLEST_TEXT) for plot in notebook.plots()]
    films = [(film, SMALLEST_TEXT_OF_FILMS) for film in notebook.films(DPI)]
    for picture, points in plots + films:
        assert picture.shown <= picture.room, f"{picture} is wider than its cell"
        assert points * picture.point >= LEGIBLE, f"{picture} has text that is too small"
    return len(plots + films)
