"""What the `course` command prints: tables and progress bars, or plain text without a terminal.

Names, paths and messages may come from a student. Each goes through `line`, which removes the
characters that would control a terminal. rich's markup is off, so a name cannot contain any.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.log import Log
from autograder.report import ExerciseResult, Report, Status
from autograder.statuses import STATUSES
from autograder.text import printable, shown

if TYPE_CHECKING:
    from autograder.authoring import Audit, Tried
    from autograder.gradebook import Page
    from autograder.handins import Row, Student

T = TypeVar("T")

PLAIN_WIDTH = 120
UNWRAPPED = 2_000  # a row of files stays on its line where a program reads it
MAX_PICTURES = 12
MAX_NAMES = 5

LEVELS = {3: "namespaces", 2: "landlock and a system-call filter", 1: "a separate process"}


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PLAIN_WIDTH
    return console


def line(*parts: str | tuple[str, str]) -> Text:
    """Texts joined on one line, some of them with a style; safe to print."""
    pairs = [(part, "") if isinstance(part, str) else part for part in parts]
    return Text.assemble(*((printable(text), style) for text, style in pairs))


def _print(*parts: str | tuple[str, str], stderr: bool = False) -> None:
    _console(stderr=stderr).print(line(*parts), soft_wrap=True)


def say(text: str) -> None:
    """Print one line."""
    _print(text)


def complain(text: str) -> None:
    """Print one sentence about what went wrong, to stderr."""
    _print(("course:", "bold red"), f" {text}", stderr=True)


def warn(text: str) -> None:
    """Print one sentence about what should be done before students are affected, to stderr."""
    _print(("note:", "bold yellow"), f" {text}", stderr=True)


def few(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + more


def log(kept: Log, status: int) -> None:
    """Print the log of this run if it is asked for, and its path if something went wrong."""
    if kept.path and kept.is_verbose:
        for text in kept.path.read_text(encoding="utf-8", errors="replace").splitlines():
            _print((text, "dim"), stderr=True)
    if kept.path and status:
        _print(f"log: {shown(kept.path)}", stderr=True)


def working(what: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:
    """Yield the items, and show a progress bar meanwhile if there is a terminal."""
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_console(stderr=True),
        transient=True,
        auto_refresh=False,  # it would start a thread, but workers are forked meanwhile
        disable=not _console(stderr=True).is_terminal,
    ) as progress:
        yield from progress.track(items, total=total, description=what)


def counting(what: str, items: Sequence[T]) -> Iterator[T]:
    """Like `working`, for items whose number is known."""
    return working(what, items, len(items))


def finding(lesson: str, rule: str, problems: Sequence[str]) -> None:
    """Print one rule of `course check`, whether it holds, and where it does not."""
    _print(_mark(not problems), f" {lesson}: {rule}")
    for problem in problems:
        _print(f"    {problem}")


def _mark(holds: bool) -> tuple[str, str]:
    return ("✓", "green") if holds else ("✗", "red")


def isolation(level: int, warning: str = "") -> None:
    """Print the isolation level of the sandbox, and a warning if there is one."""
    note = [("; ", ""), (warning, "bold red")] if warning else []
    _print(f"sandbox: isolation level {level} ({LEVELS[level]})", *note)


def scores(reports: Sequence[Report], totals: Sequence[tuple[float | None, float]]) -> None:
    """Print the table of students and exercises, and the repairs below it.

    Args:
        reports: The reports.
        totals: For each, the whole score in the gradebook, and what is taken off it for handing
            in late. If this is nothing for all of them, neither is shown.
    """
    is_late = any(penalty for _, penalty in totals)
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student", no_wrap=True, max_width=console.width // 3)
    for exercise in reports[0].exercises:
        table.add_column(line(exercise.name))
    for name in ("score", "late", "in the gradebook") if is_late else ("score",):
        table.add_column(name, justify="right", no_wrap=True)
    for report, (total, penalty) in zip(reports, totals, strict=True):
        cells = [_cell(exercise) for exercise in report.exercises]
        row = [f"{report.score:g}/{report.max_score:g}", f"-{penalty:g}" if penalty else ""]
        row.append("" if total is None else f"{total - penalty:g}")
        table.add_row(line(report.student), *cells, *(row if is_late else row[:1]))
    console.print(table)
    console.print()
    console.print(_legend())
    _repairs(reports)


def _legend() -> Text:
    marks = [line(_symbol(status), f" {look.word}") for status, look in STATUSES.items()]
    return Text("  ").join(marks)


def _symbol(status: Status) -> tuple[str, str]:
    """The symbol of a status, and its style."""
    return STATUSES[status].symbol, STATUSES[status].terminal


def _repairs(reports: Sequence[Report]) -> None:
    console = _console()
    if any(report.repairs for report in reports):
        console.print()
        _print(("repairs", "bold"))
    for report in reports:
        for repair in report.repairs:
            text = line(f"  {report.student}: {repair}")
            console.print(text, soft_wrap=not console.is_terminal)


def files(rows: Sequence[Row]) -> None:
    """Print what files became; nothing if there are none to tell of."""
    if not rows:
        return
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("student", "file", "became", "why"):
        table.add_column(name, no_wrap=name == "became", overflow="fold")
    for row in rows:
        became = (row.became, "red" if row.is_left_out else "")
        table.add_row(line(row.student), line(row.file), line(became), line(row.note))
    if not console.is_terminal:
        console.width = max(console.width, UNWRAPPED)
    console.print()
    console.print(table)


def roster(students: Sequence[Student]) -> None:
    """Print the students, and what is known of each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("id", "name", "email", "canvas", "sis", "login", "moodle")
    for name in (*columns, "extensions"):
        table.add_column(name, overflow="fold")
    for student in students:
        own = (f"{lesson} {time}" for lesson, time in student.extensions.items())
        cells = (*(getattr(student, name) for name in columns), ", ".join(own))
        table.add_row(*map(line, cells))
    _console().print(table)


