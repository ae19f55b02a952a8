"""Recognises a mistake by its effects: finds the misconception that fails in the same way.

All submissions run the same tests with the same seeds and inputs. So an answer has a trace: which
tests it fails, how, and the values that they observed. Known wrong answers run in the same sandbox,
twice with different random numbers, so that chance does not count. If a student's trace equals that
of exactly one of them, the student gets its hint; otherwise none.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import combinations
from random import Random

from autograder.feedback import usual_text
from autograder.notebooks import Misconception
from autograder.report import Fault, Status, TestResult
from autograder.sandbox import Stopped, StudentError
from autograder.testing import Observation, Observed, observations

SHARE = re.compile(r": \d+% of its values are off")  # rounding may change it
# `x * y` and `y * x` must give the same text.
TWO_SIZES = re.compile(r"The size of tensor a (.+) must match the size of tensor b (\(\d+\))")


@dataclass(frozen=True)
class Trace:
    """The result of one answer in one test.

    Attributes:
        status: The verdict; None if it depends on chance.
        text: How the test ended, or its fault; empty if it passed.
        looks: The values that the test observed; empty if it passed.
    """

    status: Status | None
    text: str = ""
    looks: tuple[Observation, ...] = ()

    def is_like(self, other: Trace) -> bool:
        """Whether both may have the same mistake."""
        if self.status is None or other.status is None:
            return True
        if (self.status, self.text) != (other.status, other.text):
            return False
        return len(self.looks) == len(other.looks) and all(
            one.is_like(two) for one, two in zip(self.looks, other.looks, strict=True)
        )

    def steady(self, other: Trace) -> Trace:
        """This trace without what differs in another run of the same code, with other seeds."""
        for each in (self, other):
            if each.status == "error":
                return each
        one, two = ([(x.shape, x.order, len(x.numbers)) for x in t.looks] for t in (self, other))
        if (self.status, self.text, one) != (other.status, other.text, two):
            return Trace(None)
        pairs = zip(self.looks, other.looks, strict=True)
        return replace(self, looks=tuple(one.steady(two) for one, two in pairs))


Traces = tuple[Trace, ...]  # one for each test of an exercise


def trace(result: TestResult, outcome: BaseException | Fault | None, seen: list[Observed]) -> Trace:
    """The trace of one test that has run.

    Args:
        result: Its verdict.
        outcome: What it raised, or its fault, if any.
        seen: The values that it observed.
    """
    match outcome:
        case Fault():
            return Trace(result.status, str(outcome))
        case None:
            return Trace(result.status)
        case Stopped():
            text = outcome.reason
        case StudentError():
            known = usual_text(outcome.message.strip(), ())
            text = f"{outcome.type_name}: {TWO_SIZES.sub(_in_order, known)}"
        case _:
            text = SHARE.sub("", result.message)
    return Trace(result.status, text, observations(seen))


def _in_order(sizes: re.Match[str]) -> str:
    return " and ".join(sorted(sizes.groups()))


def steady(one: Traces, two: Traces) -> Traces:
    """What two runs of the same code have in common; nothing if one was incomplete."""
    return tuple(a.steady(b) for a, b in zip(one, two, strict=True)) if len(one) == len(two) else ()


def dumps(traces: Traces) -> str:
    """Traces as a text."""
    return json.dumps([asdict(each) for each in traces])


def loads(text: str) -> Traces:
    """Traces from the text that `dumps` wrote."""
    return tuple(
        Trace(each["status"], each["text"], tuple(map(_look, each["looks"])))
        for each in json.loads(text)
    )


def _look(entry: dict[str, object]) -> Observation:
    return Observation(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})  # type: ignore[arg-type]


class Recogniser:
    """The known wrong answers to one exercise, and their traces.

    Args:
        known: The wrong answers.
        solution: The reference solution, which they change.
        leave: Returns the traces of an answer.

    Raises:
        CourseError: A wrong answer does not fit the solution.
    """

    def __init__(
        self, known: Sequence[Misconception], solution: str, leave: Callable[[str], Traces]
    ) -> None:
        self.known = [(wrong, code) for wrong in known for code in wrong.codes(solution)]
        self._leave = leave

    @cached_property
    def traces(self) -> list[tuple[Misconception, Traces]]:
        """The traces of each known wrong answer, computed on first use."""
        codes = [code for _, code in self.known]
        # Workers that start together use different orders, and find most traces in the cache.
        mixed = Random(os.getpid()).sample(codes, len(codes))
        left = {code: self._leave(code) for code in mixed}
        return [(wrong, left[code]) for wrong, code in self.known]

    def hint(self, traces: Traces) -> str:
        """The hint of the only known wrong answer with the same traces; else empty."""
        if is_right(traces):  # or the run was incomplete
            return ""
        like = {wrong.hint for wrong, known in self.traces if are_like(traces, known)}
        return like.pop() if len(like) == 1 else ""

    def faults(self) -> list[str]:
        """Faults of hidden tests on known wrong answers, one sentence each."""
        found: dict[str, str] = {}
        for wrong, known in self.traces:
            called = f"{wrong.exercise}: the misconception {wrong.name!r} breaks a hidden test"
            for test in known:
                if test.status == "error":
                    found.setdefault(test.text, f"{called}: {test.text}")
        return list(found.values())

    def problems(self) -> Iterator[str]:
        """Problems of the known wrong answers themselves, one sentence each."""
        for wrong, known in self.traces:
            called = f"{wrong.exercise}: the misconception {wrong.name!r}"
            if not known:
                yield f"{called} takes too long to be graded; let it fail sooner."
            elif is_right(known):
                yield f"{called} gets full marks."
            elif not are_like(known, known):
                yield f"{called} gives NaN or infinity, by which it cannot be recognised."
        for (one, its), (two, theirs) in combinations(self.traces, 2):
            if one is not two and (are_like(its, theirs) or are_like(theirs, its)):
                yield (
                    f"{one.exercise}: the tests cannot tell the misconceptions {one.name!r} and "
                    f"{two.name!r} apart; keep one of them, or add an input that does."
                )


def is_right(traces: Traces) -> bool:
    """Whether an answer passed all tests of an exercise."""
    return all(each.status in ("passed", None) for each in traces)


def are_like(one: Traces, two: Traces) -> bool:
    """Whether two answers have the same traces in all tests of an exercise."""
    return len(one) == len(two) and all(a.is_like(b) for a, b in zip(one, two, strict=True))
