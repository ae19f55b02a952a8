"""The numbers of a class report."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.pages import charts, class_page
from autograder.pages.analysis import MIN_SUBMISSIONS, analyse, separation
from autograder.report import ExerciseResult, Report, Status, TestResult
from tests.markup import Read, harmless, texts

numbers = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 40)), min_size=MIN_SUBMISSIONS, max_size=60
).map(lambda pairs: ([p / 2 for p, _ in pairs], [r / 2 for _, r in pairs]))


@given(numbers)
def test_separation_is_pearsons_correlation(pair: tuple[list[float], list[float]]) -> None:
    points, rest = pair
    found = separation(points, rest)
    if len(set(points)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(np.corrcoef(points, rest)[0, 1], abs=1e-9)


@given(numbers, st.floats(0.5, 20), st.integers(-10, 10))
def test_separation_does_not_depend_on_what_points_are_worth(
    pair: tuple[list[float], list[float]], factor: float, offset: int
) -> None:
    points, rest = pair
    found = separation(points, rest)
    again = separation([factor * value + offset for value in points], rest)
    assert again == pytest.approx(found, abs=1e-6) if found is not None else again is None


shares = st.sampled_from([0.0, 0.5, 0.51, 0.97, 1.0])


@given(st.lists(st.tuples(shares, st.sampled_from([-0.6, 0.0, 0.1, 1.0])), max_size=60))
def test_each_point_of_the_scatter_plot_has_its_number_and_no_number_covers_another(
    places: list[tuple[float, float]],
) -> None:
    chart = charts.scatter(dict(enumerate(places, 1000)), "x", "y")
    labels = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(1\d\d\d[ \d]*)<', chart)
    shown = [int(number) for *_, words in labels for number in words.split()]
    assert sorted(shown) == list(range(1000, 1000 + len(places)))
    spots = [(float(x), float(y)) for x, y, _ in labels]
    for (x, y), (other_x, other_y) in itertools.combinations(spots, 2):
        assert abs(x - other_x) >= charts.ROOM or abs(y - other_y) >= charts.ROOM - 0.1


def test_separation_is_not_given_for_a_few() -> None:
    ramp = [float(i) for i in range(MIN_SUBMISSIONS)]
    assert separation(ramp, ramp) == 1.0
    assert separation(ramp, ramp[::-1]) == -1.0
    assert separation(ramp[1:], ramp[1:]) is None


def report(
    i: int, passed: Sequence[bool], status: Status | None = None, hint: str = "", stopped: str = ""
) -> Report:
    tests = tuple(
        TestResult(f"test_{n}", f"Rule {n} holds.", "passed" if ok else "failed", float(ok), 1.0,
                   "" if ok else f"<b>No</b> {n}.")
        for n, ok in enumerate(passed)
    )  # fmt: skip
    score, worth = float(sum(passed)), float(len(passed))
    status = status or ("passed" if score == worth else "partial" if score else "failed")
    exercise = ExerciseResult("double", status, score, worth, tests, hint, stopped)
    other = ExerciseResult("halve", "passed", float(i % 3), 3.0, ())
    return Report(
        "small", f"student <{i}>", "", f"{i:064x}", score + i % 3, worth + 3, (exercise, other),
        (f"Cell {i} holds code.",), seconds=i / 10, level=3,
    )  # fmt: skip


def a_class(number: int = 40) -> list[Report]:
    draw = random.Random(1)
    return [report(i, [draw.random() < 0.7, draw.random() < i / number]) for i in range(number)]


def test_shares_and_correlations_are_those_of_the_table_of_points() -> None:
    reports = a_class()
    table = np.array([[t.points for t in r.exercises[0].tests] for r in reports])
    scores = np.array([r.score for r in reports])
    items = {item.test: item for item in analyse(reports, {}).items if item.exercise == "double"}
    for n in (0, 1):
        item = items[f"test_{n}"]
        assert item.passed == pytest.approx(table[:, n].mean())
        rest = scores - table[:, n]
        assert item.separation == pytest.approx(np.corrcoef(table[:, n], rest)[0, 1])
        assert item.readers == len(reports) - table[:, n].sum()
    assert items[""].passed == pytest.approx((table.sum(axis=1) == 2).mean())


def test_what_is_untouched_or_our_fault_is_counted_but_is_not_of_the_class() -> None:
    reports = a_class(12)
    faulty = report(1, [True, True], "error")
    untouched = report(2, [False, False])
    nothing = [ExerciseResult("double", "not_attempted", 0, 2, untouched.exercises[0].tests)]
    untouched = Report("small", "z", "", "", 0, 2, tuple(nothing))
    found = analyse([*reports, faulty, untouched], {})
    assert len(found.handed_in) == 14
    assert len(found.class_) == 12
    assert found.faults == 1
    assert found.statuses["double"]["not_attempted"] == 1
    assert found.items == analyse(reports, {}).items


def test_misconceptions_are_counted_by_their_hints() -> None:
    hints = {("double", "Look."): "sum for mean", ("halve", "Look."): "another"}
    reports = [report(i, [False], hint="Look." if i < 3 else "Python cannot.") for i in range(5)]
    assert analyse(reports, hints).misconceptions == (("sum for mean", "double", 3),)


def test_repairs_are_counted_whatever_their_numbers() -> None:
    assert analyse(a_class(7), {}).repairs == (("Cell … holds code.", 7),)


def test_the_page_does_not_depend_on_the_order_of_the_reports() -> None:
    reports = a_class()
    shuffled = random.Random(2).sample(reports, len(reports))
    for names in (False, True):
        pages = [
            class_page("small", analyse(each, {}), names=names) for each in (reports, shuffled)
        ]
        assert pages[0] == pages[1]


def test_students_are_named_only_where_asked_for_and_nothing_is_markup() -> None:
    reports = [*a_class(), report(99, [False, False], "stopped", stopped="<i>time")]
    without = class_page("small", analyse(reports, {}))
    named = class_page("small", analyse(reports, {}), names=True)
    assert "student" not in without.replace("students", "")
    assert "student &lt;99&gt;" in named
    for page in (without, named):
        assert "&lt;b&gt;No&lt;/b&gt;" in page and "&lt;i&gt;time" in page
        assert "<b>" not in page and "<i>" not in page
        assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")


def page_with(text: str, lesson: str, *, names: bool) -> str:
    """A report on a class of which every text is the same one."""
    test = TestResult("test", text, "failed", 0, 1, text)
    stopped = ExerciseResult(text, "stopped", 0, 1, (test,), text, stopped_by=text)
    report = Report("small", text, text, text * 8, 0, 1, (stopped,), (text,), level=3)
    return class_page(lesson, analyse([report, report], {(text, text): text}), names=names)


@settings(deadline=None)
@given(texts, texts, st.booleans())
def test_no_text_becomes_markup(text: str, lesson: str, names: bool) -> None:
    page, plain = page_with(text, lesson, names=names), page_with(harmless(text), "x", names=names)
    assert Read(page).tags == Read(plain).tags


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_class_of_any_size_has_a_page(number: int) -> None:
    page = class_page("small", analyse(a_class(number), {}))
    assert page.startswith("<!doctype html>") and "How to read this page" in page
