"""Calls that the notebook does not make but the exercise's text allows: numbers, and defaults."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.notebooks import Lesson
from autograder.proposals.recording.record import Call, Data


def allowed(lesson: Lesson, exercise: str, calls: Sequence[Call]) -> list[Call]:
    """The recorded calls, and more of them that the stub's signature or docstring names."""
    definition = next(e for e in lesson.exercises if e.name == exercise).definition
    if not isinstance(definition, ast.FunctionDef):
        return list(calls)
    text = ast.get_docstring(definition) or ""
    return [*calls, *_with_numbers(text, calls), *_with_defaults(definition, calls)]


def _with_numbers(text: str, calls: Sequence[Call]) -> Iterator[Call]:
    """Calls with plain numbers, where the docstring says `name: float or torch.Tensor`."""
    for call in calls:
        tensors = [name for name, data in call.args.items() if data["kind"] == "tensor"]
        may = [re.search(rf"^\s*{name}:\s*float or", text, re.MULTILINE) for name in tensors]
        if tensors and all(may) and all(call.args[n]["value"].numel() for n in tensors):
            numbers = {name: _number(call.args[name]) for name in tensors}
            yield replace(call, args=call.args | numbers)


def _number(data: Data) -> Data:
    return {"kind": "float", "value": float(data["value"].flatten()[0])}


def _with_defaults(definition: ast.FunctionDef, calls: Sequence[Call]) -> Iterator[Call]:
    """Calls without the arguments that have a default, unless the notebook makes such calls."""
    places = [*definition.args.posonlyargs, *definition.args.args]
    defaults = definition.args.defaults
    optional = {each.arg for each in places[len(places) - len(defaults) :]} if defaults else set()
    if all(optional & set(call.args) for call in calls):
        for call in calls:
            needed = {name: data for name, data in call.args.items() if name not in optional}
            if needed:
                yield replace(call, args=needed)
