"""One page on a whole class, for the instructor: `course report`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles

from autograder.notebooks import read_misconceptions
from autograder.pages import charts
from autograder.pages.analysis import FEWEST, Analysis, Hints, Item, analyse
from autograder.pages.frame import html_page
from autograder.report import Report

MAX_SLOW = 10
MAX_LISTED = 12
WEAK = 0.15  # a separation below this is worth a look

HOW_TO_READ = f"""
<h2>How to read this page</h2>
<p><strong>The class</strong> are the submissions in which something was attempted and nothing
failed on our side. Shares and correlations are of the class; the bars of how exercises ended, the
repairs, and what was stopped are of everything that was handed in.</p>
<p><strong>Passed</strong> is the share of the class with all points for the test or exercise.</p>
<p><strong>Separates</strong> is the item-rest correlation: Pearson's correlation, over the class,
between the points for this item and the points for everything else. At 1 it sorts the class exactly
as the rest does; around 0 weak students get it as often as strong ones, so it is a matter of chance
or of something else than the rest asks for; below 0 strong students miss it, and its test deserves
a suspicious look. It is not given for fewer than {FEWEST} submissions, nor where all have the same
points. An item that nearly everybody passes, or fails, cannot separate much.</p>
<p><strong>Misconceptions</strong> are mistakes that were recognised by what the code does. A
submission has at most one for each exercise, and none is named where the engine is not sure.</p>
"""


def class_page(lesson: str, reports: Sequence[Report], hints: Hints, *, names: bool = False) -> str:
    """The page.

    Args:
        lesson: The lesson's slug.
        reports: One for each submission.
        hints: The name of the misconception behind each hint of each exercise.
        names: Whether students are named; else a submission is known by its file's hash.
    """
    found = analyse(reports, hints)
    parts = (
        _head(found),
        _scores(found),
        _exercises(found),
        _misconceptions(found),
        _stopped(found, names),
        _slowest(found, names),
        _repairs(found),
        _students(found) if names else "",
        HOW_TO_READ,
    )
    return html_page(f"Class report: {lesson.replace('_', ' ')}", "\n".join(filter(None, parts)))


def hints_of(path: Path) -> dict[tuple[str, str], str]:
    """The names of a lesson's misconceptions, by exercise and hint; some may share a hint."""
    found: dict[tuple[str, str], str] = {}
    for wrong in read_misconceptions(path):
        key = wrong.exercise, wrong.hint
        found[key] = f"{found[key]}, or {wrong.name}" if key in found else wrong.name
    return found


def _head(found: Analysis) -> str:
    handed_in, class_ = len(found.handed_in), len(found.class_)
    levels = sorted({report.level for report in found.handed_in if report.level})
    walls = f" Code ran behind a wall of level {_listed(map(str, levels))}." if levels else ""
    untouched = handed_in - class_ - found.faults
    left_out = []
    if untouched:
        left_out.append(f"{untouched} in which nothing was attempted or nothing could be read")
    if found.faults:
        left_out.append(f"{found.faults} with a fault on our side")
    rest = f" Left out: {_listed(left_out)}." if left_out else ""
    return f"<p>{handed_in} submissions, {class_} of which count as the class.{rest}{walls}</p>"


def _scores(found: Analysis) -> str:
    if not found.class_:
        return "<h2>Scores</h2><p>There is no score to show.</p>"
    chart = charts.histogram(
        found.scores, found.max_score, {"mean": found.mean, "median": found.median}
    )
    low, _, high = quantiles(found.scores, method="inclusive") if len(found.scores) > 1 else 3 * [
        found.mean
    ]  # fmt: skip
    full = sum(score >= found.max_score for score in found.scores)
    words = (
        f"The mean is {found.mean:.3g} of {found.max_score:g} points, the median "
        f"{found.median:.3g}; the middle half lies between {low:.3g} and {high:.3g}. "
        f"{full} of {len(found.scores)} have full marks."
    )
    return f"<h2>Scores</h2><p>{words}</p><figure>{chart}</figure>"


def _exercises(found: Analysis) -> str:
    tests = [item for item in found.items if item.test]
    numbers = {(item.exercise, item.test): f"{i}" for i, item in enumerate(tests, 1)}
    rows = []
    for item in found.items:
        number = numbers.get((item.exercise, item.test), "")
        rows.append(_item(item, number))
    spread = [
        (numbers[item.exercise, item.test], item.passed, item.separation)
        for item in tests
        if item.separation is not None
    ]
    map_ = ""
    if spread:
        chart = charts.scatter(spread, "share of the class that passes", "separates")
        map_ = (
            f"<figure>{chart}<figcaption>Each test by its number in the table. A good test lies "
            "high; one at the lower left is hard, and hard for everybody alike.</figcaption>"
            "</figure>"
        )
    columns = '<th class="number">points</th><th class="number">passed</th><th></th>'
    return (
        f"<h2>Exercises and tests</h2><figure>{charts.stacked(found.statuses)}</figure>"
        f'<table><tr><th class="number">no.</th><th>exercise, test</th>{columns}'
        f'<th class="number">separates</th></tr>{"".join(rows)}</table>{map_}'
    )


