"""What each format's marks become: exercises, questions, tests, text."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.importing.code import returns_nothing
from autograder.importing.reading import format_of

from .notebooks import NEUROMATCH, NOTEBOOKS, OTTER, made, raw_cells

SECRETS = ("31337", "secret", "Four equal sides")


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_a_notebook_becomes_a_lesson_that_agrees(kind: str, tmp_path: Path) -> None:
    lesson, problems = made(kind).lesson(tmp_path)
    assert problems == []
    names = {"neuromatch": ["shifted_sum"], "nbgrader": ["squares", "compute_largest"]}
    assert [each.name for each in lesson.exercises] == names.get(kind, ["q1", "cube"])
    questions = {"neuromatch": ["why_shift"], "otter": ["question_2"]}
    wanted = questions.get(kind, ["why_is_a_square_never_negative", "draw_one"])
    assert [each.name for each in lesson.questions] == wanted


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_nothing_of_a_solution_reaches_the_source(kind: str) -> None:
    found = made(kind)
    assert any(secret in found.solutions for secret in SECRETS)
    assert not any(secret in found.source for secret in SECRETS)
    assert "HIDDEN" not in found.source and "(1, 4, 9)" not in found.source


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_the_format_is_known_by_its_marks(kind: str) -> None:
    assert format_of(Path("a.ipynb"), raw_cells(NOTEBOOKS[kind])) == kind


def test_a_notebook_without_marks_is_refused_in_a_sentence() -> None:
    cells = raw_cells([("markdown", "# Hello"), ("code", "print(1)")])
    with pytest.raises(CourseError, match="has no marks of Neuromatch, nbgrader or otter"):
        format_of(Path("a.ipynb"), cells)


def test_forms_of_colab_become_text_and_code(tmp_path: Path) -> None:
    source = made("neuromatch").source
    assert "badge" not in source and "content_review" not in source and "@" not in source
    assert "**Video 1: Sums**: [Youtube](https://youtube.com/watch?v=abc123)" in source
    assert "OFFSET = 1\n" in source and "# %matplotlib inline" in source


def test_the_demo_of_the_solution_is_kept_without_xkcd() -> None:
    source = made("neuromatch").source
    assert (
        "x = torch.ones(3)\n## Uncomment to test\ntotal = shifted_sum(x)\nplt.plot(total)\n"
        in source
    )


def test_code_that_only_the_solution_holds_stays_out() -> None:
    cells = [
        (kind, text.replace("plt.plot(total)", "plt.plot(total)\n  print(31337)"))
        if text.startswith("# to_remove solution")
        else (kind, text)
        for kind, text in NEUROMATCH
    ]
    found = made("neuromatch", cells)
    assert "31337" not in found.source and "\nplt.plot(total)\n" in found.source
    assert any("differs from the solution's" in str(remark) for remark in found.built.remarks)


def test_feedback_corners_need_a_library_that_has_them() -> None:
    source = made("neuromatch", corners="compneuro.feedback").source
    assert "from compneuro.feedback import feedback_corner" in source
    assert 'feedback_corner("shifted_sum_2")' in source, "the name is an exercise's already"
    without = made("neuromatch")
    assert "feedback_corner" not in without.source
    assert any("feedback corners are left out" in str(each) for each in without.built.remarks)


def test_solutions_hold_the_given_code_that_they_need() -> None:
    solutions = made("neuromatch").solutions
    assert "def shift(x):" in solutions and "OFFSET = 1" in solutions
    assert "content_review" not in solutions and "import torch" not in solutions


def test_a_name_is_an_exercise_once(tmp_path: Path) -> None:
    again = [cell for cell in NEUROMATCH if "shifted_sum" in cell[1] and cell[0] == "code"]
    found = made("neuromatch", [*NEUROMATCH, *again])
    lesson, problems = found.lesson(tmp_path)
    assert len(lesson.exercises) == 1 and problems == []
    assert any("is an exercise above, too" in str(each) for each in found.built.remarks)
    assert found.source.count("NotImplementedError") == 1


@pytest.mark.parametrize(
    ("solution", "expected"),
    [
        ("def f(x):\n    print(x)", True),
        ("def f(x):\n    if x:\n        return\n    x.append(1)", True),
        ("def f(x):\n    return x", False),
        ("def f(x):\n    yield x", False),
        ("class F:\n    pass", False),
    ],
)
def test_a_function_that_returns_nothing_is_known(solution: str, expected: bool) -> None:
    assert returns_nothing(solution) == expected


def test_a_question_of_otter_without_a_solution_is_named() -> None:
    kinds = ("SOLUTION", "31337")
    cells = [cell for cell in OTTER if not any(kind in cell[1] for kind in kinds)]
    remarks = [str(each) for each in made("otter", cells).built.remarks]
    assert "cell 3: this question holds no solution; import the source notebook." in remarks


def test_a_solution_without_an_exercise_is_kept_and_named() -> None:
    lone = ("code", "# to_remove solution\nanswer = 31337")
    found = made("neuromatch", [*NEUROMATCH, lone])
    assert "# answer = 31337" in found.solutions and "answer = " not in found.source
    assert any("answers no function or class" in str(each) for each in found.built.remarks)


def test_statements_become_a_function_that_returns_what_others_use() -> None:
    found = made("nbgrader")
    assert (
        'def compute_largest():\n    """Compute largest, as the text above says."""' in found.source
    )
    assert "\nlargest = compute_largest()\n" in found.source
    assert "    return largest\n" in found.solutions
