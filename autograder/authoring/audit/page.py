"""An audit as a web page: every survivor as a diff, the killed mutants counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from typing import NamedTuple

from autograder.authoring.audit.run import Audit, Fate, Tried
from autograder.templates import render

FATES: dict[Fate, str] = {
    "killed": "killed",
    "survived": "survived",
    "equivalent": "equivalent",
    "fault": "test broke",
}
LOUD: tuple[Fate, ...] = ("survived", "fault")  # their numbers stand out
KINDS = {"-": "out", "+": "in", "@": "at"}  # of the lines in a diff

Diff = list[tuple[str, str]]  # the kind of each line, and the line


class Counts(NamedTuple):
    """What became of the mutants of an exercise, or of those with one kind of mistake."""

    name: str
    total: int
    fates: dict[Fate, int]


class Shown(NamedTuple):
    """What the page shows of one lesson."""

    lesson: str
    share: float
    exercises: list[Counts]
    kinds: list[Counts]
    stale: tuple[str, ...]
    survivors: list[tuple[Tried, Diff]]
    equivalent: list[tuple[Tried, Diff]]
    killers: list[tuple[str, str, int]]


def audit_page(audits: Sequence[Audit], threshold: float) -> str:
    """The whole page.

    Args:
        audits: One for each lesson.
        threshold: The share of mutants that must be killed.
    """
    return render(
        "authoring/audit/templates/audit.html.j2",
        audits=[_shown(audit) for audit in audits],
        threshold=threshold,
        fates=FATES,
        loud=LOUD,
    )


def _shown(audit: Audit) -> Shown:
    kinds = dict.fromkeys(t.mutant.operator for t in audit.tried)
    killers = Counter((t.mutant.exercise, t.by) for t in audit.tried if t.fate == "killed")
    return Shown(
        audit.lesson,
        audit.share,
        [_counts(name, audit.of(name)) for name in audit.solutions],
        [_counts(kind, [t for t in audit.tried if t.mutant.operator == kind]) for kind in kinds],
        audit.stale,
        [(t, _change(audit, t)) for t in audit.tried if t.fate in LOUD],
        [(t, _excerpt(t)) for t in audit.tried if t.fate == "equivalent"],
        [(*key, number) for key, number in sorted(killers.items())],
    )


def _counts(name: str, tried: Sequence[Tried]) -> Counts:
    fates = [t.fate for t in tried]
    return Counts(name, len(fates), {fate: fates.count(fate) for fate in FATES})


def _change(audit: Audit, tried: Tried) -> Diff:
    """The whole mutant against the solution."""
    before, after = audit.solutions[tried.mutant.exercise], tried.mutant.source
    return _diff(list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3))[2:])


def _excerpt(tried: Tried) -> Diff:
    """Only the lines that the mutant changes."""
    was, becomes = tried.mutant.was.splitlines(), tried.mutant.becomes.splitlines()
    return _diff([*(f"-{line}" for line in was), *(f"+{line}" for line in becomes)])


def _diff(lines: Iterable[str]) -> Diff:
    return [(KINDS.get(line[:1], ""), line) for line in lines]
