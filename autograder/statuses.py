"""How a status looks: one word, one symbol and one colour for it, on every page and screen."""

from __future__ import annotations

from typing import NamedTuple

from autograder.report import Status


class Look(NamedTuple):
    """What people see of a status.

    Attributes:
        word: What they read.
        symbol: What stands beside the word, or for it where there is little room.
        colour: Of words and symbols on white, with a contrast of at least 4.5 to 1.
        fill: Of an area in a chart: Okabe and Ito's colours, for colour-blind readers too.
        terminal: Of the symbol in a terminal, whose own theme decides what the colour looks like.
    """

    word: str
    symbol: str
    colour: str
    fill: str
    terminal: str


STATUSES: dict[Status, Look] = {
    "passed": Look("passed", "✓", "#1a7f37", "#0072B2", "green"),
    "partial": Look("partly right", "◐", "#8a5a00", "#8CC5EA", "yellow"),
    "failed": Look("not right yet", "✗", "#b3261e", "#E69F00", "red"),
    "stopped": Look("stopped", "■", "#a8440c", "#D55E00", "magenta"),
    "not_attempted": Look("not attempted", "○", "#59636e", "#DDE1E6", "dim"),
    "error": Look("a fault on our side", "!", "#6639ba", "#000000", "bold red"),
}
