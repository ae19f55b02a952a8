"""The package for Gradescope, run as Gradescope runs it: as root, with /autograder laid out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.packages import gradescope_package
from tests.commands.commands import LESSON, course, hand_in, small_course

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PACKAGES = [entry for entry in sys.path if entry.endswith("-packages")]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
RIGHT, WRONG = "def double(x):\n    return x + x", "def double(x):\n    return x * x"
ENTER = ["unshare", "--mount", "--fork", str(HERE / "gradescope.sh")]
REFUSING = [sys.executable, str(HERE / "refusing.py")]
# The system's Python where it is the same as this one, which may lie in a folder of root's.
SYSTEMS = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
PYTHON = str(SYSTEMS) if SYSTEMS.exists() else sys.executable
# What Docker's own filter refuses, and what is missing in old kernels and some runtimes besides.
NAMESPACES = "unshare,mount,umount2,setns,pivot_root"
LEVELS = {2: NAMESPACES, 1: f"{NAMESPACES},landlock_create_ruleset"}
SECRETS = (
    "source/course/graders",
    "source/course/solutions",
    "submission_metadata.json",
    "results",
)
SPY = f"""import os
def double(x):
    found = []
    for path in {[f"/autograder/{name}" for name in SECRETS]!r}:
        for read in (os.listdir, lambda path: open(path).read()):
            try:
                found.append(read(path))
            except OSError:
                pass
    return x + x if found else None
"""
METADATA = {
    "created_at": "2030-02-01T12:30:00.000000-08:00",
    "assignment": {"due_date": "2030-02-01T10:00:00.000000-08:00", "total_points": "2.0"},
    "users": [{"name": "Ada", "email": "ada@example.org"}],
}


@dataclass
class Harness:
    """Gradescope's folder /autograder, with the package built into it, and the course beside it."""

    folder: Path
    course: Path

    def run(self, *wrapper: str) -> tuple[dict[str, Any], str]:
        """Grade what lies in submission/: results.json, and what instructors see beside it."""
        results = self.folder / "results"
        shutil.rmtree(results, ignore_errors=True)
        results.mkdir()
        (self.folder.parent / "root").mkdir(exist_ok=True)
        where = [str(self.folder), str(self.folder.parent / "root")]
        command = [*ENTER, *where, *wrapper, "/autograder/run_autograder"]
        done = subprocess.run(command, capture_output=True, text=True, env=clean())
        assert done.returncode == 0, done.stderr
        return json.loads((results / "results.json").read_text()), done.stdout + done.stderr

    def submit(self, **files: str | bytes | Path) -> None:
        """Put files into submission/, and nothing else."""
        submission = self.folder / "submission"
        shutil.rmtree(submission, ignore_errors=True)
        submission.mkdir()
        for name, content in files.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            (submission / name).write_bytes(data.encode() if isinstance(data, str) else data)

    def answer(self, text: str) -> Path:
        """A notebook with this answer."""
        return hand_in(self.course, "ada", text)


def clean() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def gradescope(tmp_path_factory: pytest.TempPathFactory) -> Harness:
    if os.getuid() or not shutil.which("unshare"):
        pytest.skip("only root can lay out /autograder in a mount namespace")
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this host refuses mount namespaces")
    folder = tmp_path_factory.mktemp("gradescope") / "autograder"
    folder.mkdir()
    ours = small_course(tmp_path_factory.mktemp("course"))
    target = folder.parent / "package.zip"
    done = course("package", "gradescope", LESSON, "--output", target, cwd=ours)
    assert done.returncode == 0, done.stderr
    subprocess.run(["unzip", "-q", target, "-d", folder / "source"], check=True)
    shutil.copy(folder / "source" / "run_autograder", folder)
    install(folder)
    return Harness(folder, ours)


