"""The `course` command as a person types it: what it prints, and its exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from compneuro.feedback import Reaction

from .commands import PROGRAM, ROOT, course

LESSON = "multilayer_perceptrons"
GOLDEN = ROOT / "tests" / "golden" / LESSON


@pytest.mark.slow
def test_loose_notebooks_are_graded_into_a_table_and_json(tmp_path: Path) -> None:
    for case in ("right", "untouched", "empty_file"):
        shutil.copy(GOLDEN / case / f"{LESSON}.ipynb", tmp_path / f"{case}.ipynb")
    done = course("grade", LESSON, tmp_path, "--json", tmp_path / "reports.json", "--jobs", 2)
    assert done.returncode == 0, done.stderr
    reports = json.loads((tmp_path / "reports.json").read_text())["reports"]
    assert [(r["student"], r["score"]) for r in reports] == [
        ("empty_file", 0.0),
        ("right", 16.0),
        ("untouched", 0.0),
    ]
    assert "empty_file: The file is empty." in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert not list(tmp_path.glob("gradebook*"))

    page = tmp_path / "page.html"
    done = course("report", LESSON, tmp_path, "--output", page)
    assert done.returncode == 0, done.stderr
    text = " ".join(page.read_text().split())
    assert "3 submissions, 1 of which count as the class." in text
    again = tmp_path / "again.html"
    reports_file = tmp_path / "reports.json"
    assert course("report", LESSON, "--from", reports_file, "--output", again).returncode == 0
    assert page.read_text() == again.read_text(), "kept verdicts and reports say the same"


def test_kept_reports_become_files_of_other_platforms(tmp_path: Path) -> None:
    case = GOLDEN / "wrong_bias_sign" / "report.json"
    done = course("convert", case, "--format", "junit", "--output", tmp_path / "junit.xml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Points: 0/1" in (tmp_path / "junit.xml").read_text(encoding="utf-8")

    document = json.loads(case.read_text(encoding="utf-8"))
    document["reports"] += json.loads((GOLDEN / "right" / "report.json").read_text())["reports"]
    both = tmp_path / "both.json"
    both.write_text(json.dumps(document), encoding="utf-8")
    form = ("--format", "gradescope", "--output")
    refused = course("convert", both, *form, tmp_path / "results.json")
    assert refused.returncode == 2
    assert "name a folder" in refused.stderr
    document["reports"][0]["lesson"] = "another"
    (tmp_path / "mixed.json").write_text(json.dumps(document), encoding="utf-8")
    mixed = course("convert", tmp_path / "mixed.json", *form, tmp_path)
    assert (mixed.returncode, "reports on one lesson" in mixed.stderr) == (2, True)
    (tmp_path / "each").mkdir()
    assert course("convert", both, *form, tmp_path / "each").returncode == 0
    scores = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))["score"]
        for path in (tmp_path / "each").iterdir()
    }
    assert scores == {"wrong_bias_sign": 12, "right": 16}


def test_in_github_actions_only_annotations_are_workflow_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    case, target = GOLDEN / "wrong_bias_sign" / "report.json", tmp_path / "summary.md"
    said = course("convert", case, "--format", "github", "--output", target).stdout.splitlines()
    stop, wrote, resume, *annotations, stopped, resumed = said
    token = resume.strip(":")
    assert len(token) == 32
    assert (stop, stopped, resumed) == (f"::stop-commands::{token}", stop, resume)
    assert wrote == f"wrote {target}"
    assert [line.split(" ")[0] for line in annotations] == ["::warning", "::notice"]
    refused = course("convert", case, "--format", "x", "--output", "\n::warning::x/y")
    assert refused.stdout.startswith("::stop-commands::")


@pytest.mark.slow
def test_the_submitted_layout_is_graded_into_a_gradebook_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "ada" / LESSON
    folder.mkdir(parents=True)
    shutil.copy(GOLDEN / "right" / f"{LESSON}.ipynb", folder)
    done = course("grade", LESSON, tmp_path / "submitted")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "gradebook.db").is_file()
    assert (tmp_path / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").is_file()


def test_reactions_are_gathered_into_a_page_and_nothing_else(tmp_path: Path) -> None:
    document = json.loads((ROOT / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    corner = next(c for c in document["cells"] if c["id"] == "feedback_cross_entropy")
    data = Reaction("cross_entropy", "lost", "Why the minus?").bundle()
    corner["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
    folder = tmp_path / "submitted" / "ada" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(document), encoding="utf-8")
    page = tmp_path / "page.html"
    done = course("feedback-report", LESSON, tmp_path / "submitted", "--output", page)
    assert (done.returncode, done.stdout) == (0, f"wrote {page}\n"), done.stderr
    text = page.read_text(encoding="utf-8")
    assert "Why the minus?" in text
    assert "ada" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "submitted"]


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("grade", "nothing"), 2, "There is no lesson 'nothing'"),
        (("grade", LESSON, "nowhere"), 2, "does not exist"),
        (("grade", LESSON, "compneuro"), 2, "There is no submission of multilayer_perceptrons in"),
        (("grade", LESSON, "tests/golden", "--device", "abacus"), 2, "no device 'abacus'"),
        (("grade", LESSON, "tests/golden", "--jobs", "0"), 2, "--jobs"),
        (("grade", LESSON, "tests/golden", "--json", "no/where.json"), 2, "There is no folder no"),
        (("feedback-report", LESSON, "compneuro"), 2, "There is no submission of multilayer"),
        (("feedback-report", LESSON, "tests/golden", "--output", "no/p.html"), 2, "no folder no"),
        (("report", "nothing"), 2, "There is no lesson 'nothing'"),
        (("report", LESSON, "--output", "no/where.html"), 2, "There is no folder no"),
        (("report", LESSON, "--from", "pyproject.toml"), 2, "not a file of `course grade --json`"),
        (("report", LESSON, "docs", "--from", "pyproject.toml"), 2, "not both"),
        (("grade", LESSON, "docs", "--format", "junit"), 2, "--format and --output go together"),
        (("grade", LESSON, "docs", "--format", "abacus", "--output", "x"), 2, "no format 'abacus'"),
        (("convert", "pyproject.toml"), 2, "give --format and --output"),
        (("convert", "pyproject.toml", "--format", "junit", "--output", "x"), 2, "not a file of"),
        (("convert", "pyproject.toml", "--output", "x"), 2, "--format and --output go together"),
        (("check", "nothing"), 2, "There is no lesson 'nothing'"),
        (("audit", "nothing"), 2, "There is no lesson 'nothing'"),
        (("audit", "--html", "no/where.html"), 2, "There is no folder no"),
        (("new", "Not A Slug"), 2, "not a name for a lesson"),
        (("new", LESSON), 2, "exists already"),
        (("fly",), 2, "fly"),
    ],
)
def test_bad_usage_is_a_sentence_and_status_2(
    arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    done = course(*arguments)
    assert done.returncode == status
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_beside_the_other_project_with_its_import_name_it_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = tmp_path / "autograder-3.7.7.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: autograder\nVersion: 3.7.7\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = subprocess.run([PROGRAM, "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "The package `autograder` 3.7.7 is installed here; it is another project" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_course_it_says_where_to_go(tmp_path: Path) -> None:
    done = course("check", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("course: No course in")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_gate_passes_for_every_lesson_of_this_course() -> None:
    done = course("check")
    assert done.returncode == 0, done.stdout + done.stderr
