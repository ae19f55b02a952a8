"""The page on which an instructor compares two students' code, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograder.similarity.pairs import Found, Pair
from autograder.similarity.parts import Part
from autograder.templates import render

MAX_SHOWN = 60  # pairs; the JSON has all
UNUSUAL = 0.05  # an exercise is shown if fewer pairs than this share are as close in it
RARE_BITS = 1.0  # a line is marked if what it shares is rarer than in every second notebook


class Side(NamedTuple):
    """One student's code for an exercise: lines, and whether the other has what is in them."""

    student: str
    lines: list[tuple[str, bool]]


class Compared(NamedTuple):
    """An exercise in which two students are unusually close."""

    exercise: str
    share: float
    sides: tuple[Side, Side]


def similar_page(found: Found, title: str) -> str:
    """The page; every text of a student in it is escaped."""
    return render(
        "similarity/templates/similar.html.j2",
        title=title,
        students=found.students,
        number=len(found.students) * (len(found.students) - 1) // 2,
        pairs=[(pair, list(_compared(found, pair))) for pair in found.pairs[:MAX_SHOWN]],
        more=max(0, len(found.pairs) - MAX_SHOWN),
    )


def _compared(found: Found, pair: Pair) -> Iterator[Compared]:
    first, second = pair.first, pair.second
    for exercise, share in sorted(pair.shares.items(), key=lambda item: item[1]):
        one, two = first.parts[exercise], second.parts[exercise]
        weights = found.weights[exercise]
        rare = {m for m in one.marks.keys() & two.marks.keys() if weights[m] >= RARE_BITS}
        if share < UNUSUAL and rare:
            sides = Side(first.student, _lines(one, rare)), Side(second.student, _lines(two, rare))
            yield Compared(exercise, share, sides)


def _lines(part: Part, shared: set[int]) -> list[tuple[str, bool]]:
    marked = frozenset[int]().union(*(part.marks[mark] for mark in shared))
    return [(line, place in marked) for place, line in enumerate(part.lines)]
