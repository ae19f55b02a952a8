"""Drafts hidden tests for one exercise, from what its recorded calls have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.notebooks import Lesson
from autograder.proposals.drafting.chance import random_tests
from autograder.proposals.drafting.objects import ACTIVATIONS
from autograder.proposals.drafting.replay import replayed_check
from autograder.proposals.drafting.sketch import Examples, Sketch
from autograder.proposals.drafting.trial import Trial
from autograder.proposals.drafting.variants import allowed
from autograder.proposals.drafting.writer import Draft, Writer
from autograder.proposals.recording.record import Call, Data

KINDS = 5  # of calls for which tests are proposed
TAKEN = {"expected", "found", "parts", "net", "ours", "student", "reference", "torch", "alike"}


@dataclass
class Drafts:
    """What was drafted for one exercise, and why not more."""

    tests: list[Draft]
    problem: str = ""


def draft(
    lesson: Lesson, exercise: str, calls: Sequence[Call], trial: Trial, *, is_trained: bool = False
) -> Drafts:
    """The hidden tests for one exercise, the narrow ones last; not yet proved."""
    stub = next(each for each in lesson.exercises if each.name == exercise)
    if not calls:
        return Drafts([], "no cell of the solved notebook that runs here calls it")
    found: list[Draft] = []
    problems: list[str] = []
    kinds = sketches(allowed(lesson, exercise, calls))[:KINDS]
    for sketch in kinds:
        if taken := TAKEN & {*sketch.names}:
            sketch.problem = f"a test needs the name of its argument `{min(taken)}` for itself"
        if not sketch.names and not sketch.method:
            tests = [*replayed_check(lesson, exercise, sketch)]
        else:
            text = stub.stub.source
            tests = [*Writer(exercise, text, sketch, trial, is_trained).tests(random_tests)]
            own = Examples(sketch.calls, sketch.names, sketch.built, sketch.method)
            tests += Writer(exercise, text, own, trial, is_trained).examples()
        if not tests:
            problems.append(sketch.problem or trial.problem or "nothing comes back to compare")
        found += tests
    return Drafts(_apart(found), "" if found else problems[0])


def _apart(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with different names."""
    names = [each.name for each in drafts]
    return [
        replace(each, name=f"{each.name}_{names[:i].count(each.name) + 1}")
        if names.count(each.name) > 1
        else each
        for i, each in enumerate(drafts)
    ]


def sketches(calls: Sequence[Call]) -> list[Sketch]:
    """The recorded calls, sorted by their kind; the kinds that were met most often come first."""
    groups: dict[Any, list[Call]] = {}
    calls = _with_real_numbers(calls)
    for call in calls:
        groups.setdefault(_kind(call), []).append(call)
    ranked = sorted(groups.values(), key=len, reverse=True)
    return [
        Sketch(
            group,
            [*group[0].built, *group[0].args],
            len(group[0].built),
            group[0].method,
            pool=calls,
        )
        for group in ranked
    ]


def _with_real_numbers(calls: Sequence[Call]) -> list[Call]:
    """The calls, in which an argument that is a float in one of them is one in all."""
    real = {n for call in calls for n, data in call.args.items() if data["kind"] == "float"}

    def number(name: str, data: Data) -> Data:
        is_whole = name in real and data["kind"] == "int"
        return {"kind": "float", "value": float(data["value"])} if is_whole else data

    return [
        replace(call, args={name: number(name, data) for name, data in call.args.items()})
        for call in calls
    ]


def _kind(call: Call) -> tuple[Any, ...]:
    arguments = call.built | call.args
    return call.method, *((name, _signature(data)) for name, data in arguments.items())


def _signature(data: Data) -> tuple[Any, ...]:
    if data["kind"] in ("tensor", "array"):
        is_float = data["dtype"] in ("float32", "float64", "float16", "bfloat16")
        return data["kind"], len(data["shape"]), is_float or data["dtype"] == "bool"
    if data["kind"] == "module" and data["text"] not in {f"{a}()" for a in ACTIVATIONS}:
        return data["kind"], data["text"], len(data["children"])
    return (data["kind"], data.get("name") if data["kind"] == "optimizer" else "")