def _item(item: Item, number: str) -> str:
    apart = "" if item.separation is None else f"{item.separation:+.2f}"
    if item.separation is not None and item.separation < WEAK:
        apart += '<br><span class="muted">look at it</span>'
    said = _prose(item.title) if item.test else f"<code>{html.escape(item.exercise)}</code>"
    if item.told > 1:
        said += f'<br><span class="muted">most often ({item.told}): {_prose(item.message)}</span>'
    return (
        f'<tr{"" if item.test else " class=head"}><td class="number">{number}</td><td>{said}</td>'
        f'<td class="number">{item.max_points:g}</td><td class="number">{item.passed:.0%}</td>'
        f'<td>{charts.bar(item.passed)}</td><td class="number">{apart}</td></tr>'
    )


def _misconceptions(found: Analysis) -> str:
    if not found.misconceptions:
        return "<h2>Misconceptions</h2><p>None was recognised.</p>"
    most = max(number for *_, number in found.misconceptions)
    rows = "".join(
        f"<tr><td>{_prose(name)}</td><td><code>{html.escape(exercise)}</code></td>"
        f'<td class="number">{number}</td><td>{charts.bar(number / most)}</td></tr>'
        for name, exercise, number in found.misconceptions
    )
    return (
        "<h2>Misconceptions</h2><table><tr><th>mistake</th><th>exercise</th>"
        f'<th class="number">submissions</th><th></th></tr>{rows}</table>'
    )


def _stopped(found: Analysis, names: bool) -> str:
    if not found.stopped:
        return "<h2>Stopped</h2><p>No code had to be ended.</p>"
    rows = "".join(
        f"<tr><td><code>{html.escape(exercise)}</code></td><td>{html.escape(reason)}</td>"
        f'<td class="number">{len(reports)}</td><td>{_whose(reports, names)}</td></tr>'
        for (exercise, reason), reports in found.stopped.items()
    )
    return (
        "<h2>Stopped</h2><p>Code that was ended by a limit or a signal.</p>"
        '<table><tr><th>exercise</th><th>by</th><th class="number">times</th>'
        f"<th>submissions</th></tr>{rows}</table>"
    )


def _slowest(found: Analysis, names: bool) -> str:
    if not found.handed_in:
        return ""
    rows = "".join(
        f'<tr><td>{_who(report, names)}</td><td class="number">{report.seconds:.1f}</td></tr>'
        for report in found.slowest(MAX_SLOW)
    )
    usual = median(report.seconds for report in found.handed_in)
    return (
        f"<h2>Slowest</h2><p>Half of all submissions took {usual:.2f} s or less to grade, when "
        "they were graded; kept verdicts keep their time.</p>"
        f'<table><tr><th>submission</th><th class="number">seconds</th></tr>{rows}</table>'
    )


def _repairs(found: Analysis) -> str:
    if not found.repairs:
        return "<h2>Repairs</h2><p>Every file could be read as it was.</p>"
    rows = "".join(
        f'<tr><td>{_prose(text)}</td><td class="number">{number}</td></tr>'
        for text, number in found.repairs
    )
    return (
        "<h2>Repairs</h2><p>What was mended in the files or could not be read; numbers are left "
        f'out.</p><table><tr><th>what</th><th class="number">times</th></tr>{rows}</table>'
    )


def _students(found: Analysis) -> str:
    ranked = sorted(found.handed_in, key=lambda report: report.student)
    rows = "".join(
        f'<tr><td>{html.escape(report.student)}</td><td class="number">{report.score:g}</td></tr>'
        for report in ranked
    )
    return (
        "<h2>Students</h2><table><tr><th>student</th>"
        f'<th class="number">score of {found.max_score:g}</th></tr>{rows}</table>'
    )


def _whose(reports: Sequence[Report], names: bool) -> str:
    listed = ", ".join(_who(report, names) for report in reports[:MAX_LISTED])
    more = len(reports) - MAX_LISTED
    return f"{listed}, and {more} more" if more > 0 else listed


def _who(report: Report, names: bool) -> str:
    if names:
        return html.escape(report.student)
    return f"<code>{html.escape(report.sha256[:8])}</code>" if report.sha256 else "without a file"


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)


def _prose(text: str) -> str:
    """Escaped text in which backticks mark code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
