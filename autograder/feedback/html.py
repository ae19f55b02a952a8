"""A report as people read it: the HTML of nbgrader's feedback page, and plain text.

All text is escaped here, whoever wrote it. Backticks become code; nothing else is markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from autograder.feedback import messages
from autograder.report import ExerciseResult, Figure, Report, Status, TestResult

SYMBOL: dict[Status, str] = {
    "passed": "✓",
    "partial": "◐",
    "failed": "✗",
    "not_attempted": "○",
    "stopped": "■",
    "error": "!",
}

COLOUR: dict[Status, str] = {  # each at least 4.5 to 1 against white
    "passed": "#1a7f37",
    "partial": "#8a5a00",
    "failed": "#b3261e",
    "not_attempted": "#59636e",
    "stopped": "#a8440c",
    "error": "#6639ba",
}

FRAME = (
    "font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;line-height:1.5;"
    "color:#1f2328;background:#fff;margin:6px 0 14px;padding:12px 16px;"
    "border:1px solid #d1d9e0;border-left:5px solid {colour};border-radius:6px"
)
ROW = "display:flex;gap:10px;align-items:baseline;margin:0;padding:0"
LIST = "list-style:none;margin:8px 0 0;padding:0"
CODE = (
    "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;background:#f3f4f6;"
    "color:#1f2328;padding:1px 4px;border-radius:3px"
)
MUTED = "#59636e"
SMALL = f"margin:8px 0 0;color:{MUTED};font-size:13px"

AS_ABOVE = "The same as above."
NO_IMAGES: Mapping[str, str] = {}


def exercise_html(result: ExerciseResult, images: Mapping[str, str] = NO_IMAGES) -> str:
    """What a student reads below an exercise's check cell.

    Args:
        result: The verdict, as it is told.
        images: Figures as base64, by the names of their files.
    """
    word = f'<code style="{CODE}">{html.escape(result.name)}</code>: {_word(result.status)}'
    head = _row(result.status, f"<strong>{word}</strong>", _score(result.score, result.max_score))
    tests = "".join(
        f'<li style="margin:0 0 6px;padding:0">{_test_html(test, message)}'
        f"{_image(figure, images)}</li>"
        for test, message, figure in _told_once(result)
    )
    hint = _note("Hint", result.hint) if result.hint else ""
    return _frame(result.status, f'{head}<ul style="{LIST}">{tests}</ul>{hint}')


def summary_html(report: Report) -> str:
    """What stands at the top of the page: the exercises at a glance, and what was mended."""
    head = _row(
        _overall(report),
        "<strong>Checked automatically</strong>",
        _score(report.score, report.max_score),
    )
    note = ""
    if report.repairs:
        items = "".join(f'<li style="margin:0">{_prose(text)}</li>' for text in report.repairs)
        note = (
            '<div style="margin:8px 0 10px"><strong>What we found in the file</strong>'
            f'<ul style="margin:2px 0 0;padding-left:20px">{items}</ul></div>'
        )
    exercises = "".join(
        f'<li style="margin:0;padding:0">{_line(exercise)}</li>' for exercise in report.exercises
    )
    wall = f'<p style="{SMALL}">{_prose(messages.wall(report.level))}</p>' if report.level else ""
    return _frame(_overall(report), f'{head}{note}<ul style="{LIST}">{exercises}</ul>{wall}')


def exercise_text(result: ExerciseResult) -> str:
    """The same words as `exercise_html`, for a terminal or a screen without HTML."""
    lines = [
        _text_row(
            result.status, f"{result.name}: {_word(result.status)}", result.score, result.max_score
        )
    ]
    for test, message, figure in _told_once(result):
        lines.append("  " + _text_row(test.status, test.title, test.points, test.max_points))
        lines += [f"      {line}" for line in message.splitlines()]
        if figure:
            lines.append(f"      {messages.picture(figure.caption)}")
    if result.hint:
        lines.append(f"  Hint: {result.hint}")
    return "\n".join(lines)


def points(value: float) -> str:
    """Points without needless decimals: 2, 1.5, 0.67."""
    return f"{round(value, 2):g}"


def _told_once(result: ExerciseResult) -> Iterator[tuple[TestResult, str, Figure | None]]:
    """Each test with its message and figure; what was said or shown above is not said again."""
    before = ""
    seen: set[Figure | None] = set()
    for test in result.tests:
        if not test.message or test.message == result.hint:
            message = ""
        else:
            message = AS_ABOVE if test.message == before else test.message
        yield test, message, None if test.figure in seen else test.figure
        before = test.message
        seen.add(test.figure)


def _test_html(test: TestResult, message: str) -> str:
    row = _row(test.status, _prose(test.title), _score(test.points, test.max_points))
    if not message:
        return row
    return f'{row}<div style="margin:1px 0 0 24px;color:#3d444d">{_prose(message)}</div>'


def _image(figure: Figure | None, images: Mapping[str, str]) -> str:
    """A figure inside the page itself; its caption alone where the file is gone."""
    if not figure:
        return ""
    image = ""
    if data := images.get(figure.file):
        plain = html.escape(figure.caption.replace("`", ""))
        image = (
            f'<img src="data:image/png;base64,{data}" alt="{plain}" '
            'style="display:block;max-width:100%;height:auto">'
        )
    return (
        f'<figure style="margin:6px 0 10px 24px;padding:0">{image}'
        f'<figcaption style="color:{MUTED};font-size:13px">{_prose(figure.caption)}</figcaption>'
        "</figure>"
    )


def _line(exercise: ExerciseResult) -> str:
    name = html.escape(exercise.name)
    link = f'<a href="#test_{name}" style="color:#0a53b0"><code style="{CODE}">{name}</code></a>'
    return _row(
        exercise.status,
        f"{link} {_word(exercise.status)}",
        _score(exercise.score, exercise.max_score),
    )


def _row(status: Status, middle: str, score: str) -> str:
    """One line: the status as a symbol and for screen readers, the words, the points."""
    return (
        f'<div style="{ROW}">'
        f'<span role="img" aria-label="{_word(status)}" '
        f'style="color:{COLOUR[status]};font-weight:700;width:14px;flex:none">{SYMBOL[status]}</span>'
        f'<span style="flex:1">{middle}</span>'
        f'<span style="flex:none;color:{MUTED}">{score}</span>'
        "</div>"
    )


def _note(label: str, text: str) -> str:
    return (
        '<div style="margin-top:8px;padding:8px 12px;background:#f6f8fa;border-radius:4px">'
        f"<strong>{label}:</strong> {_prose(text)}</div>"
    )


def _frame(status: Status, content: str) -> str:
    """The box around it all; `tex2jax_ignore` keeps MathJax away from dollar signs."""
    style = FRAME.format(colour=COLOUR[status])
    return f'<div class="tex2jax_ignore" style="{style}">{content}</div>'


def _overall(report: Report) -> Status:
    statuses = {exercise.status for exercise in report.exercises}
    if "error" in statuses:
        return "error"
    if len(statuses) == 1:
        return statuses.pop()
    return "partial" if report.score else "failed"


def _word(status: Status) -> str:
    return html.escape(messages.STATUS[status])


def _score(score: float, max_score: float) -> str:
    return f"{points(score)} of {points(max_score)} point{'' if max_score == 1 else 's'}"


def _text_row(status: Status, words: str, score: float, max_score: float) -> str:
    return f"{SYMBOL[status]} {words} ({points(score)} of {points(max_score)})"


def _prose(text: str) -> str:
    """Escaped text in which backticks mark code and line ends are kept."""
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterable[str]:
    for i, piece in enumerate(re.split(r"`([^`\n]+)`", text)):
        escaped = html.escape(piece).replace("\n", "<br>")
        yield f'<code style="{CODE}">{escaped}</code>' if i % 2 else escaped
