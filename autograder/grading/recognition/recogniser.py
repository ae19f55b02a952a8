"""Recognises a mistake by its effects: finds the misconception that fails in the same way.

All submissions run the same tests with the same seeds and inputs. So an answer has a trace: which
tests it fails, how, and the values that they observed. Known wrong answers run in the same sandbox,
twice with different random numbers, so that chance does not count. If a student's trace equals that
of exactly one of them, the student gets its hint; otherwise none.

What known wrong answers leave is kept beside the hidden tests, so that nobody waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import combinations
from random import Random

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.recognition.kept import Kept, read_kept
from autograder.grading.recognition.traces import Traces, are_like, dumps, is_right, loads
from autograder.notebooks import Lesson, Misconception, read_misconceptions

TOO_LONG = "{} takes too long to be graded; let it fail sooner."

Known = list[tuple[Misconception, Traces]]


class Recogniser:
    """The known wrong answers to one exercise, and their traces.

    Args:
        known: The wrong answers.
        solution: The reference solution, which they change.
        leave: Returns the traces of an answer.
        kept: The traces that are kept beside the hidden tests, if these are up to date.

    Raises:
        CourseError: A wrong answer does not fit the solution.
    """

    def __init__(
        self,
        known: Sequence[Misconception],
        solution: str,
        leave: Callable[[str], Traces],
        kept: Kept | None = None,
    ) -> None:
        self.known = [(wrong, code) for wrong in known for code in wrong.codes(solution)]
        self._leave = leave
        self._is_of_here = kept is not None and kept.is_of_here
        self._kept = kept.texts if kept else ()

    @cached_property
    def traces(self) -> Known:
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
        for known in self._sources():
            if like := {wrong.hint for wrong, its in known if are_like(traces, its)}:
                return like.pop() if len(like) == 1 else ""
        return ""

    def _sources(self) -> Iterator[Known]:
        """What is kept; then, if that comes from other versions, what is computed here."""
        if self._kept:
            yield self._loaded
        if not self._is_of_here:
            yield self.traces

    @cached_property
    def _loaded(self) -> Known:
        pairs = zip(self.known, self._kept, strict=True)
        return [(wrong, loads(text)) for (wrong, _), text in pairs]

    def faults(self) -> list[str]:
        """Faults of hidden tests on known wrong answers, one sentence each."""
        found: dict[str, str] = {}
        for wrong, known in self.traces:
            called = f"{wrong.exercise}: the misconception {wrong.name!r} breaks a hidden test"
            for test in known:
                if test.status == "error":
                    found.setdefault(test.text, f"{called}: {test.text}")
        return list(found.values())

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What is to be kept: for each known wrong answer its exercise, name and traces.

        Raises:
            CourseError: One breaks a hidden test, or takes too long.
        """
        for sentence in self.faults():
            raise CourseError(sentence)
        for wrong, known in self.traces:
            if not known:
                raise CourseError(
                    TOO_LONG.format(f"{wrong.exercise}: the misconception {wrong.name!r}")
                )
            yield wrong.exercise, wrong.name, dumps(known)

    def problems(self) -> Iterator[str]:
        """Problems of the known wrong answers themselves, one sentence each."""
        for wrong, known in self.traces:
            called = f"{wrong.exercise}: the misconception {wrong.name!r}"
            if not known:
                yield TOO_LONG.format(called)
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


def make_recognisers(
    course: Course,
    lesson: Lesson,
    solutions: Mapping[str, str],
    devices: Sequence[str],
    leave: Callable[[str, str], Traces],
) -> dict[str, Recogniser]:
    """A recogniser for each exercise.

    Args:
        course: The course.
        lesson: The lesson.
        solutions: The reference solution of each exercise.
        devices: The devices that tests run on.
        leave: Returns the traces of an answer to an exercise.

    Raises:
        CourseError: The misconceptions cannot be read, or do not fit the solutions.
    """
    known = read_misconceptions(course.misconceptions(lesson.name))
    kept = read_kept(course, lesson, devices)
    return {
        name: Recogniser(
            [wrong for wrong in known if wrong.exercise == name],
            solution,
            partial(leave, name),
            kept.get(name),
        )
        for name, solution in solutions.items()
    }
