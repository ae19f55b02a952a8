"""The files for continuous integration: well-formed, pinned, and their steps do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.authoring import init_course
from tests.commands.commands import LESSON, ROOT, course, hand_in, small_course

BIN = Path(sys.executable).parent
OWN = ROOT / ".github" / "workflows"
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
WORKFLOWS = ("course", "grade", "check")
RIGHT, WRONG = "def double(x):\n    return x + x", "def double(x):\n    return x * x"
# In place of programs that would change this machine or fetch something.
STAND_INS = {"pip": 'echo "pip $*"', "sudo": 'echo "sudo $*"'}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new course, of which nothing is built."""
    folder = tmp_path_factory.mktemp("started")
    init_course(folder)
    return folder


def workflow(folder: Path, name: str) -> Any:
    [path] = [*folder.glob(f".github/workflows/{name}.yml")] or [
        *folder.glob(f"student_repository/.github/workflows/{name}.yml")
    ]
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(folder: Path, name: str) -> list[dict[str, Any]]:
    [job] = workflow(folder, name)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


@pytest.mark.parametrize(
    ("schema", "pattern", "number"),
    [("github-workflows", "*.github/workflows/*.yml", 3), ("gitlab-ci", "*.gitlab-ci.yml", 2)],
)
def test_the_files_keep_the_schema_of_their_platform(
    started: Path, schema: str, pattern: str, number: int
) -> None:
    files = sorted(path for path in started.rglob("*.yml") if path.match(pattern))
    assert len(files) == number
    files += [path for path in OWN.glob("*.yml") if path.match(pattern)]
    command = [BIN / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_linter_finds_no_weak_place_in_the_workflows(started: Path) -> None:
    folders = [*sorted(started.rglob(".github/workflows")), OWN]
    assert len(folders) == 3
    command = [BIN / "zizmor", "--offline", "--pedantic", "--quiet", *folders]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_and_may_only_read(started: Path, name: str) -> None:
    assert workflow(started, name)["permissions"] == {"contents": "read"}
    [job] = workflow(started, name)["jobs"].values()
    assert "permissions" not in job
    used = [step["uses"] for step in steps(started, name) if "uses" in step]
    assert used
    assert all(PINNED.fullmatch(action) for action in used)


def test_what_is_about_students_is_kept_in_private_repositories_only(started: Path) -> None:
    [job] = workflow(started, "grade")["jobs"].values()
    assert job["if"] == "github.event.repository.private"
    gitlab = yaml.safe_load((started / ".gitlab-ci.yml").read_text())
    [rule] = gitlab["grade"]["rules"]
    assert 'CI_PROJECT_VISIBILITY == "private"' in rule["if"]


def test_nothing_of_the_hidden_side_is_in_a_students_repository(started: Path) -> None:
    names = {path.name for path in (started / "student_repository").rglob("*") if path.is_file()}
    assert names == {"check.yml", ".gitlab-ci.yml", "requirements.txt"}
    for path in (started / "student_repository").rglob("*.yml"):
        lines = path.read_text().splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#"))
        assert not re.search(r"course |grade|secrets\.", text)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course as its author commits it."""
    folder = small_course(tmp_path_factory.mktemp("clone"))
    assert course("preview", cwd=folder).returncode == 0
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")


def run(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as a runner does, with stand-ins for what would change this machine."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    for name, text in STAND_INS.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), str(BIN), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "GIT_ALLOW_PROTOCOL": "file", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=env, capture_output=True, text=True
    )


def run_steps(folder: Path, name: str, **variables: str) -> dict[str, int]:
    """Run the steps of a workflow in order; the status of each by its name."""
    found = {}
    for step in steps(folder, name):
        if "run" in step:
            own = {k: v for k, v in step.get("env", {}).items() if k.startswith("GIT_")}
            done = run(folder, step["run"], **own, **variables)
            found[step["name"]] = done.returncode
            if done.returncode and "if" not in step:
                print(done.stdout, done.stderr)
                break
    return found


@pytest.mark.slow
def test_the_authors_gate_passes_and_notices_drift(clone: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copytree(clone, tmp_path / "course"))
    passed = run_steps(ours, "course", BEFORE="0" * 40)
    assert set(passed.values()) == {0}
    assert len(passed) == 4

    source = ours / "source" / LESSON / f"{LESSON}.py"
    source.write_text(source.read_text().replace("What the lesson is about", "About"))
    commit(ours)
    drifted = run_steps(ours, "course", BEFORE="HEAD~1")
    assert list(drifted.values()) == [0, 1]


@pytest.mark.slow
def test_only_lessons_that_changed_are_audited(clone: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copytree(clone, tmp_path / "course"))
    (ours / "README.md").write_text("About this course.\n")
    commit(ours)
    audit = steps(ours, "course")[-1]["run"]
    assert run(ours, audit, BEFORE="HEAD~1").stdout == ""
    tests = ours / "graders" / LESSON / f"test_{LESSON}.py"
    tests.write_text(f"{tests.read_text()}\n# changed\n")
    commit(ours)
    assert LESSON in run(ours, audit, BEFORE="HEAD~1").stdout


@pytest.mark.slow
def test_students_repositories_are_graded_into_a_summary_without_names(
    clone: Path, tmp_path: Path
) -> None:
    ours = Path(shutil.copytree(clone, tmp_path / "course"))
    lines = []
    for student, answer in {"ada": RIGHT, "bob": WRONG}.items():
        work = tmp_path / student
        work.mkdir()
        shutil.copy(hand_in(tmp_path / "elsewhere" / "course", student, answer, clone), work)
        git(work, "init", "--quiet")
        commit(work)
        lines.append(f"{student},{work.as_uri()}\n")
    (tmp_path / "bob" / "link.ipynb").symlink_to(ours / "graders" / LESSON / f"test_{LESSON}.py")
    commit(tmp_path / "bob")
    (ours / "repositories.csv").write_text("".join(lines))

    summary = tmp_path / "summary.md"
    variables = {"LESSON": LESSON, "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true"}
    assert set(run_steps(ours, "grade", **variables).values()) == {0}
    text = summary.read_text(encoding="utf-8")
    assert "2 submissions" in text
    assert not re.search("ada|bob", text)
    reports = json.loads((ours / "reports.json").read_text())["reports"]
    assert {report["student"]: report["score"] for report in reports} == {"ada": 2, "bob": 1}
    assert (ours / "feedback" / "bob" / LESSON / f"{LESSON}.html").is_file()
    copied = ours / "submitted" / "bob" / LESSON / "link.ipynb"
    assert "def test_" not in copied.read_text(), "a link in a repository is not followed"
    pushed = git(tmp_path / "bob", "show", f"feedback:{LESSON}.html")
    assert pushed == (ours / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text()
    push = next(step for step in steps(ours, "grade") if step.get("name", "").startswith("Push"))
    assert run(ours, push["run"], **variables, **push["env"]).returncode == 0
    assert git(tmp_path / "ada", "rev-list", "--count", "feedback").strip() == "2"


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "status"), [(RIGHT, 0), ("def double(x):\n    return 0", 1)])
def test_a_students_repository_runs_the_visible_checks(
    clone: Path, tmp_path: Path, answer: str, status: int
) -> None:
    work = Path(shutil.copytree(clone / "student_repository", tmp_path / "work"))
    shutil.copy(hand_in(tmp_path / "elsewhere", "ada", answer, clone), work)
    assert [*run_steps(work, "check").values()] == [0, status]
    [*_, last] = yaml.safe_load((work / ".gitlab-ci.yml").read_text())["check"]["script"]
    assert run(work, last).returncode == status


@pytest.mark.slow
def test_gitlab_runs_the_same(clone: Path, tmp_path: Path) -> None:
    ours = Path(shutil.copytree(clone, tmp_path / "course"))
    jobs = yaml.safe_load((ours / ".gitlab-ci.yml").read_text())
    hand_in(ours, "ada", RIGHT)
    for name, variables in {"check": {}, "grade": jobs["grade"]["variables"]}.items():
        for line in [*jobs["default"]["before_script"], *jobs[name]["script"]]:
            done = run(ours, line, **variables)
            assert done.returncode == 0, done.stdout + done.stderr
    kept = jobs["grade"]["artifacts"]
    assert all((ours / path).exists() for path in [*kept["paths"], kept["reports"]["junit"]])


def test_this_repository_has_the_authors_gate_that_it_gives_away(started: Path) -> None:
    """Its own steps are those of a new course; only the set-up and its paths are others."""
    ours, theirs = steps(ROOT, "course"), steps(started, "course")
    assert [step["uses"] for step in ours[:2]] == [step["uses"] for step in theirs[:2]]
    assert [step["run"] for step in ours[2:4]] == [
        'make .venv/ready && echo "$PWD/.venv/bin" >> "$GITHUB_PATH"',
        "make check",
    ]
    assert "apt-get install" in ours[4]["run"]
    assert "pytest -rs" in ours[5]["run"]
    assert ours[6:-1] == theirs[3:-1]
    audit = re.sub(r"autograder/graders \|\s+sed 's,\^autograder/,,'", "graders", ours[-1]["run"])
    assert audit.split() == theirs[-1]["run"].split()
