"""GitHub's job summary and annotations.

The summary is HTML without empty lines, which GitHub's Markdown passes on as it is; so no text of
a student is read as Markdown, and none begins a line, where it could be a workflow command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from autograder.feedback import points, score, visible_to_students
from autograder.formats.given import Given, of
from autograder.report import ExerciseResult, Report
from autograder.statuses import STATUSES
from autograder.templates import render

MAX_BYTES = 1024 * 1024 - 1024  # a longer summary is not shown at all
MAX_WARNINGS = 10  # GitHub drops the rest of a step's without a word
CUT = "<p>The rest is left out: GitHub shows at most 1 MiB. The JSON report holds all.</p>\n"


def summary(reports: Sequence[Report], given: Given) -> str:
    """The job summary: all about one submission, or about a class without its names."""
    shown = [visible_to_students(report, given.withheld) for report in reports]
    if len(shown) == 1:
        return _fitting(
            render("formats/templates/github_one.html.j2", report=shown[0], score=score)
        )
    text = render(
        "formats/templates/github_class.html.j2",
        reports=shown,
        exercises=[_column(shown, name) for name in dict.fromkeys(_names(shown))],
        median=points(median([report.score for report in shown])) if shown else "",
        best=points(max((report.max_score for report in shown), default=0)),
        faults=sum(report.has_fault for report in shown),
        repaired=sum(bool(report.repairs) for report in shown),
    )
    return _fitting(text)


def workflow_commands(reports: Sequence[Report], given: Given) -> list[str]:
    """Annotations, which put the results beside the files; of a class only the count.

    GitHub shows ten warnings a step: the last of them says how many exercises are left out.
    """
    shown = [visible_to_students(report, given.withheld) for report in reports]
    if len(shown) != 1:
        faults = sum(report.has_fault for report in shown)
        lines = [_command("notice", f"{len(shown)} submissions are graded.", title="course grade")]
        said = f"{faults} could not be graded completely because of a fault on our side."
        return [*lines, _command("error", said, title="course grade")] if faults else lines
    [report] = shown
    found = [each for each in report.exercises if each.score < each.max_score]
    most = MAX_WARNINGS if len(found) <= MAX_WARNINGS else MAX_WARNINGS - 1
    lines = [_warning(report, each) for each in found[:most]]
    if found[most:]:
        lines.append(_command("warning", f"{len(found) - most} more are in the job summary."))
    total = score(report.score, report.max_score)
    return [*lines, _command("notice", f"{total}.", title=report.lesson)]


def _warning(report: Report, result: ExerciseResult) -> str:
    told = [test.message for test in result.tests if test.message and test.status != "passed"]
    said = result.hint or next(iter(told), STATUSES[result.status].word)
    title = f"{result.name}: {of(result.score, result.max_score)}"
    kind = "error" if result.status == "error" else "warning"
    # An absolute path is one of the machine that graded.
    place = {} if report.path.startswith("/") else {"file": report.path}
    return _command(kind, said, title=title, **place)


def _command(kind: str, message: str, **properties: str) -> str:
    """A workflow command on one line, in which no text can end it or begin another."""
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{kind} {listed}::{_escaped(message)}" if listed else f"::{kind}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """A text with % and all that could end a line or a property in percent codes."""
    text = "\n".join(text.splitlines()).replace("%", "%25").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _names(reports: Sequence[Report]) -> Iterator[str]:
    for report in reports:
        yield from (exercise.name for exercise in report.exercises)


def _column(reports: Sequence[Report], name: str) -> dict[str, object]:
    """An exercise in a class: how many submissions have each status, and the mean of the points."""
    found = [each for report in reports for each in report.exercises if each.name == name]
    counts = {status: sum(each.status == status for each in found) for status in STATUSES}
    mean = sum(each.score for each in found) / len(found)
    return {"name": name, "counts": counts, "mean": of(mean, found[0].max_score)}


def _fitting(text: str) -> str:
    """The lines that GitHub will show, each without its indent, and no empty one among them.

    A line end in a student's text that HTML knows is a tag by now; one that it does not know
    is a space.
    """
    lines = [" ".join(line.splitlines()) for line in text.split("\n")]
    kept = [f"{stripped}\n" for line in lines if (stripped := line.strip())]
    room = MAX_BYTES
    for index, line in enumerate(kept):
        room -= len(line.encode())
        if room < 0:
            return "".join([*kept[:index], CUT])
    return "".join(kept)
