"""A report as HTML and as text: the same words, and nothing that a browser would run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from autograder.feedback import exercise_html, exercise_text, summary_html
from autograder.feedback.html import SYMBOL, points
from autograder.feedback.messages import STATUS
from autograder.report import ExerciseResult, Report, Status, TestResult

EVIL = "<script>alert(1)</script> & \"'`<b>code</b>` $x$"


def exercise(status: Status = "failed", message: str = "", hint: str = "") -> ExerciseResult:
    tests = tuple(
        TestResult(f"test_{i}", f"Rule {i} holds.", status, 0.0, 1.0, message) for i in (1, 2)
    )
    return ExerciseResult("double", status, 0.0, 2.0, tests, hint)


def words(html: str) -> str:
    """What a reader sees."""
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_data = seen.append  # type: ignore[method-assign]
    parser.feed(html)
    return "".join(seen)


@pytest.mark.parametrize("status", list(STATUS))
def test_every_status_is_a_symbol_and_a_word(status: Status) -> None:
    html = exercise_html(exercise(status))
    assert SYMBOL[status] in html
    assert f'aria-label="{STATUS[status]}"' in html
    assert f"double: {STATUS[status]}" in words(html)
    assert f"{SYMBOL[status]} double: {STATUS[status]}" in exercise_text(exercise(status))


def test_all_text_is_escaped_whoever_wrote_it() -> None:
    report = Report("l", "s", "p", "", 0, 2, (exercise("failed", EVIL, EVIL),), (EVIL,))
    for html in (exercise_html(report.exercises[0]), summary_html(report)):
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;" in html
        assert "tex2jax_ignore" in html


def test_backticks_become_code() -> None:
    html = exercise_html(exercise(message="Look at `x[0] < 1`."))
    assert re.search(r"<code [^>]*>x\[0\] &lt; 1</code>", html)


def test_what_the_hint_or_the_line_above_says_is_not_said_again() -> None:
    text = exercise_text(exercise(message="It raised ValueError.", hint="Look at the sum."))
    assert text.count("ValueError") == 1
    assert text.count("The same as above.") == 1
    assert exercise_text(exercise(message="Untouched.", hint="Untouched.")).count("Untouched.") == 1


def test_html_and_text_say_the_same() -> None:
    result = exercise(message="It is not right.", hint="Look at the sum.")
    for line in re.findall(r"[A-Z][^.]*\.", exercise_text(result)):
        assert line in words(exercise_html(result))


def test_each_line_says_its_points() -> None:
    assert words(exercise_html(exercise())).count("0 of 1 point") == 2
    assert "0 of 2 points" in words(exercise_html(exercise()))
    assert [points(x) for x in (2.0, 0.5, 2 / 3)] == ["2", "0.5", "0.67"]


def test_the_summary_links_to_each_exercise_and_tells_what_was_mended() -> None:
    html = summary_html(Report("l", "s", "p", "", 0, 2, (exercise(),), ("The file was odd.",)))
    assert 'href="#test_double"' in html
    assert "The file was odd." in words(html)
    assert "\n\n" not in html, "a blank line would end the block of HTML in a markdown cell"
