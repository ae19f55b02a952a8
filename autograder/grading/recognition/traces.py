"""The traces that an answer leaves in the tests, by which a mistake is recognised."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.feedback import usual_text
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
    return json.dumps([_plain(asdict(each)) for each in traces], separators=(",", ":"))


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What is said in an entry, without what is empty."""
    if looks := entry.get("looks"):
        entry = {**entry, "looks": [_plain(each) for each in looks]}
    return {name: value for name, value in entry.items() if value}


def loads(text: str) -> Traces:
    """Traces from the text that `dumps` wrote."""
    return tuple(
        Trace(each.get("status"), each.get("text", ""), tuple(map(_look, each.get("looks", ()))))
        for each in json.loads(text)
    )


def _look(entry: Mapping[str, Any]) -> Observation:
    lists = {name: tuple(entry.get(name, ())) for name in ("shape", "numbers")}
    return Observation(**{**entry, **lists})


def is_right(traces: Traces) -> bool:
    """Whether an answer passed all tests of an exercise."""
    return all(each.status in ("passed", None) for each in traces)


def are_like(one: Traces, two: Traces) -> bool:
    """Whether two answers have the same traces in all tests of an exercise."""
    return len(one) == len(two) and all(a.is_like(b) for a, b in zip(one, two, strict=True))
