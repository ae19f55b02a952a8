"""An audit as a web page: every survivor as a diff, the killed ones counted, reasons for the rest.

All text is escaped here; the page depends on nothing but what the audit found.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from autograder.authoring.audit.run import Audit, Fate, Tried
from autograder.pages import html_page

FATES: tuple[Fate, ...] = ("killed", "survived", "equivalent", "fault")
HEADS = ("mutants", "killed", "survived", "equivalent", "test broke")

STYLE = """
pre { overflow-x: auto; padding: 10px 14px; border: 1px solid #d1d9e0; border-radius: 6px;
      line-height: 1.45 }
pre .out { color: #8f1d14; background: #ffebe9; display: block }
pre .in { color: #12602a; background: #dafbe1; display: block }
pre .at { color: #59636e; display: block }
td.bad { color: #b3261e; font-weight: 700 }
dt { margin-top: 14px }
dd { margin-left: 0; color: #3d444d }
"""


def audit_page(audits: Sequence[Audit], threshold: float) -> str:
    """The whole page.

    Args:
        audits: One for each lesson.
        threshold: The share of mutants that must be killed.
    """
    body = [
        "<p>A mutant is a reference solution with one small mistake. A good hidden test catches "
        "(kills) it; one that survives shows a mistake that students would get full marks for. "
        f"At least {threshold:.0%} must be killed, those aside that are right answers all the "
        "same.</p>",
    ]
    for audit in audits:
        body += _lesson(audit)
    return html_page("Audit of the hidden tests", "\n".join(body), STYLE)


def _lesson(audit: Audit) -> Iterator[str]:
    exercises = list(audit.solutions)
    yield f"<h2>{_code(audit.lesson)}: {audit.share:.1%} killed</h2>"
    yield _table(
        ("exercise", *HEADS),
        [(_code(name), *_counts(audit, exercise=name)) for name in exercises],
    )
    if audit.stale:
        yield "<h3>Declared equivalent, but not so</h3>"
        yield f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in audit.stale)}</ul>"
    loose = [t for t in audit.tried if t.fate in ("survived", "fault")]
    if loose:
        yield "<h3>Survivors</h3>"
        yield from (_survivor(audit, tried) for tried in loose)
    yield "<details><summary>Killed, by kind of mistake and by test</summary>"
    kinds = dict.fromkeys(t.mutant.operator for t in audit.tried)
    yield _table(
        ("kind of mistake", *HEADS),
        [(html.escape(kind), *_counts(audit, operator=kind)) for kind in kinds],
    )
    killers = Counter((t.mutant.exercise, t.by) for t in audit.tried if t.fate == "killed")
    yield _table(
        ("exercise", "hidden test", "killed"),
        [(_code(name), _code(by), number) for (name, by), number in sorted(killers.items())],
    )
    yield "</details>"
    if audit.count("equivalent"):
        yield f"<details><summary>Equivalent ({audit.count('equivalent')})</summary><dl>"
        yield from (_reason(t) for t in audit.tried if t.fate == "equivalent")
        yield "</dl></details>"


def _counts(audit: Audit, exercise: str = "", operator: str = "") -> Iterator[int]:
    fates = [
        tried.fate
        for tried in audit.tried
        if exercise in ("", tried.mutant.exercise) and operator in ("", tried.mutant.operator)
    ]
    yield len(fates)
    yield from (fates.count(fate) for fate in FATES)


def _survivor(audit: Audit, tried: Tried) -> str:
    mutant = tried.mutant
    why = f": {_code(tried.by)} broke on it" if tried.fate == "fault" else ""
    before = audit.solutions[mutant.exercise].splitlines()
    lines = list(unified_diff(before, mutant.source.splitlines(), lineterm="", n=3))[2:]
    return (
        f"<h4>{_code(mutant.exercise)}, {html.escape(mutant.operator)}{why}</h4>"
        f"<pre>{''.join(map(_diff_line, lines))}</pre>"
    )


def _diff_line(line: str) -> str:
    kind = {"-": "out", "+": "in", "@": "at"}.get(line[:1])
    text = html.escape(line)
    return f'<span class="{kind}">{text}</span>' if kind else f"{text}\n"


def _reason(tried: Tried) -> str:
    lines = [*_marked("-", tried.mutant.was), *_marked("+", tried.mutant.becomes)]
    diff = "".join(map(_diff_line, lines))
    name = _code(tried.mutant.exercise)
    return f"<dt>{name}<pre>{diff}</pre></dt><dd>{html.escape(tried.by)}</dd>"


def _marked(mark: str, text: str) -> list[str]:
    return [f"{mark}{line}" for line in text.splitlines()]


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a number below `survived` or `test broke` other than 0 stands out."""
    loud = {i for i, head in enumerate(heads) if head in ("survived", "test broke")}
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{"bad" if i in loud and cell else "number" if i else ""}">{cell}</td>'
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"
