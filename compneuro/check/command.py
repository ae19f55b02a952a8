"""The command line of `python -m compneuro`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from compneuro.check.findings import Exercise, Findings, look_at

READY, NOT_READY = 0, 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command, and end with its exit status."""
    parser = argparse.ArgumentParser(prog="python -m compneuro")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="see whether a notebook is ready to be handed in",
        description="See whether a notebook is ready to be handed in. Exit status: 0 if it is, "
        "1 if it is not, 2 for wrong usage.",
    )
    check.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    check.add_argument("--lesson", default="", help="its lesson, if it cannot be recognised")
    check.add_argument("--no-run", action="store_true", help="only read it; run no cell")
    check.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    findings = look_at(chosen.notebook, chosen.lesson, run=not chosen.no_run)
    if chosen.json:
        print(json.dumps(findings.as_data(), indent=2))
    else:
        print("\n".join(map(_printable, _lines(findings))))
    sys.exit(READY if findings.is_ready else NOT_READY)


def _lines(found: Findings) -> Iterator[str]:
    if found.unreadable:
        yield found.unreadable
    else:
        yield f"lesson: {found.lesson}"
    yield from map(_line, found.exercises)
    if found.repairs:
        yield "a grader would repair:"
    yield from (f"  {repair}" for repair in found.repairs)
    if found.not_run:
        yield f"checks not run: {found.not_run}"
    yield found.last_line


def _line(exercise: Exercise) -> str:
    mark = "✓" if exercise.is_done else "✗"
    said = f"; check: {exercise.check or 'passes'}" if exercise.state == "filled in" else ""
    return f"{mark} {exercise.name}: {exercise.state}{said}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
