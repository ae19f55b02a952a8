"""A report as HTML and as text: the same words, and nothing that a browser would run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.feedback import exercise_html, exercise_text, summary_html
from autograder.feedback.html import points
from autograder.report import ExerciseResult, Figure, Report, Status, TestResult
from autograder.statuses import STATUSES
from tests.markup import Read, harmless, texts

EVIL = "<script>alert(1)</script> & \"'`<b>code</b>` $x$"


def exercise(status: Status = "failed", message: str = "", hint: str = "") -> ExerciseResult:
    tests = tuple(
        TestResult(f"test_{i}", f"Rule {i} holds.", status, 0.0, 1.0, message) for i in (1, 2)
    )
    return ExerciseResult("double", status, 0.0, 2.0, tests, hint)


def words(html: str) -> str:
    """What a reader sees, with white space as a browser shows it."""
    return " ".join(Read(html).words.split())


@pytest.mark.parametrize("status", list(STATUSES))
def test_every_status_is_a_symbol_and_a_word(status: Status) -> None:
    html, look = exercise_html(exercise(status)), STATUSES[status]
    assert f'aria-label="{look.word}"' in html
    assert f"{look.symbol} double: {look.word}" in words(html)
    assert f"{look.symbol} double: {look.word}" in exercise_text(exercise(status))


def test_all_text_is_escaped_whoever_wrote_it() -> None:
    report = Report("l", "s", "p", "", 0, 2, (exercise("failed", EVIL, EVIL),), (EVIL,))
    for html in (exercise_html(report.exercises[0]), summary_html(report)):
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;&#39;" in html
        assert "tex2jax_ignore" in html


def pages_with(text: str, name: str, image: str = "") -> tuple[str, str]:
    """The boxes of an exercise and of a report in which a text stands everywhere."""
    figures = Figure("a.png", text), Figure("b.png", text)
    tests = tuple(TestResult("test", text, "failed", 0, 1, text, figure=f) for f in figures)
    result = ExerciseResult(name, "failed", 0, 2, tests, f"{text} and more")
    report = Report("l", "s", "p", "", 0, 2, (result,), (text, text), level=3)
    return exercise_html(result, {"a.png": image}), summary_html(report)


@settings(deadline=None)
@given(texts, texts, st.text())
def test_no_text_becomes_markup(text: str, name: str, image: str) -> None:
    pages, plain = pages_with(text, name, image), pages_with(harmless(text), "x", "x")
    assert [Read(html).tags for html in pages] == [Read(html).tags for html in plain]


@settings(deadline=None)
@given(texts.filter(lambda text: not set("`\r\n") & set(text)))
def test_a_reader_sees_every_text_as_it_was_written(text: str) -> None:
    below, top = (Read(html).words for html in pages_with(text, "double"))
    assert below.count(text) >= 5 and top.count(text) >= 2


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
