"""On the real lesson, nbgrader's own commands and `course grade` give the same scores."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests import warm

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LESSON = "multilayer_perceptrons"
GOLDEN = ROOT / "tests" / "golden" / LESSON
CASES = (
    "a_mistake_in_each",
    "colab_stripped",
    "corrupt_json",
    "duplicated_cells",
    "forgery_in_metadata",
    "half_done",
    "not_a_notebook",
    "right",
)
NAMES = {
    "right": "MLP Abgabe.ipynb",
    "half_done": f"{LESSON}.IPYNB",
    "colab_stripped": "a (1).ipynb",
}


def run(command: str, *arguments: str) -> None:
    """Run a command of the environment in the course, as an instructor would."""
    done = warm.run(command, *arguments, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def hand_in(folder: Path) -> Path:
    for case in CASES:
        to = folder / "submitted" / case / LESSON
        to.mkdir(parents=True)
        shutil.copy(GOLDEN / case / f"{LESSON}.ipynb", to / NAMES.get(case, f"{LESSON}.ipynb"))
    return folder


def scores(folder: Path) -> dict[str, list[tuple[str, float | None, bool]]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {
            submission.student_id: sorted(
                (grade.cell.name, grade.auto_score, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            )
            for submission in book.assignment_submissions(LESSON)
        }


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = hand_in(tmp_path_factory.mktemp("ours"))
    run("course", "grade", LESSON, str(folder / "submitted"), "--jobs", "1")
    return folder


def test_stock_autograde_gives_the_same_scores(ours: Path, tmp_path: Path) -> None:
    theirs = hand_in(tmp_path)
    run("nbgrader", "autograde", LESSON, f"--course-dir={theirs}")
    assert scores(theirs) == scores(ours)
    assert sum(score for _, score, _ in scores(ours)["right"] if score) == 16


def test_stock_feedback_shows_titles_and_no_hidden_test(ours: Path) -> None:
    run("nbgrader", "generate_feedback", LESSON, f"--course-dir={ours}")
    page = ours / "feedback" / "a_mistake_in_each" / LESSON / f"{LESSON}.html"
    html = page.read_text(encoding="utf-8")
    assert "Each ReLU starts to rise, with slope 1, at its own training point." in html
    assert "student.approximate_function" not in html
    assert "reference." not in html
