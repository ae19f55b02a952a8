"""A mistake recognised by what it does: the misconception that fails in the same way, and its hint.

All submissions face the same tests, seeds and inputs. So an answer leaves a trace: which tests it
fails, how, and what these looked at. Known wrong answers leave theirs in the same sandbox. Where a
student's trace is that of known ones with one hint, this holds for the student too; in any other
case nothing is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import combinations

from autograder import disclosure
from autograder.evidence import Look, Seen, kept
from autograder.misconceptions import Misconception
from autograder.report import Status, TestResult
from autograder.sandbox.outcomes import Stopped, StudentError

SHARE = re.compile(r": \d+% of its values are off")  # rounding may change it


@dataclass(frozen=True)
class Trace:
    """How one answer did in one test.

    Attributes:
        status: The test's verdict.
        text: How the test ended; empty where it passed.
        looks: What the test looked at; empty where it passed.
    """

    status: Status
    text: str = ""
    looks: tuple[Look, ...] = ()

    def is_like(self, other: Trace) -> bool:
        """Whether the same mistake may be behind both."""
        return (self.status, self.text, len(self.looks)) == (
            other.status,
            other.text,
            len(other.looks),
        ) and all(one.is_like(two) for one, two in zip(self.looks, other.looks, strict=True))


Traces = tuple[Trace, ...]  # one for each test of an exercise


def trace(result: TestResult, outcome: BaseException | None, seen: list[Seen]) -> Trace:
    """The trace of one test that has run.

    Args:
        result: Its verdict.
        outcome: What it raised, if anything.
        seen: What it looked at.
    """
    match outcome:
        case None:
            return Trace(result.status)
        case Stopped():
            text = outcome.reason
        case StudentError():
            known = disclosure.usual_text(outcome.message.strip(), ())
            text = f"{outcome.type_name}: {known}"
        case _:
            text = SHARE.sub("", result.message)
    return Trace(result.status, text, kept(seen))


def dumps(traces: Traces) -> str:
    """Traces as a text to be kept."""
    return json.dumps([asdict(each) for each in traces])


def loads(text: str) -> Traces:
    """Traces from the text that `dumps` wrote."""
    return tuple(
        Trace(each["status"], each["text"], tuple(map(_look, each["looks"])))
        for each in json.loads(text)
    )


def _look(entry: dict[str, object]) -> Look:
    return Look(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})  # type: ignore[arg-type]


class Recogniser:
    """The known wrong answers to one exercise, and the traces that they leave.

    Args:
        known: The wrong answers.
        leave: Grades one of them.
    """

    def __init__(
        self, known: Sequence[Misconception], leave: Callable[[Misconception], Traces]
    ) -> None:
        self.known = tuple(known)
        self._leave = leave

    @cached_property
    def traces(self) -> tuple[Traces, ...]:
        """Of each known wrong answer; found out when they are first asked for."""
        return tuple(map(self._leave, self.known))

    def hint(self, traces: Traces) -> str:
        """The hint of all known wrong answers that do the same; else an empty text."""
        if all(each.status == "passed" for each in traces):
            return ""
        like = {
            wrong.hint
            for wrong, known in zip(self.known, self.traces, strict=True)
            if are_like(traces, known)
        }
        return like.pop() if len(like) == 1 else ""

    def problems(self) -> Iterator[str]:
        """What is wrong with the known wrong answers themselves, a sentence each."""
        for wrong, known in zip(self.known, self.traces, strict=True):
            if all(each.status == "passed" for each in known):
                yield f"{wrong.exercise}: the misconception {wrong.name!r} gets full marks."
            elif not are_like(known, known):
                yield (
                    f"{wrong.exercise}: the misconception {wrong.name!r} is not recognised, since "
                    "it gives NaN or infinity; let it give numbers."
                )
        for (one, its), (two, theirs) in combinations(zip(self.known, self.traces, strict=True), 2):
            if one.hint != two.hint and (are_like(its, theirs) or are_like(theirs, its)):
                yield (
                    f"{one.exercise}: the tests cannot tell the misconceptions {one.name!r} and "
                    f"{two.name!r} apart; keep one of them, or add an input that does."
                )


def are_like(one: Traces, two: Traces) -> bool:
    """Whether two answers did alike in all tests of an exercise."""
    return len(one) == len(two) and all(a.is_like(b) for a, b in zip(one, two, strict=True))
