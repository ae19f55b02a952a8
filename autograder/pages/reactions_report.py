"""The page on which an instructor reads what a class thought of a lesson."""

from __future__ import annotations

from typing import NamedTuple

from autograder.notebooks import Section
from autograder.pages.reactions import ClassReactions, SectionReactions
from autograder.templates import render


class Face(NamedTuple):
    """How a face is drawn and named; the colour has a contrast of at least 4.5 to 1 on white."""

    word: str
    colour: str
    mouth: str


FACES = {  # in the order in which an instructor wants to read them
    "lost": Face("lost", "#b3261e", "M7 16.5 Q12 12 17 16.5"),
    "so_so": Face("so-so", "#8a5a00", "M7.5 15.5 H16.5"),
    "clear": Face("clear", "#1a7f37", "M7 14 Q12 18.5 17 14"),
    "": Face("no face chosen", "#59636e", "M10 15.5 H14"),
}


class Said(NamedTuple):
    """What the page shows of one section.

    Attributes:
        answers: How many students answered.
        bars: How many of them chose which face.
        lines: What they wrote: the face, the text, the student.
    """

    section: Section
    answers: int
    bars: list[tuple[Face, int]]
    lines: list[tuple[Face, str, str]]


def reactions_page(said: ClassReactions, title: str, *, names: bool = False) -> str:
    """The whole page; students are named only where `names` asks for it."""
    return render(
        "pages/templates/reactions_report.html.j2",
        title=title,
        said=said,
        answered=len({student for section in said.sections for student, _ in section.reactions}),
        sections=[
            Said(section.section, len(section.reactions), _bars(section), _lines(section))
            for section in said.sections
        ],
        names=names,
    )


def _bars(said: SectionReactions) -> list[tuple[Face, int]]:
    """Each face and its number; the missing face only where somebody chose none."""
    chosen = [reaction.face for _, reaction in said.reactions]
    return [(face, chosen.count(name)) for name, face in FACES.items() if name or name in chosen]


def _lines(said: SectionReactions) -> list[tuple[Face, str, str]]:
    """By face, and within a face by the text: an order which gives no name away."""
    order = list(FACES)
    found = [(order.index(r.face), r.text, student) for student, r in said.reactions if r.text]
    return [(FACES[order[place]], text, student) for place, text, student in sorted(found)]
