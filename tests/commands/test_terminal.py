"""What is printed: nothing of a student's steers the terminal or passes for a line of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.authoring import Audit, Tried
from autograder.authoring.audit.mutants import Mutant
from autograder.commands import terminal
from autograder.log import Log
from autograder.report import ExerciseResult, Figure, Report, TestResult

ODD = [
    "\x1b[31mred",
    "[red]red[/red]",
    ":skull:",
    "two\nlines",
    "\u202eright to left",
    "a\\",
    "\udcff",
]


def report(text: str) -> Report:
    """One in which every text that may be a student's is this one."""
    test = TestResult("test_a", "A.", "failed", 0, 1, text, figure=Figure(text, text))
    exercise = ExerciseResult(text, "stopped", 0, 1, (test,), text, text)
    return Report("lesson", text, text, "", 0, 1, (exercise,), (text,))


def audit(text: str) -> Audit:
    mutant = Mutant("double", text, text, text, text)
    return Audit(text, (Tried(mutant, "fault", text, text),), {"double": ""}, (text,))


PRINTED: dict[str, Callable[[str], object]] = {
    "say": terminal.say,
    "complain": terminal.complain,
    "few": lambda text: terminal.say(terminal.few([text] * 7)),
    "finding": lambda text: terminal.finding(text, text, [text]),
    "isolation": lambda text: terminal.isolation(3, text),
    "scores": lambda text: terminal.scores([report(text)], [(None, 0.0)]),
    "pictures": lambda text: terminal.pictures([report(text)] * 13, Path("figures")),
    "next steps": lambda text: terminal.next_steps(text, [Path("/", text)], Path(text)),
    "audits": lambda text: terminal.audits([audit(text)], 1.0),
}


@pytest.mark.parametrize("what", PRINTED)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from(ODD) | st.text(min_size=1))
def test_what_is_printed_can_be_seen(
    capsys: pytest.CaptureFixture[str], what: str, text: str
) -> None:
    PRINTED[what](text.replace("\0", ""))
    printed = capsys.readouterr()
    for line in (printed.out + printed.err).split("\n"):
        assert line.isprintable(), line


@pytest.mark.parametrize("what", PRINTED)
@pytest.mark.parametrize("text", ["[red]red[/red]", ":skull:", "[/]"])
def test_names_are_no_markup(capsys: pytest.CaptureFixture[str], what: str, text: str) -> None:
    PRINTED[what](text)
    printed = capsys.readouterr()
    assert text in printed.out + printed.err


@pytest.mark.parametrize("what", PRINTED)
def test_a_line_break_in_a_name_starts_no_line(
    capsys: pytest.CaptureFixture[str], what: str
) -> None:
    PRINTED[what]("a\nFORGED")
    printed = capsys.readouterr()
    assert "FORGED" in printed.out + printed.err
    assert "\nFORGED" not in printed.out + printed.err


def test_the_log_is_shown_where_it_is_wanted_and_named_where_something_failed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\x1b[31m\n[red]two \xff\n")
    monkeypatch.chdir(tmp_path)
    terminal.log(Log(path, 2), 0)
    assert capsys.readouterr() == ("", "")
    terminal.log(Log(path, 2), 1)
    assert capsys.readouterr() == ("", "log: a.log\n")
    terminal.log(Log(path, 2, is_verbose=True), 2)
    assert capsys.readouterr() == ("", "one\\x1b[31m\n[red]two \ufffd\nlog: a.log\n")
