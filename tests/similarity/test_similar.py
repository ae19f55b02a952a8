"""Which pairs are listed, what renaming hides (nothing), and what the page shows."""

from __future__ import annotations

from pathlib import Path

from autograder.notebooks import answer, fill_in
from autograder.notebooks.attempts import Attempt
from autograder.notebooks.submission import Submission
from autograder.sandbox import Statement
from autograder.similarity import Given, OwnCode, find_pairs, own_code, similar_page
from tests.similarity.measure import measure
from tests.similarity.students import KINDS, lesson, made_up_class

LESSON = "artificial_neurons"
FIRST = lesson(LESSON).exercises[0].name


def written(student: str, *codes: str) -> OwnCode:
    """What a student wrote for the first exercises."""
    rules = lesson(LESSON)
    attempts = {exercise.name: Attempt() for exercise in rules.exercises}
    for cell, (exercise, code) in enumerate(zip(rules.exercises, codes, strict=False), 1):
        attempts[exercise.name] = Attempt((Statement(cell, 1, code),), cell)
    return own_code(Submission(LESSON, student, "", "", attempts=attempts), Given(rules))


def test_copies_are_listed_however_they_are_dressed_and_few_others(tmp_path: Path) -> None:
    _, found = measure(LESSON, 48, 3, 7, tmp_path)
    assert all(found[kind] >= 2 for kind in KINDS), found
    assert found[""] <= 1, found
    page = (tmp_path / "p.html").read_text()
    assert "no verdict" in page and 'class="shared"' in page


def test_names_comments_docstrings_and_layout_change_nothing() -> None:
    one = 'def f(a, w):\n    """Mine."""\n    total = (a * w).sum()  # all\n    return total + 1'
    two = "def f(x, weight):\n    z=(x*weight).sum()\n\n\n    return z+1"
    first, second = (written("x", code).parts[FIRST].marks for code in (one, two))
    assert set(first) == set(second) != set()


def test_what_the_lesson_gives_is_not_the_students() -> None:
    rules = lesson(LESSON)
    cells = fill_in(rules, {}, {})
    attempts = {e.name: answer(rules, cells, e.name) for e in rules.exercises}
    own = own_code(Submission(LESSON, "x", "", "", attempts=attempts), Given(rules))
    stub = written("x", rules.exercises[0].stub.source)
    assert not any(part.marks for part in (*own.parts.values(), stub.parts[FIRST]))


def test_what_everybody_wrote_the_class_explains() -> None:
    code = "def neuron(x, w):\n    a = torch.tanh(x @ w)\n    return a.clamp(min=0.25).cumsum(0)"
    assert not find_pairs([written(f"s{i}", code) for i in range(30)]).pairs


def test_code_on_the_page_is_text() -> None:
    code = "def f(x, w):\n    s = '</pre><script>alert(1)</script>'\n    return x[::7] << w ^ 3 % x"
    class_ = [written("<b>a</b>", *[code] * 5), written("b", *[code] * 5)]
    for student, (_, codes) in enumerate(made_up_class(LESSON, 25, 0, 3)):
        class_.append(written(f"s{student}", *codes.values()))
    found = find_pairs(class_)
    page = similar_page(found, "T")
    assert {found.pairs[0].first.student, found.pairs[0].second.student} == {"<b>a</b>", "b"}
    assert "<script>" not in page and "<b>a</b>" not in page and "&lt;script&gt;" in page
