"""Mutants that are right answers all the same, as their author declares them.

A lesson's file `autograder/graders/<lesson>/equivalents.toml` holds entries such as

    [[equivalent]]
    exercise = "Net"
    was = "for i in range(n):"
    becomes = ["for i in list(range(n)):"]
    reason = "The same turns in the same order."

`was` and `becomes` are the lines that a mutant changes, as `course audit` shows them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.audit.mutants import Mutant
from autograder.errors import CourseError

KEYS = {"exercise", "was", "becomes", "reason"}


@dataclass(frozen=True)
class Equivalent:
    """One changed line that no right-minded test may object to.

    Attributes:
        reason: Why, as a sentence.
    """

    exercise: str
    was: str
    becomes: str
    reason: str

    def is_about(self, mutant: Mutant) -> bool:
        """Whether the mutant is the one declared here."""
        return (self.exercise, self.was, self.becomes) == (
            mutant.exercise,
            mutant.was,
            mutant.becomes,
        )


def read_equivalents(path: Path) -> list[Equivalent]:
    """The declared ones, one for each changed line; none where there is no file.

    Raises:
        CourseError: The file is no TOML, or an entry lacks a key or a reason.
    """
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is no TOML: {error}.") from error
    return [declared for entry in entries for declared in _declared(path, entry)]


def _declared(path: Path, entry: dict[str, Any]) -> list[Equivalent]:
    lines = entry.get("becomes")
    texts = [entry.get(key) for key in ("exercise", "was", "reason")]
    texts += lines if isinstance(lines, list) else [None]
    if set(entry) == KEYS and all(isinstance(text, str) and text.strip() for text in texts):
        name, was, reason, *becomes = (str(text).strip("\n") for text in texts)
        return [Equivalent(name, was, line, reason) for line in becomes]
    raise CourseError(
        f"{path}: each [[equivalent]] needs exercise, was, a list of lines that it becomes, and a "
        f"reason, and nothing else; one has {', '.join(sorted(entry)) or 'nothing'}."
    )
