"""Hidden tests that break, and processes that die: who is told what, and what is still graded."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.feedback import messages
from tests import warm

from .commands import LESSON, course, hand_in, small_course

pytestmark = pytest.mark.slow

GRADER = f"graders/{LESSON}/test_{LESSON}.py"
HEAD = """\
import os
import pytest
import torch
from autograder.sandbox import SandboxFault
from autograder.testing import expect

pytestmark = [pytest.mark.question("halves", points=1)]
"""
TEST = '''

@pytest.mark.exercise("double", points=1)
def test_{name}({fixtures}):
    """The {name} is right."""
    expect.tensor(student.double(torch.ones(2)), "double(x)", shape=(2,))
    {line}
'''
# For each way to break: the fixtures, the line that raises, and what it raises. A missing fixture
# raises nowhere, so the test's own first line is named.
BREAKS = {
    "typo": (
        "student, reference",
        "expect.closee(1.0, 2.0)",
        "AttributeError: module 'autograder.testing.expect' has no attribute 'closee'",
    ),
    "fixture": (
        "student, referense",
        "expect.close(student.double(1), referense.double(1), 'double(1)')",
        "LookupError: no fixture 'referense'; there are student, reference and device",
    ),
    "import": (
        "student",
        "import nothing_of_that_name",
        "ModuleNotFoundError: No module named 'nothing_of_that_name'",
    ),
    "reference": (
        "student, reference",
        "reference.double(torch.ones(2), 3)",
        "TypeError: double() takes 1 positional argument but 2 were given",
    ),
    "session": ("student", "pytest.exit('enough')", "Exit: enough"),
    "program": ("student", "raise SystemExit(7)", "SystemExit: 7"),
    "text": (
        "student",
        "raise ValueError('\\x1b[31mred\\n[red]')",
        r"ValueError: \x1b[31mred [red]",
    ),
}
SENTENCE = (
    "The grading process ended unexpectedly (signal 9). "
    "What was finished is saved; run the command again."
)
LOUD = """\
import os, sys, warnings
def double(x):
    print("SAID BY A STUDENT")
    sys.stderr.write("SAID BY A STUDENT")
    warnings.warn("SAID BY A STUDENT")
    os.write(1, b"SAID BY A STUDENT")
    os.write(2, b"SAID BY A STUDENT")
    return 2 * x
"""
WRONG_SHAPE = "def double(x):\n    return x[:1]"


def write_tests(folder: Path, *tests: tuple[str, str, str]) -> None:
    """Hidden tests by their names, fixtures and last lines; then build the release anew."""
    text = HEAD + "".join(
        TEST.format(name=name, fixtures=fixtures, line=line) for name, fixtures, line in tests
    )
    (folder / GRADER).write_text(text, encoding="utf-8")
    assert course("build", cwd=folder).returncode == 0


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one sound test and many broken ones; ada's code gets as far as these."""
    folder = small_course(tmp_path_factory.mktemp("course"))
    broken = [(name, fixtures, line) for name, (fixtures, line, _) in BREAKS.items()]
    write_tests(folder, ("shape", "student", "pass"), *broken)
    hand_in(folder, "ada", LOUD)
    hand_in(folder, "bob", WRONG_SHAPE)
    return folder


@pytest.fixture
def own(broken: Path, tmp_path: Path) -> Path:
    """A copy of that course, in which nothing has been graded."""
    return shutil.copytree(broken, tmp_path / "course", ignore=shutil.ignore_patterns(".results"))


def faults(folder: Path) -> dict[str, str]:
    """By test, the fault that instructors are to read."""
    lines = (folder / GRADER).read_text(encoding="utf-8").splitlines()
    found = {}
    for name, (_, line, error) in BREAKS.items():
        first = lines.index(f"def test_{name}({BREAKS[name][0]}):")
        number = first if name == "fixture" else lines.index(f"    {line}", first) + 1
        found[name] = f"test_{name} ({GRADER}, line {number}): {error}"
    return found


