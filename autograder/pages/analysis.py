"""The numbers of a class report.

An item is an exercise or one of its tests. How well an item separates strong students from weak
ones is its item-rest correlation: Pearson's correlation, over the class, between the points for the
item and the points for everything else.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import TypeVar

from autograder.report import ExerciseResult, Report, Status

K = TypeVar("K", str, tuple[str, str])

MIN_SUBMISSIONS = 10  # with fewer, a correlation says nothing

Hints = Mapping[tuple[str, str], str]  # names of misconceptions by exercise and hint


@dataclass(frozen=True)
class Item:
    """An exercise, or one of its tests.

    Attributes:
        test: The name of the test; empty for an exercise as a whole.
        title: The rule that a test checks.
        passed: Share of the class with full points, from 0 to 1.
        separation: The item-rest correlation, from -1 to 1; None where it is not defined.
        message: What most of those who failed the test have read.
        readers: How many have read it.
    """

    exercise: str
    test: str
    title: str
    max_points: float
    passed: float
    separation: float | None
    message: str = ""
    readers: int = 0


@dataclass(frozen=True)
class Analysis:
    """What there is to know about a class.

    Attributes:
        handed_in: All reports.
        class_: Those that count: something was attempted, and nothing failed on our side.
        faults: How many reports are left out because of a fault on our side.
        statuses: For each exercise, how many of all reports have which status.
        items: Each exercise, followed by its tests.
        misconceptions: Name and exercise of recognised mistakes, and how often; most first.
        repairs: What was repaired or could not be read, without numbers, and how often.
        stopped: For each exercise and reason, the reports whose code was stopped.
    """

    handed_in: tuple[Report, ...]
    class_: tuple[Report, ...]
    faults: int
    statuses: dict[str, Counter[Status]]
    items: tuple[Item, ...]
    misconceptions: tuple[tuple[str, str, int], ...]
    repairs: tuple[tuple[str, int], ...]
    stopped: dict[tuple[str, str], list[Report]]

    @property
    def scores(self) -> list[float]:
        """Of the class, in ascending order."""
        return sorted(report.score for report in self.class_)

    @property
    def max_score(self) -> float:
        """The most that anybody could get."""
        return max((report.max_score for report in self.handed_in), default=0.0)

    @property
    def mean(self) -> float:
        """Of the scores of the class; 0 where there is none."""
        return fmean(self.scores) if self.class_ else 0.0

    @property
    def median(self) -> float:
        """Of the scores of the class; 0 where there is none."""
        return median(self.scores) if self.class_ else 0.0

    @property
    def usual_seconds(self) -> float:
        """Half of all submissions took no longer to grade."""
        return median(report.seconds for report in self.handed_in)

    def plain(self) -> dict[str, object]:
        """What is written to JSON; it names no student."""
        return {
            "submissions": len(self.handed_in),
            "faults": self.faults,
            "max_score": self.max_score,
            "scores": self.scores,
            "statuses": self.statuses,
            "items": [asdict(item) for item in self.items],
            "misconceptions": [
                {"name": name, "exercise": exercise, "number": number}
                for name, exercise, number in self.misconceptions
            ],
            "repairs": dict(self.repairs),
        }

    def slowest(self, number: int) -> list[Report]:
        """Those that took longest; equally slow ones in the order of their hashes."""
        return sorted(self.handed_in, key=lambda r: (-r.seconds, r.sha256, r.student))[:number]


def analyse(reports: Sequence[Report], hints: Hints) -> Analysis:
    """The analysis of one lesson's reports; their order does not matter.

    Args:
        reports: One for each submission.
        hints: The name of the misconception behind each hint of each exercise.
    """
    class_ = tuple(r for r in reports if not r.has_fault and _is_attempted(r))
    statuses: dict[str, Counter[Status]] = {}
    mistakes: Counter[tuple[str, str]] = Counter()
    for exercise in (exercise for report in reports for exercise in report.exercises):
        statuses.setdefault(exercise.name, Counter())[exercise.status] += 1
        if name := hints.get((exercise.name, exercise.hint)):
            mistakes[name, exercise.name] += 1
    repairs = Counter(re.sub(r"\d+", "…", text) for report in reports for text in report.repairs)
    return Analysis(
        handed_in=tuple(reports),
        class_=class_,
        faults=sum(report.has_fault for report in reports),
        statuses=statuses,
        items=tuple(_items(class_)),
        misconceptions=tuple((*key, number) for key, number in _most_first(mistakes)),
        repairs=tuple(_most_first(repairs)),
        stopped=_stopped(reports),
    )


def separation(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """Pearson's correlation; None for fewer than 10 pairs, or if one side is constant."""
    if len(points) < MIN_SUBMISSIONS:
        return None
    mean_points, mean_rest = fmean(points), fmean(rest)
    off_points = [value - mean_points for value in points]
    off_rest = [value - mean_rest for value in rest]
    spread = math.hypot(*off_points) * math.hypot(*off_rest)
    if spread < 1e-9:
        return None
    together = math.fsum(a * b for a, b in zip(off_points, off_rest, strict=True))
    return max(-1.0, min(1.0, together / spread))


def _is_attempted(report: Report) -> bool:
    return any(exercise.status != "not_attempted" for exercise in report.exercises)


def _stopped(reports: Sequence[Report]) -> dict[tuple[str, str], list[Report]]:
    found: dict[tuple[str, str], list[Report]] = {}
    for report in sorted(reports, key=lambda r: (r.sha256, r.student)):
        for exercise in report.exercises:
            if exercise.stopped_by:
                found.setdefault((exercise.name, exercise.stopped_by), []).append(report)
    return dict(sorted(found.items()))


def _items(reports: Sequence[Report]) -> Iterator[Item]:
    by_exercise: dict[str, list[tuple[Report, ExerciseResult]]] = {}
    for report in reports:
        for exercise in report.exercises:
            by_exercise.setdefault(exercise.name, []).append((report, exercise))
    for name, results in by_exercise.items():
        scores = [(report.score, e.score, e.max_score) for report, e in results]
        yield _item(name, "", "", scores)
        for test, title in _tests(results):
            found = [(report, e, t) for report, e in results for t in e.tests if t.name == test]
            tried = [t for _, e, t in found if e.status != "not_attempted"]
            usual = _most_first(Counter(t.message for t in tried if t.message))[:1]
            scores = [(report.score, t.points, t.max_points) for report, _, t in found]
            yield _item(name, test, title, scores, *(usual[0] if usual else ()))


def _tests(results: Iterable[tuple[Report, ExerciseResult]]) -> dict[tuple[str, str], None]:
    return dict.fromkeys((t.name, t.title) for _, e in results for t in e.tests)


def _item(
    exercise: str,
    test: str,
    title: str,
    scores: Sequence[tuple[float, float, float]],
    message: str = "",
    readers: int = 0,
) -> Item:
    """An item from the score of each report, the points for the item, and the most it gives."""
    points = [got for _, got, _ in scores]
    rest = [total - got for total, got, _ in scores]
    passed = fmean(got >= most for _, got, most in scores)
    most = max(most for *_, most in scores)
    return Item(exercise, test, title, most, passed, separation(points, rest), message, readers)


def _most_first(counts: Counter[K]) -> list[tuple[K, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