def install(folder: Path) -> None:
    """What setup.sh does, with the packages that are here in place of those that pip fetches."""
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    to = [*PIP, "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*to, *map(str, folder.glob("source/wheels/*.whl"))], check=True)
    (packages,) = folder.glob("venv/lib/*/site-packages")
    (packages / "needed.pth").write_text("\n".join(PACKAGES))


def test_a_right_and_a_wrong_answer_are_graded(gradescope: Harness) -> None:
    gradescope.submit(**{f"{LESSON}.ipynb": gradescope.answer(RIGHT)})
    results, said = gradescope.run()
    assert results["score"] == 2
    assert "Isolation level 3." in said
    assert "solation" not in json.dumps(results)
    assert oct((gradescope.folder / "source").stat().st_mode)[-3:] == "700"

    (gradescope.folder / "submission_metadata.json").write_text(json.dumps(METADATA))
    gradescope.submit(**{"my work.ipynb": gradescope.answer(WRONG)})
    results, _ = gradescope.run()
    (gradescope.folder / "submission_metadata.json").unlink()
    assert results["score"] == 1
    assert "Handed in 2 h 30 min after the due date." in results["output"]
    assert "You multiply each number by itself." in results["output"]


@pytest.mark.parametrize("level", LEVELS)
def test_a_container_that_refuses_much_keeps_what_is_secret(
    gradescope: Harness, level: int
) -> None:
    """Earlier results, which hold the texts of hidden tests, are in the metadata."""
    if level == 1 and sys.executable == PYTHON:
        pytest.skip("the Python of these tests may be closed to other users than root")
    wrapper = [*REFUSING, LEVELS[level]]
    metadata = gradescope.folder / "submission_metadata.json"
    metadata.write_text(json.dumps({"previous_submissions": ["a secret"]}))
    metadata.chmod(0o644)
    gradescope.submit(**{f"{LESSON}.ipynb": gradescope.answer(SPY)})
    results, said = gradescope.run(*wrapper)
    metadata.unlink()
    assert f"Isolation level {level}." in said
    assert results["score"] == 0, "it is right if it could read anything"
    gradescope.submit(**{f"{LESSON}.ipynb": gradescope.answer(RIGHT)})
    assert gradescope.run(*wrapper)[0]["score"] == 2


def test_without_one_notebook_the_student_reads_what_to_do(gradescope: Harness) -> None:
    gradescope.submit(**{"notes.txt": "hello", "more.txt": "hello"})
    results, _ = gradescope.run()
    assert (results["score"], results["tests"]) == (0, [])
    assert (
        f"There is no notebook among your files: hand in one notebook, `{LESSON}.ipynb`."
        in (results["output"])
    )
    notebook = gradescope.answer(RIGHT)
    gradescope.submit(**{"a.ipynb": notebook, "b.ipynb": notebook})
    assert (
        "There are 2 notebooks among your files (`a.ipynb`, `b.ipynb`)"
        in (gradescope.run()[0]["output"])
    )
    gradescope.submit(**{"a.ipynb": notebook, f"{LESSON}.ipynb": notebook})
    assert gradescope.run()[0]["score"] == 2, "the one with the lesson's name counts"
    gradescope.submit()
    assert "There is no notebook" in gradescope.run()[0]["output"]


def test_an_archive_is_called_that(gradescope: Harness, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.write(gradescope.answer(RIGHT), f"{LESSON}.ipynb")
    gradescope.submit(**{"work.zip": tmp_path / "work.zip"})
    results, _ = gradescope.run()
    assert results["score"] == 0
    assert "archive" in results["output"]


def test_a_fault_of_ours_is_told_to_the_student_and_shown_to_the_instructor(
    gradescope: Harness,
) -> None:
    solutions = gradescope.folder / "source" / "course" / "solutions" / f"{LESSON}.py"
    before = solutions.read_text()
    solutions.write_text(f"{before}\n1 / 0\n")
    gradescope.submit(**{f"{LESSON}.ipynb": gradescope.answer(RIGHT)})
    results, said = gradescope.run()
    solutions.write_text(before)
    assert "a fault on our side" in results["output"]
    assert "ZeroDivisionError" in said
    assert "ZeroDivisionError" not in json.dumps(results)


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\nkill -9 $$\n", ""])
def test_there_is_a_result_even_if_the_grader_itself_is_lost(
    gradescope: Harness, program: str
) -> None:
    python = gradescope.folder / "venv" / "bin" / "python"
    kept = python.rename(python.with_name("kept"))
    python.write_text(program)
    python.chmod(0o755)
    gradescope.submit(**{f"{LESSON}.ipynb": gradescope.answer(RIGHT)})
    results, _ = gradescope.run()
    kept.rename(python)
    assert (results["score"], results["tests"]) == (0, [])
    assert "tell your instructor" in results["output"]


def test_grading_is_stopped_before_gradescope_would_stop_it(gradescope: Harness) -> None:
    python, run = (
        gradescope.folder / "venv" / "bin" / "python",
        gradescope.folder / "run_autograder",
    )
    before, kept = run.read_text(), python.rename(python.with_name("kept"))
    python.write_text("#!/bin/sh\nexec sleep 1000\n")
    python.chmod(0o755)
    [seconds] = re.findall(r"--kill-after=\d+ (\d+)", before)
    assert int(seconds) < 600
    run.write_text(before.replace(f" {seconds} ", " 0.1 "))
    results, _ = gradescope.run()
    run.write_text(before)
    kept.rename(python)
    assert "needed more time or memory" in results["output"]


def test_the_programs_are_shell_scripts(gradescope: Harness) -> None:
    for name in ("setup.sh", "run_autograder"):
        path = gradescope.folder / "source" / name
        assert path.stat().st_mode & 0o100
        assert not re.search(r"\{[a-z]+\}", path.read_text()), "all words are filled in"
        subprocess.run(["bash", "-n", str(path)], check=True)


def test_a_package_of_the_same_files_is_the_same_file(gradescope: Harness) -> None:
    ours = load_course(gradescope.course)
    assert gradescope_package(ours, LESSON) == gradescope_package(ours, LESSON)


def test_the_wheel_holds_what_pip_would_put_into_it(gradescope: Harness, tmp_path: Path) -> None:
    build = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(tmp_path), str(HERE.parents[1] / "autograder")], check=True)
    (ours,) = gradescope.folder.glob("source/wheels/course_autograder-*.whl")
    (pips,) = tmp_path.iterdir()
    assert ours.name == pips.name
    with zipfile.ZipFile(ours) as one, zipfile.ZipFile(pips) as other:
        assert set(one.namelist()) == set(other.namelist())


def test_a_lesson_that_is_not_complete_is_not_packed(tmp_path: Path) -> None:
    ours = load_course(small_course(tmp_path))
    ours.solutions(LESSON).unlink()
    with pytest.raises(CourseError, match=r"first_steps.py is missing: `course check first_steps`"):
        gradescope_package(ours, LESSON)
    done = course("package", "abacus", LESSON, cwd=tmp_path)
    assert (done.returncode, "no package 'abacus'" in done.stderr) == (2, True)