def audits(found: Sequence[Audit], threshold: float) -> None:
    """Print the fates of the mutants by lesson and exercise, and then each survivor."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("lesson", no_wrap=True)
    table.add_column("exercise", no_wrap=True)
    for name in ("killed", "survived", "equivalent", "test broke", "share"):
        table.add_column(name, justify="right")
    for audit in found:
        for exercise in audit.solutions:
            part = replace(audit, tried=audit.of(exercise))
            table.add_row(line(audit.lesson), line(exercise), *_fates(part))
        whole = line(_mark(audit.holds(threshold)), f" {audit.lesson}")
        table.add_row(whole, "", *_fates(audit), style="bold", end_section=True)
    console = _console()
    console.print(table)
    for audit in found:
        for tried in audit.tried:
            if tried.fate in ("survived", "fault"):
                _survivor(audit.lesson, tried)
        for sentence in audit.stale:
            _print(_mark(False), f" {audit.lesson}: {sentence}")


def _fates(audit: Audit) -> list[str | Text]:
    survived, broke = (audit.count(fate) for fate in ("survived", "fault"))
    return [
        str(audit.count("killed")),
        line((str(survived), "red" if survived else "")),
        str(audit.count("equivalent")),
        line((str(broke), "red" if broke else "")),
        f"{audit.share:.1%}",
    ]


def _survivor(lesson: str, tried: Tried) -> None:
    """Print a mutant that no test killed, as the lines that it changes."""
    what = f"{tried.by} broke on it" if tried.fate == "fault" else "survived"
    mutant = tried.mutant
    _console().print()
    _print(f"{lesson}: {mutant.exercise}, {mutant.operator}: {what}")
    for mark, style, text in (("-", "red", mutant.was), ("+", "green", mutant.becomes)):
        for each in text.splitlines():
            _print((f"    {mark} {each}", style))


def pictures(reports: Sequence[Report], folder: Path) -> None:
    """Print where the pictures of failed tests are."""
    drawn = [
        (report.student, exercise.name, figure)
        for report in reports
        for exercise in report.exercises
        for figure in dict.fromkeys(test.figure for test in exercise.tests if test.figure)
    ]
    if drawn:
        _console().print()
        _print(("pictures", "bold"))
    for student, exercise, figure in drawn[:MAX_PICTURES]:
        _print(f"  {student}, {exercise}: {shown(folder / figure.file)}")
    if len(drawn) > MAX_PICTURES:
        _print(f"  {len(drawn) - MAX_PICTURES} more in {shown(folder)}; the JSON names each")


def pages(found: Sequence[Page], *, is_dry: bool = False) -> int:
    """Print which feedback pages were or would be written; returns how many could not be."""
    would = "would be " if is_dry else ""
    for page in found:
        if page.is_new:
            _print(f"{'would write' if is_dry else 'wrote'} {shown(page.path)}")
    for page in found:
        if page.problem:
            complain(f"The page of {page.student} could not be written: {page.problem}")
    written = sum(page.is_new for page in found)
    failed = sum(bool(page.problem) for page in found)
    _print(f"{written} {would}written, {len(found) - written - failed} had not changed")
    return failed


def next_steps(lesson: str, homes: Sequence[Path], json: Path | None) -> None:
    """Print where the results are and which command comes next."""
    _console().print()
    for home in homes:
        where = "" if home == Path.cwd() else f" {shlex.quote(shown(home / 'submitted'))}"
        book, notebooks = shown(home / "gradebook.db"), shown(home / "autograded")
        _print(f"grades: {book}   notebooks: {notebooks}")
        _print(f"next:   course feedback {lesson}{where}")
    if json:
        _print(f"reports: {json}")


def cells(done: Iterable[T], total: int) -> Iterator[T]:
    """Show the progress over the cells of a notebook."""
    return working("executing", done, total)


def _cell(exercise: ExerciseResult) -> Text:
    why = f" {exercise.stopped_by}" if exercise.stopped_by else ""
    return line(_symbol(exercise.status), f" {exercise.score:g}/{exercise.max_score:g}{why}")
