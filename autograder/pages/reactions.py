"""What a class thought of a lesson's sections, read from the submitted notebooks.

A feedback corner keeps a reaction as an output of its own cell: under the type `MIME` an object of
three texts, `section`, `face` and `text`. A student can write anything into the outputs of a
notebook. So they are read as data, every part is checked, and at most one reaction of a student to
a section counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.notebooks import Lesson, Section, read_outputs

MIME = "application/vnd.compneuro.reaction+json"
FACES = ("clear", "so_so", "lost")
MAX_TEXT = 300  # characters
JOINERS = "\u200c\u200d"  # part of the spelling in some languages


@dataclass(frozen=True)
class Reaction:
    """What a student thinks of a section.

    Attributes:
        face: One of `FACES`; empty where none was chosen.
        text: At most `MAX_TEXT` characters on one line.
    """

    face: str = ""
    text: str = ""


@dataclass(frozen=True)
class SectionReactions:
    """One section, and each student's reaction to it."""

    section: Section
    reactions: tuple[tuple[str, Reaction], ...]


@dataclass(frozen=True)
class ClassReactions:
    """What a whole class said.

    Attributes:
        lesson: The lesson's slug.
        size: How many notebooks were submitted.
        sections: In the lesson's order.
        unreadable: Students whose notebook could not be read, each with the reason.
    """

    lesson: str
    size: int
    sections: tuple[SectionReactions, ...]
    unreadable: tuple[tuple[str, str], ...]

    def plain(self, *, names: bool) -> dict[str, object]:
        """What is written to JSON; without names, by face and text, which gives no name away."""
        said = {
            each.section.name: [
                {"face": r.face, "text": r.text, **({"student": student} if names else {})}
                for student, r in sorted(each.reactions, key=lambda one: (one[1].face, one[1].text))
            ]
            for each in self.sections
        }
        return {"lesson": self.lesson, "submissions": self.size, "sections": said}


def read_reactions(lesson: Lesson, handins: Sequence[tuple[str, Path]]) -> ClassReactions:
    """Read the reactions of a class; each hand-in is a student and a notebook.

    Raises:
        CourseError: The lesson has no feedback corner.
    """
    if not lesson.sections:
        raise CourseError(
            f"{lesson.name} asks for no reactions; end each section of its source with a cell "
            'of its own: feedback_corner("name_of_the_section").'
        )
    said: dict[str, list[tuple[str, Reaction]]] = {s.name: [] for s in lesson.sections}
    unreadable: list[tuple[str, str]] = []
    for student, path in handins:
        cells, reason = read_outputs(path)
        if reason:
            unreadable.append((student, reason))
        for name, reaction in reactions_in(cells).items():
            if name in said:
                said[name].append((student, reaction))
    sections = tuple(SectionReactions(s, tuple(said[s.name])) for s in lesson.sections)
    return ClassReactions(lesson.name, len(handins), sections, tuple(unreadable))


def reactions_in(cells: Iterable[object]) -> dict[str, Reaction]:
    """The reaction to each section in the cells of a notebook, whatever else they may hold."""
    found: dict[str, Reaction] = {}
    for stored in _stored(cells):
        values = (stored.get(key) for key in ("section", "face", "text"))
        section, face, text = (value if isinstance(value, str) else "" for value in values)
        reaction = Reaction(face if face in FACES else "", _one_line(text))
        if section and reaction != Reaction():
            found[section] = reaction
    return found


def _stored(cells: Iterable[object]) -> Iterator[dict[str, object]]:
    """What feedback corners have left in the outputs of the cells."""
    for cell in cells:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, dict) else None
            stored = data.get(MIME) if isinstance(data, dict) else None
            if isinstance(stored, dict):
                yield stored


def _one_line(text: str) -> str:
    """The text on one line, cut where it is too long, without what no one could see."""
    text = text[: 4 * MAX_TEXT]
    seen = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join(seen.split())[:MAX_TEXT]
