"""Cuts a class into shares, one for each machine; each machine comes to the same ones by itself."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from autograder.errors import CourseError
from autograder.grading import key_of
from autograder.handins import Handin
from autograder.report import Report

MAX_SHARDS = 10_000


class Shard(NamedTuple):
    """One of several equal shares of a class, counted from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard in a text such as `2/8`.

        Raises:
            CourseError: It is none.
        """
        match = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text)
        found = cls(*map(int, match.groups())) if match else None
        if not found or not found.number <= found.of <= MAX_SHARDS:
            raise CourseError(
                f"{text!r} is no shard; write I/N, such as 2/8 for the second of eight."
            )
        return found

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class Cut(NamedTuple):
    """A share of a class: which one, and by what the class is cut.

    Attributes:
        shard: Which one.
        times: By student, how many seconds grading took before; may be empty.
    """

    shard: Shard
    times: Mapping[str, float]

    def share(self, handins: Sequence[Handin]) -> list[Handin]:
        """Its submissions, in their order; each machine that sees the same class takes others.

        The longest comes first, and each goes to the shard that has the least to do so far. What
        has no known time counts as much as most; without times, a shard is every N-th submission.
        """
        usual = median(self.times.values()) if self.times else 1.0
        seconds = [self.times.get(handin.student, usual) for handin in handins]
        shards = [(0.0, 0, number) for number in range(1, self.shard.of + 1)]
        mine = []
        for i in sorted(range(len(handins)), key=lambda i: -seconds[i]):
            load, size, number = shards[0]
            heapq.heapreplace(shards, (load + seconds[i], size + 1, number))
            if number == self.shard.number:
                mine.append(i)
        return [handins[i] for i in sorted(mine)]

    def digest(self) -> str:
        """A hash of the times: shards with the same one do not overlap."""
        return key_of(sorted(self.times.items()))


def times_of(lesson: str, reports: Iterable[Report]) -> dict[str, float]:
    """By student, how many seconds an earlier run took for the lesson.

    Raises:
        CourseError: It has none, or one that is no time.
    """
    times = {report.student: report.seconds for report in reports if report.lesson == lesson}
    if not times:
        raise CourseError(f"There is no report on {lesson} in the file of --times.")
    for student, seconds in times.items():
        if not isinstance(seconds, (int, float)) or not 0 <= seconds < math.inf:
            raise CourseError(f"{seconds!r} is no time for {student}, in the file of --times.")
    return times
