"""The log of a run: where it lies, what may stand in it, and who else writes to it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import log


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Path]:
    """A log that has begun, and is given up after the test."""
    engine = logging.getLogger("autograder")
    before = engine.handlers, engine.level
    log.begin(tmp_path / "logs")
    current = log.current()
    assert current and current.path
    yield current.path
    engine.handlers[0].stream.close()  # type: ignore[attr-defined]
    engine.handlers, engine.level = before
    log._current = None


def test_what_the_engine_logs_stands_in_the_file_with_its_traceback(begun: Path) -> None:
    try:
        raise ValueError("why\nFAKE")
    except ValueError:
        logging.getLogger("autograder.grading.grader").exception("broke on %s", "a\x1b[2J\nFAKE")
    _, first, *more = begun.read_text().splitlines()
    assert first.endswith(r"autograder.grading.grader: broke on a\x1b[2J")
    assert "    ValueError: why" in more
    assert all(line.startswith("    ") for line in more), "no line can pass for a record"


def test_a_process_that_is_started_writes_its_last_words_there(begun: Path) -> None:
    subprocess.run([sys.executable, "-c", "1 / 0"], stderr=log.stderr())
    assert "ZeroDivisionError" in begun.read_text()


def test_a_process_that_joins_logs_to_its_stderr() -> None:
    script = "import logging; from autograder import log; log.join(); " + (
        "logging.getLogger('autograder.batch').info('here'); print(log.current())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.rstrip().endswith("autograder.batch: here")
    assert "stderr=2" in done.stdout


def test_without_a_log_the_processes_are_silent() -> None:
    assert log.current() is None
    assert log.stderr() == subprocess.DEVNULL


def test_the_last_runs_are_kept(tmp_path: Path) -> None:
    for day in range(10, 30):
        (tmp_path / f"2026-01-{day}_12-00-00_1.log").touch()
    script = "import sys; from pathlib import Path; from autograder import log; "
    subprocess.run(
        [sys.executable, "-c", f"{script} log.begin(Path({str(tmp_path)!r}))"], check=True
    )
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert len(kept) == log.KEPT
    assert kept[:-1] == [f"2026-01-{day}_12-00-00_1.log" for day in range(21, 30)]


@given(st.text())
def test_a_record_is_one_line_or_indented(text: str) -> None:
    record = logging.LogRecord("autograder", logging.INFO, "", 1, "%s", (text,), None)
    first, *more = log._Formatter(log.FORMAT).format(record).split("\n")
    assert all(line.isprintable() for line in (first, *more))
    assert all(line.startswith("    ") for line in more)