def log_named_last(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The text of the log that the last line printed names."""
    word, path = done.stderr.splitlines()[-1].split()
    assert word == "log:"
    return (folder / path).read_text(encoding="utf-8")


def statuses(report: dict[str, Any]) -> dict[str, str]:
    [exercise] = report["exercises"]
    return {test["name"].removeprefix("test_"): test["status"] for test in exercise["tests"]}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_class_is_graded_around_the_tests_that_break(own: Path, jobs: int) -> None:
    done = course("grade", LESSON, "--jobs", jobs, "--json", "reports.json", cwd=own)
    assert done.returncode == 1
    for name, fault in faults(own).items():
        students = "ada, bob" if name == "fixture" else "ada"
        assert f"course: {fault}. Not graded because of it: {students}.\n" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr

    ada, bob = json.loads((own / "reports.json").read_text())["reports"]
    assert statuses(ada) == {"shape": "passed"} | dict.fromkeys(BREAKS, "error")
    failed = dict.fromkeys(("shape", *BREAKS), "failed")
    assert statuses(bob) == failed | {"fixture": "error"}, "bob's code fails before the others"
    assert (own / "autograded" / "bob" / LESSON / f"{LESSON}.ipynb").is_file()

    notebook = own / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    for path in (own / "reports.json", notebook):
        seen_by_students = path.read_text(encoding="utf-8")
        assert messages.FAULT in seen_by_students
        for cause in ("closee", "referense", "nothing_of_that_name", "enough", "Error:"):
            assert cause not in seen_by_students


def test_the_log_holds_the_tracebacks_and_nothing_that_a_student_printed(own: Path) -> None:
    ada = own / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb"
    done = course("grade", LESSON, ada, "--json", "reports.json", "--verbose", cwd=own)
    assert done.returncode == 1
    log = log_named_last(done, own)
    for name, fault in faults(own).items():
        assert fault in log
        _, line, _ = BREAKS[name]
        assert name == "fixture" or f"    {line}\n" in log
    assert "Traceback (most recent call last):" in log
    assert f"graded {ada}" in log
    assert "SAID BY A STUDENT" not in log
    assert "\x1b" not in log
    for line in log.splitlines():
        assert line in done.stderr, "--verbose shows it"


def test_the_authors_gate_names_each_fault_and_goes_on(own: Path) -> None:
    done = course("check", cwd=own)
    assert done.returncode == 1
    for fault in faults(own).values():
        assert f"\n    {fault}\n" in done.stdout
        assert f"'squared instead of doubled' breaks a hidden test: {fault}\n" in done.stdout
    assert f"✓ {LESSON}: the lesson as released scores 0\n" in done.stdout
    assert "Traceback" in log_named_last(done, own)


def test_nbgrader_says_what_breaks_a_test_and_grades_the_others(own: Path) -> None:
    fixed = (own / GRADER).read_text().replace("referense", "reference")
    (own / GRADER).write_text(fixed, encoding="utf-8")  # bob, too, would meet that one
    done = nbgrader(own)
    assert done.returncode == 1
    for name in BREAKS.keys() - {"fixture"}:
        assert f"test_{name} ({GRADER}, line " in done.stderr
        assert BREAKS[name][2] in done.stderr
    assert "ada is not graded: " in done.stderr
    assert "bob is not graded: " not in done.stderr
    [ada] = own.glob("autograded/ada/*/*.ipynb")
    assert messages.FAULT in ada.read_text(encoding="utf-8")
    assert list(own.glob("autograded/bob/*/*.ipynb"))
    [log] = own.glob(".results/logs/*.log")
    assert log.name in done.stderr
    assert "Traceback" in log.read_text()

    write_tests(own, ("shape", "student", "pass"))
    assert nbgrader(own).returncode == 0, "the next run grades who is left"
    with Gradebook(f"sqlite:///{own / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "ada").score == 1


def nbgrader(folder: Path) -> subprocess.CompletedProcess[str]:
    return warm.run("nbgrader", "autograde", LESSON, cwd=folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_worker_that_dies_is_a_fault_of_the_submission_that_it_had(own: Path, jobs: int) -> None:
    write_tests(own, ("death", "student", "os.kill(os.getpid(), 9)"))
    for student in ("aaron", "bert", "carl"):
        hand_in(own, student, "def double(x)\n    no Python")  # so no test is run
    done = course("grade", LESSON, "--jobs", jobs, "--json", "reports.json", cwd=own)
    assert done.returncode == 1
    assert f"{SENTENCE} Not graded because of it: ada, bob." in done.stderr
    assert "signal 9" in log_named_last(done, own)
    reports = json.loads((own / "reports.json").read_text())["reports"]
    found = {report["student"]: report["exercises"][0]["status"] for report in reports}
    others = dict.fromkeys(("aaron", "bert", "carl"), "failed")
    assert found == {**others, "ada": "error", "bob": "error"}
    notebooks = {path.parts[-3] for path in own.glob("autograded/*/*/*.ipynb")}
    assert notebooks == found.keys()


def test_a_sandbox_that_fails_once_is_started_afresh(own: Path) -> None:
    once = "if not os.path.exists('{0}'): open('{0}', 'w').close(); raise SandboxFault('No wall.')"
    write_tests(own, ("wall", "student", once.format(own / "tried")))
    (own / "tried").unlink()  # by the build, which ran it as well
    done = course("grade", LESSON, "--jobs", 1, "--verbose", cwd=own)
    assert done.returncode == 0, done.stderr
    assert f"test_wall ({GRADER}, line " in done.stderr
    assert "the sandbox is started afresh" in done.stderr


def test_files_that_cannot_be_loaded_are_named_by_the_gate(own: Path) -> None:
    hidden = own / GRADER
    hidden.with_name("pictures.py").write_text("\nimport nothing_of_that_name\n")
    hidden.with_name("misconceptions.py").write_text(
        "MISCONCEPTIONS = (\n    misconception(),\n)\n"
    )
    done = course("check", cwd=own)
    assert done.returncode == 1
    missing = "ModuleNotFoundError: No module named 'nothing_of_that_name'"
    undefined = "NameError: name 'misconception' is not defined"
    folder = Path(GRADER).parent
    for sentence in (
        f"The pictures {folder}/pictures.py, line 2, cannot be loaded: {missing}.",
        f"The misconceptions {folder}/misconceptions.py, line 2, cannot be loaded: {undefined}.",
    ):
        assert f"\n    {sentence}\n" in done.stdout


@pytest.mark.parametrize(
    ("path", "what"), [(f"solutions/{LESSON}.py", "solutions"), (GRADER, "hidden tests")]
)
def test_a_syntax_error_is_a_sentence_with_its_line(own: Path, path: str, what: str) -> None:
    (own / path).write_text('"""Text."""\n\ndef double(x:\n    return 2 * x\n')
    done = course("check", cwd=own)
    assert done.returncode == 1
    sentence = f"The {what} {path}, line 3, cannot be loaded: SyntaxError: '(' was never closed."
    assert f"    {sentence}\n" in done.stdout
    ada = own / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb"
    done = course("grade", LESSON, ada, cwd=own)
    assert done.returncode == 2
    assert f"course: {sentence}\n" in done.stderr


# What makes a gradebook refuse one student's scores, as a full disk or a damaged row does.
REFUSAL = """
CREATE TRIGGER {event}_is_refused BEFORE {event} ON grade WHEN NEW.notebook_id IN (
    SELECT submitted_notebook.id FROM submitted_notebook
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    WHERE submitted_assignment.student_id = 'bob'
) BEGIN SELECT RAISE(ABORT, 'refused'); END;
"""


def in_gradebook(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "gradebook.db")) as base:
        base.executescript(script)


@pytest.fixture
def sound(own: Path) -> Path:
    """Three students who can be graded; bob's scores are refused."""
    write_tests(own, ("shape", "student", "pass"))
    for student in ("ada", "bob", "zoe"):
        hand_in(own, student, LOUD)
    in_gradebook(own, "".join(REFUSAL.format(event=event) for event in ("INSERT", "UPDATE")))
    return own


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_written_is_a_fault_of_one_submission(sound: Path, jobs: int) -> None:
    done = course("grade", LESSON, "--jobs", jobs, "--json", "reports.json", cwd=sound)
    assert done.returncode == 1
    assert "Not graded because of it: bob.\n" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "bob/first_steps/first_steps.ipynb is not written: " in log_named_last(done, sound)
    reports = json.loads((sound / "reports.json").read_text())["reports"]
    assert [report["exercises"][0]["status"] for report in reports] == ["passed", "error", "passed"]
    assert [report["score"] for report in reports] == [1, 0, 1]
    assert messages.FAULT in str(reports[1])
    notebooks = {path.parts[-3]: path for path in sound.glob("autograded/*/*/*.ipynb")}
    before = {student: path.stat().st_mtime_ns for student, path in notebooks.items()}

    in_gradebook(sound, "DROP TRIGGER INSERT_is_refused; DROP TRIGGER UPDATE_is_refused")
    done = course("grade", LESSON, "--json", "reports.json", cwd=sound)
    assert done.returncode == 0, done.stderr
    after = {path.parts[-3]: path.stat().st_mtime_ns for path in notebooks.values()}
    assert {student for student in after if after[student] != before[student]} == {"bob"}
    with Gradebook(f"sqlite:///{sound / 'gradebook.db'}") as book:
        scores = [book.find_submission(LESSON, each).score for each in ("ada", "bob", "zoe")]
    assert scores == [1, 1, 1]


def test_a_folder_in_the_way_of_one_submission_stops_no_other(sound: Path) -> None:
    in_gradebook(sound, "DROP TRIGGER INSERT_is_refused; DROP TRIGGER UPDATE_is_refused")
    (sound / "autograded").mkdir()
    (sound / "autograded" / "ada").write_text("a file where a folder belongs")
    done = course("grade", LESSON, cwd=sound)
    assert done.returncode == 1
    assert "Not graded because of it: ada.\n" in done.stderr
    assert {path.parts[-3] for path in sound.glob("autograded/*/*/*.ipynb")} == {"bob", "zoe"}


def test_nbgrader_leaves_unwritten_what_cannot_be_written_and_writes_the_others(
    sound: Path,
) -> None:
    done = nbgrader(sound)
    assert done.returncode == 1
    assert "bob is not graded: the engine (autograder/gradebook/" in done.stderr
    with Gradebook(f"sqlite:///{sound / 'gradebook.db'}") as book:
        rows = {row.student_id: row.score for row in book.assignment_submissions(LESSON)}
    assert rows | {"bob": 0} == {"ada": 1, "bob": 0, "zoe": 1}
    in_gradebook(sound, "DROP TRIGGER INSERT_is_refused; DROP TRIGGER UPDATE_is_refused")
    assert nbgrader(sound).returncode == 0
    with Gradebook(f"sqlite:///{sound / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "bob").score == 1


def test_a_value_that_takes_all_memory_of_a_hidden_test_is_the_students_failure(own: Path) -> None:
    line = "torch.zeros(int(1e9) * len(student.double(torch.ones(2))), 10**6)"
    write_tests(own, ("memory", "student", line))
    done = course("grade", LESSON, "--json", "reports.json", cwd=own)
    assert done.returncode == 0, done.stderr
    ada, _ = json.loads((own / "reports.json").read_text())["reports"]
    assert statuses(ada) == {"memory": "stopped"}
