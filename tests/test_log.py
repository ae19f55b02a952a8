"""The log of a run: where it lies, what may stand in it, and who else writes to it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from autograder import log

START = """
import logging, subprocess, sys
from pathlib import Path
from autograder import log
"""


def run(code: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_what_the_engine_logs_stands_in_the_file_with_its_traceback(tmp_path: Path) -> None:
    code = r"""
log.begin(Path(sys.argv[1]) / "logs")
try:
    raise ValueError("why\nFAKE")
except ValueError:
    logging.getLogger("autograder.grading.grader").exception("broke on %s", "a\x1b[2J\nFAKE")
"""
    done = run(code, tmp_path)
    assert (done.stdout, done.stderr) == ("", "")
    [path] = (tmp_path / "logs").iterdir()
    _, first, *more = path.read_text().splitlines()
    assert first.endswith(r"autograder.grading.grader: broke on a\x1b[2J")
    assert "    ValueError: why" in more
    assert all(line.startswith("    ") for line in more), "no line looks like a record"


def test_the_last_words_of_a_process_that_is_started_stand_there_too(tmp_path: Path) -> None:
    code = """
log.begin(Path(sys.argv[1]))
subprocess.run([sys.executable, "-c", "1 / 0"], stderr=log.stderr())
"""
    run(code, tmp_path)
    [path] = tmp_path.iterdir()
    assert "ZeroDivisionError" in path.read_text()


def test_a_process_that_joins_logs_to_its_stderr() -> None:
    code = """
log.join()
logging.getLogger("autograder.batch").info("here")
print(log.current().stderr)
"""
    done = run(code)
    assert done.stderr.rstrip().endswith("autograder.batch: here")
    assert done.stdout == "2\n"


def test_without_a_log_processes_have_no_stderr() -> None:
    done = run("print(log.current(), log.stderr() == subprocess.DEVNULL)")
    assert done.stdout == "None True\n"


def test_the_last_runs_are_kept(tmp_path: Path) -> None:
    for day in range(10, 30):
        (tmp_path / f"2026-01-{day}_12-00-00_1.log").touch()
    run("log.begin(Path(sys.argv[1]))", tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert len(kept) == log.KEPT
    assert kept[:-1] == [f"2026-01-{day}_12-00-00_1.log" for day in range(21, 30)]


@given(st.text())
def test_a_record_is_one_line_and_further_ones_are_indented(text: str) -> None:
    record = logging.LogRecord("autograder", logging.INFO, "", 1, "%s", (text,), None)
    first, *more = log.Formatter(log.FORMAT).format(record).split("\n")
    assert all(line.isprintable() for line in (first, *more))
    assert all(line.startswith("    ") for line in more)
