"""Writes the hidden tests for one kind of calls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from autograder.proposals.drafting.sketch import Examples, Sketch
from autograder.proposals.drafting.trial import CALLS, Trial

WIDTH = 100
USUAL = ("torch.float32", "torch.int64", "torch.bool")  # what numbers in a list become
UNCHANGED = re.compile(r"\bnot changed|unchanged|stays? as (?:it|they)", re.IGNORECASE)
GRADIENT = re.compile(r"\bgradients? (?:flow|reach|must)|differentiable", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """A hidden test that is proposed.

    Attributes:
        exercise: The exercise.
        name: The test function.
        title: The rule that it checks, as a sentence for students.
        body: Its lines, without the docstring.
    """

    exercise: str
    name: str
    title: str
    body: tuple[str, ...]

    @property
    def source(self) -> str:
        """The whole test."""
        given = ["student: Student"]
        if any("reference" in line for line in self.body):
            given.append("reference: Reference")
        head = f"def {self.name}({', '.join(given)}) -> None:"
        body = [short for line in self.body for short in _short_lines(line)]
        mark = f'@pytest.mark.exercise("{self.exercise}", points=1)'
        lines = [mark, head, f'    """{self.title}"""', *(f"    {line}" for line in body)]
        return "\n".join(lines) + "\n"


class Writer:
    """Writes the tests for one kind of calls."""

    def __init__(
        self, exercise: str, text: str, sketch: Sketch, trial: Trial, is_trained: bool
    ) -> None:
        self.exercise, self.text, self.sketch, self.trial = exercise, text, sketch, trial
        self.is_trained = is_trained
        self.labels = trial.labels() if not sketch.method else []
        self.what = f"What {sketch.method or exercise} returns"

    def tests(
        self, of_chance: Callable[[Writer, Sequence[Any]], Iterator[Draft]]
    ) -> Iterator[Draft]:
        """All tests that may be proposed; `of_chance` writes those of what depends on chance."""
        sketch, trial = self.sketch, self.trial
        if sketch.problem or not (rows := trial.rows(sketch)):
            return
        if trial.depends_on_chance(sketch, rows[0]):
            sketch.is_random = True
            yield from of_chance(self, trial.rows(sketch))
            return
        found = trial.result(sketch, rows[0])
        value = found[0] if found else None
        if value is None and not self._states():
            sketch.problem = "it returns nothing and changes no argument: nothing can be compared"
            return
        yield from self._values(rows, value)
        if edges := trial.edges(sketch):
            yield self._test(
                "smallest sizes", "It is right for sizes of 1, too.", edges, self._compared(value)
            )
        yield from self.text_rules(rows)

    def examples(self) -> Iterator[Draft]:
        """A test on the notebook's own inputs, which may reach what drawn ones do not."""
        sketch, trial = self.sketch, self.trial
        rows = trial.examples(sketch) if isinstance(sketch, Examples) else []
        found = trial.result(sketch, rows[0]) if rows else None
        if not found or (found[0] is None and not self._states()):
            return
        if not trial.depends_on_chance(sketch, rows[0]):
            title = "It is right for inputs of the notebook."
            yield self._test("examples", title, rows, self._compared(found[0]))

    def _values(self, rows: Sequence[Any], value: Any) -> Iterator[Draft]:
        parts = len(value) if isinstance(value, tuple) and len(value) > 1 else 0
        for place in range(parts):
            label = self.labels[place] if place < len(self.labels) else f"part {place + 1}"
            shown = label if place < len(self.labels) else f"Part {place + 1} of the result"
            check = [
                f'parts = expect.sequence(found, "{self.what}", {parts})',
                f'alike.check(parts[{place}], expected[{place}], "{shown}")',
            ]
            yield self._test(label, f"{self._kind()}, `{shown}` is right.", rows, check)
        if isinstance(value, nn.Module) and all(
            name.isidentifier() and re.search(rf"\b{name}\b", self.text)
            for name, _ in value.named_children()
        ):
            check = [f'alike.check_names(found, expected, "{self.what}")']
            yield self._test("names", "Its layers have the names asked for.", rows[:1], check)
        if not parts:
            yield self._test(
                "result", f"{self._kind()}, the result is right.", rows, self._compared(value)
            )
        elif self._states():
            yield self._test(
                "state", f"{self._kind()}, what it is handed ends up right.", rows, self._states()
            )

    def _kind(self) -> str:
        """What tells these calls from the others, in words for a title."""
        shown = []
        for name in self.sketch.names:
            seen = self.sketch.seen[name][0]
            if seen["kind"] in ("tensor", "array"):
                dims = len(seen["shape"])
                word = {0: "a single number", 1: "a vector", 2: "a matrix"}
                shown.append(f"`{name}` is {word.get(dims, f'of {dims} dimensions')}")
            elif seen["kind"] == "float":
                shown.append(f"`{name}` is a plain number")
            elif seen["kind"] == "NoneType":
                shown.append(f"`{name}` is None")
        return f"Where {' and '.join(shown[:2])}" if shown else "For new arguments"

    def _compared(self, value: Any) -> list[str]:
        check = [f'alike.check(found, expected, "{self.what}")'] if value is not None else []
        if isinstance(value, (set, frozenset)):
            ordered = 'sorted(student.call("builtins.list", found))'
            check = [f'alike.check({ordered}, sorted(expected), "{self.what}")']
        return check + self._states()

    def _states(self) -> list[str]:
        changed = {name for call in self.sketch.calls for name in call.changed}
        return [
            f'alike.check_state({name}, "What becomes of {name}")'
            for name in self.sketch.names
            if name in changed & self.sketch.pairs
        ]

    def text_rules(self, rows: Sequence[Any]) -> Iterator[Draft]:
        """Tests of what only the exercise's text can ask for."""
        tensors = [n for n in self.sketch.names if self.sketch.seen[n][0]["kind"] == "tensor"]
        is_handed = not self.sketch.method and bool(tensors)
        if UNCHANGED.search(self.text) and is_handed and not {*tensors} & self.sketch.pairs:
            call = f"student.{self.exercise}({self.arguments('theirs', self.sketch.names)})"
            body = self.loop(rows[:1], ["with student.arguments_unchanged():", f"    {call}"])
            yield self.draft("arguments stay", "The arguments stay as they are.", body)
        if self.sketch.method == "forward":
            if self.is_trained:
                yield self._gradients(rows)
        elif GRADIENT.search(self.text):
            yield from self._slopes(rows, tensors)

    def _gradients(self, rows: Sequence[Any]) -> Draft:
        x = self.sketch.names[self.sketch.built]
        body = self.loop(
            rows[:2],
            [
                *self._made(),
                f'alike.check_gradients(student, net, ours, {x}, "{self.exercise}(...)")',
            ],
        )
        return self.draft("gradients", "Gradients reach every parameter.", body)

    def _slopes(self, rows: Sequence[Any], tensors: Sequence[str]) -> Iterator[Draft]:
        names = self.sketch.names
        for name in tensors:
            place = names.index(name)
            lines = [f'check_gradient(student, "{self.exercise}", [{", ".join(names)}], {place})']
            title = f"Gradients flow from the result back to `{name}`."
            yield self.draft(f"gradient of {name}", title, self.loop(rows[:2], lines))

    def _test(self, name: str, title: str, rows: Sequence[Any], check: Sequence[str]) -> Draft:
        return self.draft(name, title, self.loop(rows, [*self.called(), *check]))

    def draft(self, name: str, title: str, body: Sequence[str]) -> Draft:
        """A test with these lines."""
        slug = re.sub(r"\W+", "_", f"{self.exercise} {name}".lower()).strip("_")
        return Draft(self.exercise, f"test_{slug}", title, tuple(body))

    def called(self) -> list[str]:
        """The lines that call both sides."""
        sketch = self.sketch
        if not sketch.method:
            theirs, ours = (self.arguments(side, sketch.names) for side in ("theirs", "ours"))
            return [
                f"expected = reference.{self.exercise}({ours})",
                f"found = student.{self.exercise}({theirs})",
            ]
        method = f".{sketch.method}"
        theirs, ours = (
            self.arguments(side, sketch.names[sketch.built :]) for side in ("theirs", "ours")
        )
        if sketch.is_network:
            method = method.replace(".forward", "")
            return [
                *self._made(),
                f"expected = ours{method}({ours})",
                f"found = net{method}({theirs})",
            ]
        return [  # an object may remember its last call
            *self._made(),
            f"expected = [ours{method}({ours}) for _ in range({CALLS})]",
            f"found = [net{method}({theirs}) for _ in range({CALLS})]",
        ]

    def _made(self) -> list[str]:
        names = self.sketch.names[: self.sketch.built]
        theirs, ours = (self.arguments(side, names) for side in ("theirs", "ours"))
        made = [
            f"ours = reference.{self.exercise}({ours})",
            f"net = student.{self.exercise}({theirs})",
        ]
        if self.sketch.is_network:
            made.append(f'alike.share_parameters(net, ours, "{self.exercise}(...)")')
        return made + (["ours.eval()", "net.eval()"] if self.sketch.evaluates else [])

    def arguments(self, side: str, names: Sequence[str]) -> str:
        """The arguments of a call; of a pair, those of one side."""
        values = [f"{n}.{side}" if n in self.sketch.pairs else n for n in names]
        return ", ".join(values)

    def loop(self, rows: Sequence[Any], lines: Sequence[str]) -> list[str]:
        """The lines, run once for each row of inputs."""
        inner = [*self.sketch.lines, *lines]
        if not self.sketch.variables:
            return inner
        names = ", ".join(self.sketch.variables)
        shown = [_shown(row[0] if len(row) == 1 else row) for row in rows]
        head = f"for {names} in ({', '.join(shown)}{',' if len(shown) == 1 else ''}):"
        return [*_wrapped(head, names, shown), *(f"    {line}" for line in inner)]


def _short_lines(line: str) -> list[str]:
    """The line, or three if it is a long call."""
    start, bracket, rest = line.partition("(")
    if len(line) + 4 <= WIDTH or not rest.endswith(")"):
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return [start + bracket, f"{indent}    {rest[:-1]}", f"{indent})"]


def _shown(value: Any) -> str:
    """A literal, with texts in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Tensor):
        kind = str(value.dtype)
        dtype = "" if kind in USUAL else f", dtype={kind}"
        return f"torch.tensor({value.tolist()}{dtype})"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_shown, value)) + ("," if len(value) == 1 else "")
        return f"[{inner.rstrip(',')}]" if isinstance(value, list) else f"({inner})"
    return repr(value)


def _wrapped(head: str, names: str, shown: Sequence[str]) -> list[str]:
    """The head of a loop, on several lines if it is long."""
    if len(head) + 4 <= WIDTH:
        return [head]
    return [f"for {names} in (", *(f"    {each}," for each in shown), "):"]
