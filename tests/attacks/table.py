"""The table of attacks in docs/attacks.md: `python -m tests.attacks.table` writes it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from .kit import LEVELS, Attack, Outcome, attacks

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
BEGIN, END = "<!-- table: python -m tests.attacks.table -->\n", "<!-- end of table -->"
GROUPS = {1: "Forging", 52: "Leaks", 62: "Availability", 78: "Malformed files", 86: "Chance"}


def table() -> str:
    """The whole table, in Markdown."""
    return "\n".join(_lines()).strip() + "\n"


def fresh(page: str) -> str:
    """The page with the table as it is now."""
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:start] + "\n" + table() + "\n" + page[end:]


def _lines() -> Iterator[str]:
    for name, variants in groupby(attacks(), key=lambda attack: attack.name):
        number = int(name.split("_")[0])
        if number in GROUPS:
            yield from ["", f"### {GROUPS[number]}", ""]
            yield "| | What it tries | Level 3 | Level 2 | Level 1 |"
            yield "|---|---|---|---|---|"
        yield _row(number, list(variants))


def _row(number: int, variants: list[Attack]) -> str:
    tried = " ".join((variants[0].entry.__doc__ or "").split())
    outcomes = [_outcomes(variants, level) for level in LEVELS]
    if "passed" not in outcomes[0]:
        outcomes = ["**gets through**" if "passed" in found else found for found in outcomes]
    return f"| {number} | {_escaped(tried)} | {' | '.join(outcomes)} |"


def _outcomes(variants: list[Attack], level: int) -> str:
    """What the variants get at a level, each outcome once."""
    found = [_outcome(attack.expected[level]) for attack in variants if level in attack.expected]
    return _escaped("; ".join(dict.fromkeys(found))) or "not promised"


def _outcome(outcome: Outcome) -> str:
    status = outcome.status.replace("_", " ")
    if outcome.stopped_by:
        status += f" ({re.sub('SIG$', '', outcome.stopped_by).strip()})"
    return f"{status}, {outcome.score:g} of 3"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
