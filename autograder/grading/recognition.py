"""A mistake recognised by what it does: the misconception that fails in the same way, and its hint.

All submissions face the same tests, seeds and inputs. So an answer leaves a trace: which tests it
fails, how, and what these looked at. Known wrong answers leave theirs in the same sandbox, twice,
with other random numbers, so that chance is not taken for a trait. Where a student's trace is that
of exactly one of them, its hint holds for the student too; in any other case nothing is said.
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
# The same for `x * y` as for `y * x`.
TWO_SIZES = re.compile(r"The size of tensor a (.+) must match the size of tensor b (\(\d+\))")


@dataclass(frozen=True)
class Trace:
    """How one answer did in one test.

    Attributes:
        status: The test's verdict; None where chance decides all of it.
        text: How the test ended, or what broke it; empty where it passed.
        looks: What the test looked at; empty where it passed.
    """

    status: Status | None
    text: str = ""
    looks: tuple[Observation, ...] = ()

    def is_like(self, other: Trace) -> bool:
        """Whether the same mistake may be behind both."""
        if self.status is None or other.status is None:
            return True
        if (self.status, self.text) != (other.status, other.text):
            return False
        return len(self.looks) == len(other.looks) and all(
            one.is_like(two) for one, two in zip(self.looks, other.looks, strict=True)
        )

    def steady(self, other: Trace) -> Trace:
        """The trace without what another run of the same code, with other chances, has not."""
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
        outcome: What it raised, if anything; what broke it, if it came to no verdict.
        seen: What it looked at.
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
    """What two runs of the same code leave in common; nothing where one was cut short."""
    return tuple(a.steady(b) for a, b in zip(one, two, strict=True)) if len(one) == len(two) else ()


def dumps(traces: Traces) -> str:
    """Traces as a text to be kept."""
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
    """The known wrong answers to one exercise, and the traces that they leave.

    Args:
        known: The wrong answers.
        solution: The right one, from which they are made.
        leave: Grades the code of an answer.

    Raises:
        CourseError: A wrong answer cannot be made from the solution.
    """

    def __init__(
        self, known: Sequence[Misconception], solution: str, leave: Callable[[str], Traces]
    ) -> None:
        self.known = [(wrong, code) for wrong in known for code in wrong.codes(solution)]
        self._leave = leave

    @cached_property
    def traces(self) -> list[tuple[Misconception, Traces]]:
        """Of each known wrong answer; found out when they are first asked for."""
        codes = [code for _, code in self.known]
        # Workers that start together take them in orders of their own, and find the rest kept.
        mixed = Random(os.getpid()).sample(codes, len(codes))
        left = {code: self._leave(code) for code in mixed}
        return [(wrong, left[code]) for wrong, code in self.known]

    def hint(self, traces: Traces) -> str:
        """The hint of the one known wrong answer that does the same; else an empty text."""
        if is_right(traces):  # or cut short: nothing has failed
            return ""
        like = {wrong.hint for wrong, known in self.traces if are_like(traces, known)}
        return like.pop() if len(like) == 1 else ""

    def faults(self) -> list[str]:
        """The hidden tests that break on a known wrong answer, a sentence for each fault."""
        found: dict[str, str] = {}
        for wrong, known in self.traces:
            called = f"{wrong.exercise}: the misconception {wrong.name!r} breaks a hidden test"
            for test in known:
                if test.status == "error":
                    found.setdefault(test.text, f"{called}: {test.text}")
        return list(found.values())

    def problems(self) -> Iterator[str]:
        """What is wrong with the known wrong answers themselves, a sentence each."""
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
    """Whether two answers did alike in all tests of an exercise."""
    return len(one) == len(two) and all(a.is_like(b) for a, b in zip(one, two, strict=True))
