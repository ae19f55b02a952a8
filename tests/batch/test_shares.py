"""Shards: each submission is in exactly one, and none has much more to do than another."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.batch import Cut, Result, Shard, require_all, times_of
from autograder.errors import CourseError
from autograder.handins import Handin
from autograder.report import Report

SECONDS = st.floats(0, 1e6, allow_nan=False)
REPORT = Report("lesson", "ada", "ada.ipynb", "", 0, 0, (), seconds=2.5)


def handins(number: int) -> list[Handin]:
    return [Handin(f"{i:03}", Path(f"{i}.ipynb")) for i in range(number)]


@given(number=st.integers(0, 40), of=st.integers(1, 12))
def test_without_times_each_submission_is_in_one_shard_and_shards_are_equal(
    number: int, of: int
) -> None:
    everybody = handins(number)
    shares = [Cut(Shard(i + 1, of), {}).share(everybody) for i in range(of)]
    assert shares == [everybody[i::of] for i in range(of)]


@given(seconds=st.lists(SECONDS, max_size=60), of=st.integers(1, 12), data=st.data())
def test_with_times_no_shard_has_a_submission_more_to_do_than_another(
    seconds: list[float], of: int, data: st.DataObject
) -> None:
    everybody = handins(len(seconds))
    times = {handin.student: each for handin, each in zip(everybody, seconds, strict=True)}
    shares = [Cut(Shard(i + 1, of), times).share(everybody) for i in range(of)]
    assert sorted(chain(*shares), key=lambda handin: handin.student) == everybody
    assert all(share == sorted(share, key=lambda handin: handin.student) for share in shares)
    loads = [sum(times[handin.student] for handin in share) for share in shares]
    longest = max(seconds, default=0)
    assert max(loads) - min(loads) <= longest * 1.000001  # sums are rounded
    order = data.draw(st.permutations(list(times.items())))
    assert shares[0] == Cut(Shard(1, of), dict(order)).share(everybody), "the file's order mattered"


def test_submissions_without_a_known_time_are_spread_too() -> None:
    everybody = handins(12)
    times = {"000": 100.0, "001": 1.0, "002": 1.0}
    shares = [Cut(Shard(i + 1, 3), times).share(everybody) for i in range(3)]
    assert [len(share) for share in shares] == [1, 6, 5] and shares[0] == everybody[:1]


@given(of=st.integers(1, 5))
def test_submissions_that_took_no_time_are_spread_too(of: int) -> None:
    everybody = handins(10)
    times = dict.fromkeys((handin.student for handin in everybody), 0.0)
    assert Cut(Shard(of, of), times).share(everybody) == everybody[of - 1 :: of]


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/3/3", "1/99999", ""])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(CourseError, match="is no shard; write I/N"):
        Shard.parse(text)


def test_times_are_those_of_the_lesson() -> None:
    other = replace(REPORT, lesson="other", student="bob")
    assert times_of("lesson", [REPORT, other]) == {"ada": 2.5}
    with pytest.raises(CourseError, match="There is no report on first in the file of --times"):
        times_of("first", [REPORT, other])


@pytest.mark.parametrize("seconds", ["1", None, -1.0, float("nan"), float("inf")])
def test_what_is_no_time_is_refused(seconds: object) -> None:
    with pytest.raises(CourseError, match=r"is no time for ada, in the file of --times\."):
        times_of("lesson", [replace(REPORT, seconds=seconds)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"times": "other"}, r"2\.zip and 1\.zip were cut by other --times"),
        (
            {"shard": Shard(2, 3)},
            r"2\.zip is shard 2/3 of lesson, but 1\.zip is shard 1/2 of lesson",
        ),
        ({"lesson": "other"}, r"2\.zip is shard 2/2 of other, but 1\.zip is shard 1/2 of lesson"),
        ({"context": ("", [], 2)}, r"2\.zip and 1\.zip were graded on other devices or at another"),
        (
            {"faults": 3},
            r"2\.zip lacks 3 submissions that could not be graded: run shard 2/2 again",
        ),
    ],
)
def test_shards_that_do_not_belong_together_are_refused(
    change: dict[str, Any], sentence: str
) -> None:
    shards = [Result(f"{i}.zip", "lesson", Shard(i, 2), "", ("", [], 3), {}, 0, []) for i in (1, 2)]
    require_all(shards)
    with pytest.raises(CourseError, match=sentence):
        require_all([shards[0], replace(shards[1], **change)])
