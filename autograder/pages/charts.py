"""Small charts as SVG inside a page: the same numbers give the same text, byte for byte."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence

from autograder.report import Status

INK, MUTED, LINE, BLUE = "#1f2328", "#59636e", "#d1d9e0", "#0072B2"

# Okabe and Ito's colours, told apart by colour-blind readers; the order is always the same.
STATUS: dict[Status, tuple[str, str, str]] = {  # words, colour, colour of what stands on it
    "passed": ("passed", "#0072B2", "#fff"),
    "partial": ("partly right", "#8CC5EA", INK),
    "failed": ("not right", "#E69F00", INK),
    "stopped": ("stopped", "#D55E00", "#fff"),
    "not_attempted": ("not attempted", "#DDE1E6", INK),
    "error": ("a fault on our side", "#000000", "#fff"),
}

HALO = 'paint-order="stroke" stroke="#fff" stroke-width="3"'  # legible on top of lines
MAX_BINS = 24
APART = 20  # between names in a scatter plot; half of it between names and points
STEPS = [digit * 10.0**power for power in range(-1, 12) for digit in (1, 2, 5)]


def histogram(values: Sequence[float], most: float, marks: Mapping[str, float]) -> str:
    """How many values lie where between 0 and the most, with marks such as the mean.

    Each bar holds the values that are nearest to the number below it.
    """
    width, height, left, bottom, top = 760, 240, 44, 40, 46
    step = next(step for step in STEPS if most / step < MAX_BINS)
    counts = [0] * (int(most / step + 0.5) + 1)
    for value in values:
        counts[min(len(counts) - 1, max(0, int(value / step + 0.5)))] += 1
    room, tallest = (width - left - 10) / len(counts), max([*counts, 1])
    scale = (height - top - bottom) / tallest
    drawn, words = [_line(left, height - bottom, width - 10, height - bottom)], []
    for i, count in enumerate(counts):
        x, y = left + i * room, height - bottom - count * scale
        drawn.append(_rect(x + 2, y, room - 4, count * scale, BLUE))
        drawn.append(_text(x + room / 2, height - bottom + 15, f"{i * step:g}", "middle", MUTED))
        words.append(_text(x + room / 2, y - 4, str(count or ""), "middle", more=HALO))
    for name, value in marks.items():
        x, y = left + (value / step + 0.5) * room, 18
        drawn.append(_line(x, y - 8, x, height - bottom, "4 3"))
        anchor, at = ("start", x + 5) if value == max(marks.values()) else ("end", x - 5)
        words.append(_text(at, y, f"{name} {value:.3g}", anchor, more=HALO))
    drawn.append(_text((left + width) / 2, height - 6, "score", "middle", MUTED))
    return _svg(
        width, height, f"Distribution of {len(values)} scores from 0 to {most:g}", drawn + words
    )


def stacked(rows: Mapping[str, Mapping[Status, int]]) -> str:
    """A bar for each row that is divided among the statuses, with a key below."""
    width, left, row_height = 760, 190, 30
    drawn = []
    for i, (name, counts) in enumerate(rows.items()):
        y, x = i * row_height + 4, float(left)
        drawn.append(_text(left - 10, y + 15, name, "end"))
        for status, (word, colour, ink) in STATUS.items():
            share = counts.get(status, 0) / max(1, sum(counts.values()))
            size = share * (width - left - 2)
            if size:
                told = f"{name}: {word} {share:.0%}"
                drawn.append(_rect(x, y, size, row_height - 8, colour, told))
            if size > 30:
                drawn.append(_text(x + size / 2, y + 15, f"{share:.0%}", "middle", ink))
            x += size
    x, y = float(left), len(rows) * row_height + 12
    for status, (word, colour, _) in STATUS.items():
        if any(counts.get(status) for counts in rows.values()):
            drawn.append(_rect(x, y, 11, 11, colour))
            drawn.append(_text(x + 16, y + 10, word, "start"))
            x += 34 + 6.4 * len(word)
    return _svg(width, y + 20, "How many submissions of each exercise ended in which way", drawn)


def scatter(points: Sequence[tuple[str, float, float]], across: str, up: str) -> str:
    """Points with short names; across from 0 to 1 as a share, up from -0.2, or the lowest, to 1.

    No name covers another or a point; a line leads to those that are not beside their point.
    """
    width, height, left, bottom, top = 760, 330, 56, 44, 12
    low = min([-0.2, *(y for *_, y in points)])

    def place(x: float, y: float) -> tuple[float, float]:
        share = (y - low) / (1 - low)
        return (
            left + 14 + x * (width - left - 48),
            height - bottom - share * (height - bottom - top),
        )

    drawn = [_line(left, height - bottom, width - 10, height - bottom)]
    drawn.append(_line(left, top, left, height - bottom))
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = place(tick, tick)
        drawn.append(_text(x, height - bottom + 16, f"{tick:.0%}", "middle", MUTED))
        drawn.append(_text(left - 8, y + 4, f"{tick:g}", "end", MUTED))
        drawn.append(_line(left, y, width - 10, y))
    places = [place(x, y) for _, x, y in points]
    spots = _apart(places, (left + 12, top, width - 12, height - bottom - 8))
    led = [pair for pair in zip(places, spots, strict=True) if math.dist(*pair) > APART]
    drawn += [_line(*start, *end, colour=MUTED) for start, end in led]
    drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{BLUE}"/>' for x, y in places]
    for (x, y), (name, *_) in zip(spots, points, strict=True):
        drawn.append(_text(x, y + 4, name, "middle", more=HALO))
    drawn.append(_text((left + width) / 2, height - 6, across, "middle", MUTED))
    middle = (top + height - bottom) / 2
    turned = f'transform="rotate(-90 14 {middle:.0f})"'
    drawn.append(_text(14, middle, up, "middle", MUTED, turned))
    return _svg(width, height, f"{up} against {across}", drawn)


def bar(share: float) -> str:
    """A share as a bar in a line of text."""
    return (
        '<svg width="90" height="11" style="min-width:90px" aria-hidden="true">'
        f'<rect width="90" height="11" fill="#eaeef2"/>'
        f'<rect width="{90 * share:.1f}" height="11" fill="{BLUE}"/></svg>'
    )


def _apart(
    points: Sequence[tuple[float, float]], room: tuple[float, float, float, float]
) -> list[tuple[float, float]]:
    """A spot for the name of each point, within the lowest x and y and the highest."""
    spots: list[tuple[float, float]] = []
    for point in points:
        free = (
            spot
            for spot in _around(*point, max(room))
            if room[0] <= spot[0] <= room[2] and room[1] <= spot[1] <= room[3]
            if all(math.dist(spot, other) >= APART for other in spots)
            if all(math.dist(spot, other) >= APART / 2 for other in points)
        )
        spots.append(next(free, point))
    return spots


def _around(x: float, y: float, reach: float) -> Iterator[tuple[float, float]]:
    """Places around one, the near ones first."""
    for ring in range(int(reach / 4)):
        radius = APART / 2 + 2 + 4 * ring
        for step in range(6 * ring + 12):
            angle = ring + math.tau * step / (6 * ring + 12)  # else lines would go through names
            yield x + radius * math.cos(angle), y + radius * math.sin(angle)


def _svg(width: float, height: float, title: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{_escape(title)}</title>{"".join(drawn)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, title: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" stroke="#fff"><title>{_escape(title)}</title></rect>'


def _line(x1: float, y1: float, x2: float, y2: float, dashes: str = "", colour: str = LINE) -> str:
    style = f'stroke="{INK}" stroke-dasharray="{dashes}"' if dashes else f'stroke="{colour}"'
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = INK, more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" {more}>'
        f"{_escape(words)}</text>"
    )


def _escape(text: str) -> str:
    return html.escape(text)
