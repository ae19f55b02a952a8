"""`course feedback`: which pages it writes, and that a page is one whole without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import warm
from tests.browser.axe import faults
from tests.markup import Read

from .small_course import COUNTER, DOUBLE, HALF, LESSON, SOURCE, SmallCourse

FORMULAS = r"""
# %% [markdown]
# With $w_1 x + b \le \frac{1}{2}$, costs are 5 dollars, and
#
# $$ L = \sum_{i=1}^{n} (y_i - \hat{y}_i)^2 $$
#
# \begin{align} a &= b \\ c &= d \end{align}
"""


def write_pages(small: SmallCourse, status: int = 0) -> set[str]:
    """Run the command; returns the students whose pages it wrote."""
    done = warm.run("course", "feedback", LESSON, cwd=small.root)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return set(re.findall(rf"wrote feedback/(\w+)/{LESSON}/{LESSON}.html", done.stdout))


def foreseen(small: SmallCourse) -> set[str]:
    """The students whose pages a dry run would write; it changes no file."""
    before = {path: path.read_bytes() for path in small.root.rglob("*.*b*") if path.is_file()}
    file = small.root / "pages.json"
    done = warm.run("course", "feedback", LESSON, "--dry-run", "--json", file, cwd=small.root)
    assert before == {path: path.read_bytes() for path in before}
    told = {page["student"] for page in json.loads(file.read_text())["pages"] if page["is_new"]}
    shown = re.findall(rf"would write feedback/(\w+)/{LESSON}/{LESSON}.html", done.stdout)
    assert set(shown) == told and "wrote" not in done.stdout
    return told


def by_hand(small: SmallCourse, student: str, cell: str, points: float) -> None:
    with small.gradebook() as book:
        grade = book.find_grade(cell, LESSON, LESSON, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


@pytest.mark.slow
def test_exactly_the_pages_that_have_changed_are_written(small: SmallCourse) -> None:
    for student in ("ada", "bob", "eve"):
        small.hand_in(student, small.notebook(double=HALF, halves="Halving."))
    assert foreseen(small) == {"ada", "bob", "eve"}
    assert write_pages(small) == {"ada", "bob", "eve"}
    assert write_pages(small) == set()

    small.hand_in("bob", small.notebook(double=DOUBLE, halves="Halving."))
    by_hand(small, "ada", "halves", 2.0)
    assert foreseen(small) == {"ada", "bob"}
    assert write_pages(small) == {"ada", "bob"}

    with small.gradebook() as book:
        book.find_comment("halves", LESSON, LESSON, "eve").manual_comment = "Well said."
        book.db.commit()
    assert write_pages(small) == {"eve"}
    assert "Well said." in small.feedback("eve")

    (small.root / "feedback" / "ada" / LESSON / f"{LESSON}.html").unlink()
    assert write_pages(small) == {"ada"}
    with (small.root / "course_config.py").open("a") as file:
        file.write(f"c.Course.deadlines = {{{LESSON!r}: '2020-01-01 00:00 UTC'}}\n")
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    small.hand_in("eve", small.notebook(double=HALF), "2020-01-02 00:00 UTC")
    assert "eve" in write_pages(small)
    assert "Handed in late" in small.feedback("eve")


@pytest.mark.slow
def test_points_given_by_hand_are_the_same_everywhere_on_a_page(small: SmallCourse) -> None:
    small.hand_in("ada", small.notebook(double=HALF, Counter=COUNTER, halves="Halving."))
    write_pages(small)
    assert re.findall(r"[\d.]+ of 2.5 points", small.feedback("ada")) == ["1 of 2.5 points"] * 3
    by_hand(small, "ada", "test_double", 2.25)
    assert write_pages(small) == {"ada"}
    words = " ".join(Read(small.feedback("ada").partition("<body")[2]).words.split())
    assert re.findall(r"[\d.]+ of 2.5 points", words) == ["2.25 of 2.5 points"] * 3
    assert "4.25 of 4.5 points, given by hand" in words
    assert "Score: 2.25 / 2.5" in words

    (small.root / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").write_text("damaged")
    assert write_pages(small, status=1) == set()
    log = max((small.root / ".results" / "logs").glob("*.log"))
    assert "no page for ada: Traceback" in log.read_text()
    assert not re.findall(r"\b(1|1\.0|3|3\.0) (of|/) (2\.5|4\.5)", words)


@pytest.mark.slow
def test_a_page_needs_no_network_draws_its_formulas_and_has_no_fault_that_axe_finds(
    small: SmallCourse, tmp_path: Path
) -> None:
    small.write_lesson(source=SOURCE + FORMULAS)
    hostile = r"$\href{javascript:alert(1)}{x}$ $\text{<script>alert(1)</script>}$ $\foo$"
    words = rf"As $x^2$ and {hostile} $\text{{<img src=x onerror=alert(1)>}}$"
    small.hand_in("ada", small.notebook(double=HALF, halves=words))
    write_pages(small)
    page = small.feedback("ada")
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    assert faults(path) == []
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(["']?http""", page)
    page = page.partition("<body")[2]
    assert not re.search(r"<img src=x|=[\"\']?javascript:", page)
    assert page.count("<math") == 5  # four of the lesson's and the student's own
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert r"\foo" in page, "what cannot be read stays as it was written"
    assert r"\frac" not in page and r"\begin" not in page
