"""What the `course` command prints: tables and progress bars, plain text where no terminal is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.report import ExerciseResult, Report, Status
from autograder.statuses import STATUSES

if TYPE_CHECKING:
    from autograder.authoring import Audit, Tried

T = TypeVar("T")

PLAIN_WIDTH = 120
MAX_PICTURES = 12

WALLS = {3: "namespaces", 2: "landlock and a system-call filter", 1: "a process of its own"}


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PLAIN_WIDTH
    return console


def say(text: str) -> None:
    """One line for the person at the terminal."""
    _console().print(escape(text), soft_wrap=True)


def complain(text: str) -> None:
    """One sentence on what went wrong."""
    _console(stderr=True).print(f"[bold red]course:[/] {escape(text)}", soft_wrap=True)


def working(what: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar while they are worked on; silent without a terminal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_console(stderr=True),
        transient=True,
        auto_refresh=False,  # no thread of its own, because workers are forked meanwhile
        disable=not _console(stderr=True).is_terminal,
    ) as progress:
        yield from progress.track(items, total=total, description=what)


def counting(what: str, items: Sequence[T]) -> Iterator[T]:
    """As `working`, for items whose number is known."""
    return working(what, items, len(items))


def finding(lesson: str, rule: str, problems: Sequence[str]) -> None:
    """One rule of `course check` and whether it holds."""
    mark = "[red]✗[/]" if problems else "[green]✓[/]"
    console = _console()
    console.print(f"{mark} {lesson}: {escape(rule)}", soft_wrap=True)
    for problem in problems:
        console.print(f"    {escape(problem)}", soft_wrap=True)


def wall(level: int, warning: str = "") -> None:
    """What stands between students' code and everything else."""
    note = f"; [bold red]{escape(warning)}[/]" if warning else ""
    _console().print(f"wall: level {level} ({WALLS[level]}){note}", soft_wrap=True)


def scores(reports: Sequence[Report]) -> None:
    """The table of students and exercises."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student", no_wrap=True)
    exercises = [exercise.name for exercise in reports[0].exercises]
    for name in exercises:
        table.add_column(name)
    table.add_column("score", justify="right", no_wrap=True)
    for report in reports:
        cells = [_cell(exercise) for exercise in report.exercises]
        total = f"{report.score:g}/{report.max_score:g}"
        table.add_row(escape(report.student), *cells, total)
    console = _console()
    console.print(table)
    legend = "  ".join(f"{_symbol(status)} {look.word}" for status, look in STATUSES.items())
    console.print(f"\n{legend}")
    repaired = [report for report in reports if report.repairs]
    if repaired:
        console.print("\n[bold]repairs[/]")
    for report in repaired:
        for repair in report.repairs:
            line = f"  {escape(report.student)}: {escape(repair)}"
            console.print(line, soft_wrap=not console.is_terminal)


def audits(found: Sequence[Audit], threshold: float) -> None:
    """For each lesson and exercise what became of its mutants; then each survivor."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("lesson", no_wrap=True)
    table.add_column("exercise", no_wrap=True)
    for name in ("killed", "survived", "equivalent", "test broke", "share"):
        table.add_column(name, justify="right")
    for audit in found:
        for exercise in audit.solutions:
            part = replace(audit, tried=audit.of(exercise))
            table.add_row(audit.lesson, exercise, *_fates(part))
        mark = "[green]✓[/]" if audit.holds(threshold) else "[red]✗[/]"
        table.add_row(f"{mark} {audit.lesson}", "", *_fates(audit), style="bold", end_section=True)
    console = _console()
    console.print(table)
    for audit in found:
        for tried in audit.tried:
            if tried.fate in ("survived", "fault"):
                _loose(audit.lesson, tried)
        for sentence in audit.stale:
            console.print(f"[red]✗[/] {audit.lesson}: {escape(sentence)}", soft_wrap=True)


def _fates(audit: Audit) -> list[str]:
    survived, broke = (audit.count(fate) for fate in ("survived", "fault"))
    return [
        str(audit.count("killed")),
        f"[red]{survived}[/]" if survived else "0",
        str(audit.count("equivalent")),
        f"[red]{broke}[/]" if broke else "0",
        f"{audit.share:.1%}",
    ]


def _loose(lesson: str, tried: Tried) -> None:
    """A mutant that no test killed, as the lines that it changes."""
    what = f"{tried.by} broke on it" if tried.fate == "fault" else "survived"
    mutant, console = tried.mutant, _console()
    console.print(f"\n{lesson}: {mutant.exercise}, {mutant.operator}: {what}", markup=False)
    for mark, style, text in (("-", "red", mutant.was), ("+", "green", mutant.becomes)):
        for line in text.splitlines():
            console.print(f"[{style}]    {mark} {escape(line)}[/]", soft_wrap=True)


def pictures(reports: Sequence[Report], folder: Path) -> None:
    """Where the pictures of failed tests lie."""
    shown = [
        (report.student, exercise.name, figure)
        for report in reports
        for exercise in report.exercises
        for figure in dict.fromkeys(test.figure for test in exercise.tests if test.figure)
    ]
    console = _console()
    if shown:
        console.print("\n[bold]pictures[/]")
    for student, exercise, figure in shown[:MAX_PICTURES]:
        where = f"{student}, {exercise}: {_shown(folder) / figure.file}"
        console.print(f"  {escape(where)}", soft_wrap=True)
    if len(shown) > MAX_PICTURES:
        more = f"{len(shown) - MAX_PICTURES} more in {_shown(folder)}; the JSON names each"
        console.print(f"  {escape(more)}", soft_wrap=True)


def next_steps(lesson: str, homes: Sequence[Path], json: Path | None) -> None:
    """Where the results lie and which command comes next."""
    console = _console()
    console.print()
    for home in homes:
        where = _shown(home)
        option = "" if where == Path() else f" --course-dir={home}"
        console.print(
            f"grades: {where / 'gradebook.db'}   notebooks: {where / 'autograded'}", soft_wrap=True
        )
        console.print(f"next:   nbgrader generate_feedback {lesson}{option}", soft_wrap=True)
    if json:
        console.print(f"reports: {json}", soft_wrap=True)


def cells(done: Iterable[T], total: int) -> Iterator[T]:
    """Progress over the cells of a notebook."""
    return working("executing", done, total)


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _cell(exercise: ExerciseResult) -> str:
    why = f" {escape(exercise.stopped_by)}" if exercise.stopped_by else ""
    return f"{_symbol(exercise.status)} {exercise.score:g}/{exercise.max_score:g}{why}"


def _symbol(status: Status) -> str:
    look = STATUSES[status]
    return f"[{look.terminal}]{look.symbol}[/]"
