"""The common form of an imported notebook: parts in reading order, and remarks for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["text", "code", "exercise", "question", "test", "corner"]


@dataclass(frozen=True)
class RawCell:
    """One cell of the notebook that is imported.

    Attributes:
        number: Its place in the notebook, from 1.
        attachments: Its images by name, in base64.
        output: The value of its last line, as it was saved.
    """

    number: int
    kind: str
    source: str
    metadata: Mapping[str, object] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    output: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of the lesson.

    Attributes:
        role: `text` and `code` are given; an `exercise` is a stub with its solution; a `question`
            has a model answer; a `test` has a part that students see and one that they do not; a
            `corner` asks for feedback.
        source: What students get. Of a question the text of the question, if it has one of its own.
        cell: The number of its cell in the notebook.
        name: The name of an exercise, a test or a corner.
        solution: The solved exercise, the model answer, or the whole code of a test.
        points: What a question or a test is worth; 0 if the notebook does not say.
        title: What a test checks, in words.
    """

    role: Role
    source: str
    cell: int
    name: str = ""
    solution: str = ""
    points: float = 0.0
    title: str = ""


@dataclass(frozen=True)
class Remark:
    """Something that a person must look at, and its cell in the imported notebook; 0 for none."""

    cell: int
    text: str

    def __str__(self) -> str:
        """The remark as a line of the report."""
        return f"cell {self.cell}: {self.text}" if self.cell else self.text


@dataclass
class Draft:
    """What a format makes of a notebook.

    Attributes:
        parts: The parts of the lesson.
        remarks: What a person must look at.
        files: Files beside the notebook that it names itself.
        kept: Solutions that answer no exercise, with their cells; they stay as comments.
    """

    parts: list[Part] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)

    def add(self, role: Role, source: str, cell: int, **more: object) -> None:
        """Add a part, unless it is given and empty."""
        if source.strip() or role not in ("text", "code"):
            self.parts.append(Part(role, source.strip("\n"), cell, **more))  # type: ignore[arg-type]

    def keep(self, cell: int, solution: str, why: str) -> None:
        """Keep a solution that answers no exercise, and say why."""
        self.kept.append((cell, solution))
        self.remark(cell, why)

    def remark(self, cell: int, text: str) -> None:
        """Add something that a person must look at."""
        self.remarks.append(Remark(cell, text))


def words_beside(cell: RawCell, cells: Iterable[RawCell]) -> set[str]:
    """All words in the other cells."""
    return {
        word
        for other in cells
        if other.number != cell.number
        for word in re.findall(r"\w+", other.source)
    }


def slug(words: str, default: str) -> str:
    """Words as a name of Python: small letters, digits and underscores."""
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:50].strip("_")
    if not name:
        return default
    return name if name[0].isalpha() else f"{default}_{name}"
