"""Stubs and solutions joined, and drift between them found."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.notebooks import drift, fill_in, read_solutions

from .lessons import small_lesson

SOLUTIONS = '''\
"""Solutions."""

def double(x: float) -> float:
    """Double a number."""
    y = 2 * x
    return y


class Counter:
    """Counts."""

    def up(self, by: int = 1) -> int:
        """One step."""
        return by


why_two = """Because."""
why_three = "Since."
'''


def found(folder: Path, text: str) -> list[str]:
    path = folder / "small.py"
    path.write_text(text, encoding="utf-8")
    return list(drift(small_lesson(), *read_solutions(path)))


def test_solutions_that_agree_show_no_drift(tmp_path: Path) -> None:
    assert found(tmp_path, SOLUTIONS) == []


def test_the_solved_lesson_holds_solutions_and_model_answers(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_text(SOLUTIONS, encoding="utf-8")
    cells = {cell.id: cell.source for cell in fill_in(small_lesson(), *read_solutions(path))}
    assert "y = 2 * x" in cells["double"]
    assert cells["why_two"] == "Because."
    assert not any("NotImplementedError" in source for source in cells.values())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("(x: float)", "(x: float, y: float)", "stub has double(x), solution has double(x, y)"),
        ("by: int = 1", "by: int = 2", "Counter.up: stub has up(self, by=1)"),
        ("Double a number.", "Doubles.", "docstrings of stub and solution differ"),
        ("    y = 2 * x\n    return y", "    return 2 * x", "given line `y = ...`"),
        ("def double", "def twice", "the stub 'double' has no solution"),
        ("def double", "def twice", "the solution 'twice' has no stub"),
        ("why_three", "why_four", "the question 'why_three' has no model answer"),
        ("def up", "def down", "Counter.up stands in the stub but not in the solution"),
    ],
)
def test_each_kind_of_drift_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert any(sentence in problem for problem in found(tmp_path, SOLUTIONS.replace(old, new)))


def test_solutions_in_another_encoding_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "small.py"
    path.write_bytes(SOLUTIONS.replace("Because.", "Größe").encode("latin-1"))
    with pytest.raises(CourseError, match=r"^\S*small\.py is not saved as UTF-8; save it as UTF-8"):
        read_solutions(path)
    path.write_text(SOLUTIONS, encoding="utf-8-sig")
    assert list(drift(small_lesson(), *read_solutions(path))) == []
