"""What a class thought of a lesson's sections, read from the submitted notebooks.

A student can write anything into the outputs of a notebook. So they are read as data, every part is
checked, and at most one reaction of a student to a section counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.notebooks import Lesson, Section, read_outputs
from compneuro.feedback import Reaction, reactions_in


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
