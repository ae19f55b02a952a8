"""Equivalent mutants: mutants that are right answers, as the lesson's author declares them.

A lesson's `autograder/graders/<lesson>/equivalents.toml` contains entries such as

    [[equivalent]]
    exercise = "Net"
    was = "for i in range(n):"
    becomes = ["for i in list(range(n)):"]
    reason = "The same turns in the same order."

`was` and `becomes` are the changed lines, as `course audit` shows them.
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
    """A mutant that is also a correct answer.

    Attributes:
        exercise: The exercise whose solution is changed.
        was: The lines of the solution.
        becomes: The lines of the mutant.
        reason: Why the answer is still correct, as a sentence.
    """

    exercise: str
    was: str
    becomes: str
    reason: str

    def is_about(self, mutant: Mutant) -> bool:
        """Whether this declares the mutant."""
        return (self.exercise, self.was, self.becomes) == (
            mutant.exercise,
            mutant.was,
            mutant.becomes,
        )


def read_equivalents(path: Path) -> list[Equivalent]:
    """The declarations in a file, one for each entry in `becomes`; none if there is no file.

    Raises:
        CourseError: The file is not valid TOML, or an entry lacks a key or a reason.
    """
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("equivalent", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}.") from error
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
