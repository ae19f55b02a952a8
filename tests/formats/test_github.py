"""GitHub's summary and annotations: no text of a student is markup or a workflow command."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from autograder.formats import convert, workflow_commands
from autograder.report import Report

from .samples import HOSTILE, broken, given, sample

COMMAND = re.compile(r"^\s*(::|##\[)", re.MULTILINE)
KNOWN = {
    *("h2", "table", "tr", "th", "td", "code", "p", "strong", "em", "ul", "li", "br"),
    *("details", "summary"),
}


def summary(*reports: Report) -> str:
    [(_, text)] = convert("github", reports, given())
    return text


def runner_lines(text: str) -> list[str]:
    """The lines as a runner could see them that knows every kind of line end."""
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("reports", [(sample(text=HOSTILE),), (sample(HOSTILE), sample(HOSTILE))])
def test_no_text_of_a_student_is_markup_or_a_command(reports: tuple[Report, ...]) -> None:
    text = summary(*reports)
    assert all(line.startswith("<") for line in runner_lines(text))
    tags: list[tuple[str, object]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append((tag, attrs))  # type: ignore[method-assign]
    parser.feed(MarkdownIt("commonmark").enable("table").render(text))
    assert {tag for tag, _ in tags} <= KNOWN
    assert all(attrs in ([], [("open", None)]) for _, attrs in tags)


def test_markdown_passes_the_summary_on_as_it_is() -> None:
    text = summary(sample())
    assert MarkdownIt("commonmark").enable("table").render(text) == text


def test_a_class_has_no_names() -> None:
    text = summary(sample("ada lovelace"), sample("bob"), broken())
    assert "ada" not in text
    assert "bob" not in text
    assert "3 submissions" in text
    assert "1 could not be graded completely" in text


def test_a_summary_is_shorter_than_what_github_refuses() -> None:
    [first, *_] = sample().exercises
    many = tuple(replace(first, name=f"e{i}", hint="x" * 4000) for i in range(500))
    text = summary(replace(sample(), exercises=many))
    assert 1024 * 1000 < len(text.encode()) < 1024 * 1024
    assert text.endswith("The JSON report holds all.</p>\n")


@pytest.mark.parametrize("name", ["ada.ipynb", HOSTILE, "a,line=3::b"])
def test_annotations_are_one_line_each_whatever_they_say(name: str) -> None:
    report = replace(sample(text=HOSTILE), path=name)
    lines = workflow_commands([report], given())
    assert len(lines) == 5
    for line in lines:
        assert len(line.splitlines()) == 1
        found = re.fullmatch(r"::(warning|notice) ((?:\w+=[^:,]*,?)*)::(.*)", line)
        assert found, line
        assert re.sub("%25|%0A|%3A|%2C", "", line).count("%") == 0
    assert lines[-1] == "::notice title=lesson::3.5 of 11 points."


def test_github_shows_ten_warnings_a_step_and_the_last_says_so() -> None:
    [first, *_] = sample().exercises
    many = tuple(replace(first, name=f"e{i}") for i in range(12))
    lines = workflow_commands([replace(sample(), exercises=many)], given())
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert lines[9] == "::warning::3 more are in the job summary."
    exactly = workflow_commands([replace(sample(), exercises=many[:10])], given())
    assert sum("title=e" in line for line in exactly) == 10


def test_a_path_of_the_grading_machine_is_not_shown() -> None:
    [error, _] = workflow_commands([broken()], given())
    assert error.startswith("::error title=double")
    assert "/grader" not in error


def test_of_a_class_only_the_number_is_told() -> None:
    lines = workflow_commands([sample("ada"), broken()], given())
    assert [line.split(" ")[0] for line in lines] == ["::notice", "::error"]
    assert "ada" not in "".join(lines)


def test_the_samples_are_what_they_pretend_to_be() -> None:
    assert COMMAND.search(HOSTILE)
