"""A notebook's asserts as hidden tests."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.grading import read_rubric

from .notebooks import NBGRADER, made


def test_points_stay_and_names_are_the_students(tmp_path: Path) -> None:
    path = tmp_path / "test_small.py"
    path.write_text(made("nbgrader").grader)
    rubric = read_rubric(path)
    points = {test.name: (test.exercise, test.points) for test in rubric.tests}
    assert points == {
        "test_squares": ("squares", 2.0),
        "test_error": ("squares", 1.0),
        "test_largest": ("compute_largest", 0.5),
    }
    assert list(rubric.questions.values()) == [3.0, 4.0]
    assert rubric.tests[0].title == "Squares are right"


def test_each_other_exercise_is_the_solution() -> None:
    grader = made("nbgrader").grader
    assert "assert student.squares(2) == expected" in grader
    assert "largest = student.compute_largest()" in grader
    assert "assert largest > sum(reference.squares(2))" in grader


def test_what_cannot_run_is_a_comment_with_its_reason() -> None:
    found = made("nbgrader")
    reasons = [test.reason for test in found.tests if test.reason]
    assert reasons == ["it replaces `squares`, which is in another process here."]
    assert "# Cell 9, 0.5 points for squares: it replaces" in found.grader
    assert "# del squares" in found.grader


def test_a_test_brings_the_given_code_that_it_needs() -> None:
    cells = [*NBGRADER[:3], ("code", "data = [3]\ndata.append(4)"), ("code", "import math")]
    test = ("code", "assert scaled(squares(max(data))[0]) == math.floor(2.5)")
    found = made("nbgrader", [*cells, (*test, {"grade_id": "t", "grade": True, "points": 1})])
    ast.parse(found.grader)
    assert "import math\n" in found.grader and "    def scaled(x):" in found.grader
    assert "    data = [3]\n    data.append(4)\n" in found.grader


def test_a_test_that_needs_a_missing_package_is_a_comment() -> None:
    test = ("code", "import no_such_package\nassert squares(1) == no_such_package.ONE")
    found = made("nbgrader", [*NBGRADER[:3], (*test, {"grade": True, "points": 1})])
    assert [each.reason for each in found.tests] == [
        "it needs `no_such_package`, which is not installed here."
    ]


def test_a_value_is_compared_with_the_output_that_otter_saved() -> None:
    grader = made("otter").grader
    assert "assert x == 7" in grader and "x = student.q1()" in grader
    assert "assert repr(student.cube(3)) == '27'" in grader
