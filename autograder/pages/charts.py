"""Small charts as SVG inside a page; the same numbers give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from autograder.report import Status
from autograder.statuses import STATUSES

INK, PAPER, MUTED, LINE, BLUE = "#1f2328", "#fff", "#59636e", "#d1d9e0", "#0072B2"

MAX_BINS = 24
ROOM = 20  # that a number needs in the scatter plot
STEPS = [digit * 10.0**power for power in range(-1, 12) for digit in (1, 2, 5)]


def histogram(values: Sequence[float], most: float, marks: Mapping[str, float]) -> Markup:
    """How the values are distributed between 0 and the most, with marks such as the mean.

    Each bar counts the values that are nearest to the number below it.
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
        drawn.append(_text(x + room / 2, height - bottom + 15, f"{i * step:g}", colour=MUTED))
        words.append(_text(x + room / 2, y - 4, str(count or ""), halo=True))
    for name, value in marks.items():
        x, y = left + (value / step + 0.5) * room, 18
        drawn.append(_line(x, y - 8, x, height - bottom, INK, dashes="4 3"))
        anchor, at = ("start", x + 5) if value == max(marks.values()) else ("end", x - 5)
        words.append(_text(at, y, f"{name} {value:.3g}", anchor, halo=True))
    drawn.append(_text((left + width) / 2, height - 6, "score", colour=MUTED))
    title = f"Distribution of {len(values)} scores from 0 to {most:g}"
    return _svg(width, height, title, drawn + words)


def stacked(rows: Mapping[str, Mapping[Status, int]]) -> Markup:
    """A bar for each row, divided among the statuses, with a key below."""
    width, left, row_height = 760, 190, 30
    drawn = []
    for i, (name, counts) in enumerate(rows.items()):
        y, x = i * row_height + 4, float(left)
        drawn.append(_text(left - 10, y + 15, name, "end"))
        for status, look in STATUSES.items():
            share = counts.get(status, 0) / max(1, sum(counts.values()))
            size = share * (width - left - 2)
            if size:
                title = f"{name}: {look.word} {share:.0%}"
                drawn.append(_rect(x, y, size, row_height - 8, look.fill, title))
            if size > 30:
                ink = _ink_on(look.fill)
                drawn.append(_text(x + size / 2, y + 15, f"{share:.0%}", colour=ink))
            x += size
    x, y = 8.0, len(rows) * row_height + 12
    for status, look in STATUSES.items():
        if any(counts.get(status) for counts in rows.values()):
            drawn += [_rect(x, y, 11, 11, look.fill), _text(x + 16, y + 10, look.word, "start")]
            x += 34 + 6.4 * len(look.word)
    return _svg(width, y + 20, "How many submissions of each exercise ended in which way", drawn)


def scatter(points: Mapping[int, tuple[float, float]], across: str, up: str) -> Markup:
    """Numbered points; across from 0 to 1 as a share, up from -0.2, or the lowest, to 1.

    A table beside the chart says what each number stands for.
    """
    width, height, left, bottom, top = 760, 330, 56, 44, 12
    low = min([-0.2, *(y for _, y in points.values())])

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
        drawn.append(_text(x, height - bottom + 16, f"{tick:.0%}", colour=MUTED))
        drawn.append(_text(left - 8, y + 4, f"{tick:g}", "end", MUTED))
        drawn.append(_line(left, y, width - 10, y))
    for at, numbers in _grouped({n: place(*point) for n, point in points.items()}).items():
        drawn.append(_label(*at, " ".join(map(str, numbers))))
    drawn.append(_text((left + width) / 2, height - 6, across, colour=MUTED))
    drawn.append(_text(14, (top + height - bottom) / 2, up, colour=MUTED, turned=True))
    return _svg(width, height, f"{up} against {across}", drawn)


def bar(share: float) -> Markup:
    """A share as a bar in a line of text."""
    return Markup(
        '<svg width="90" height="11" style="min-width:90px" aria-hidden="true">'
        '<rect width="90" height="11" fill="#eaeef2"/>'
        '<rect width="{:.1f}" height="11" fill="{}"/></svg>'
    ).format(90 * share, BLUE)


def _grouped(places: Mapping[int, tuple[float, float]]) -> dict[tuple[float, float], list[int]]:
    """The numbers at each place; those that would cover each other stand together at one."""
    groups: dict[tuple[float, float], list[int]] = {}
    for number, (x, y) in places.items():
        near = (at for at in groups if abs(at[0] - x) < 1.2 * ROOM and abs(at[1] - y) < ROOM)
        groups.setdefault(next(near, (x, y)), []).append(number)
    return groups


def _svg(width: float, height: float, title: str, drawn: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {0:g} {1:g}" width="{0:g}" role="img" '
        'xmlns="http://www.w3.org/2000/svg"><title>{2}</title>{3}</svg>'
    ).format(width, height, title, Markup("").join(drawn))


def _rect(x: float, y: float, width: float, height: float, fill: str, title: str = "") -> Markup:
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" stroke="#fff">'
        "<title>{}</title></rect>"
    ).format(x, y, width, height, fill, title)


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str = LINE, dashes: str = "none"
) -> Markup:
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-dasharray="{}"/>'
    ).format(x1, y1, x2, y2, colour, dashes)


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "middle",
    colour: str = INK,
    *,
    halo: bool = False,
    turned: bool = False,
) -> Markup:
    """Words at a place; a halo makes them legible on top of lines."""
    return Markup(
        '<text x="{0:.1f}" y="{1:.1f}" text-anchor="{2}" fill="{3}" paint-order="stroke" '
        'stroke="{4}" stroke-width="3" transform="rotate({5} {0:.1f} {1:.1f})">{6}</text>'
    ).format(x, y, anchor, colour, PAPER if halo else "none", -90 if turned else 0, words)


def _label(x: float, y: float, words: str) -> Markup:
    """Words in a ring that is as wide as they are."""
    width = max(ROOM, 8 + 6.5 * len(words))
    ring = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" rx="{}" fill="#fff" stroke="{}"/>'
    ).format(x - width / 2, y - ROOM / 2, width, ROOM, ROOM / 2, BLUE)
    return ring + _text(x, y + 4, words)


def _ink_on(fill: str) -> str:
    """The colour in which words are legible on an area of this colour."""
    red, green, blue = bytes.fromhex(fill.removeprefix("#"))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 128 else PAPER
