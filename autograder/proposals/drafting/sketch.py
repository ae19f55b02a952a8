"""Finds out what the recorded calls of an exercise have in common, and draws new inputs like them.

Sizes that are equal in all calls stay equal, under one name; all others vary freely. The result is
the text of a hidden test's loop and of the lines in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from autograder.proposals.drafting.objects import (
    ACTIVATIONS,
    LARGEST,
    all_kind,
    end,
    library_module,
    new_list,
    whole_numbers,
)
from autograder.proposals.drafting.values import drawn, written
from autograder.proposals.recording.record import Call, Data

LETTERS = ("n", "k", "m", "p", "q", "r", "s", "t")
MANY = 40  # and for any other count
ROUND = (20, 40, 100)  # sizes whose shares are whole numbers: a share may be rounded up or down
COUNTS = re.compile(r"^n$|^n_|^num|epoch|step|iter|count|size|samples|length|trials")
PLAIN = ("int", "float", "bool", "str")
DROPOUT = (0.0, 0.2, 0.5)  # probabilities, also where the notebook says 0


@dataclass
class Sketch:
    """Calls of the same kind, and how to draw more of them.

    Attributes:
        calls: The calls.
        names: The parameters, of the constructor first.
        built: How many of them are the constructor's.
        method: The method that is called; empty for a function.
        variables: What the test's loop sets: symbols, and parameters with a plain value.
        lines: What draws the other parameters.
        pairs: The parameters that are objects on both sides.
        pool: The calls of every kind, for the range of numbers.
        problem: Why no inputs can be drawn; empty if they can.
        is_random: Whether the result depends on chance.
        is_network: Whether the method is that of a network of PyTorch.
        evaluates: Whether the network must evaluate, since chance has a part in its training.
    """

    calls: list[Call]
    names: list[str]
    built: int
    method: str = ""
    variables: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    pairs: set[str] = field(default_factory=set)
    pool: Sequence[Call] = ()
    problem: str = ""
    is_random: bool = False
    is_network: bool = False
    evaluates: bool = False

    def __post_init__(self) -> None:
        self.seen = {
            name: [(each.built | each.args)[name] for each in self.calls] for name in self.names
        }
        self.sizes = dict(self._named_sizes())
        self.products = dict(self._products())
        if any(seen[0]["kind"] == "optimizer" for seen in self.seen.values()):
            self.pool = self.calls[:1]  # a step that is right for these numbers is not for others
        for name in sorted(self.names, key=lambda n: self.seen[n][0]["kind"] == "optimizer"):
            self._draw(name)  # an optimizer needs its model
        self.variables.sort(key=lambda v: [*self.names, v].index(v))
        symbols = [s for s in dict.fromkeys(self.sizes.values()) if s.isidentifier()]
        used = [s for s in symbols if s not in self.variables and self._mentions(s)]
        self.variables = [*used, *self.variables]

    def _mentions(self, symbol: str) -> bool:
        return any(symbol in re.findall(r"\w+", line) for line in self.lines)

    def _quantities(self) -> Iterator[tuple[tuple[str, str], tuple[int, ...]]]:
        """Everything that can be a size, and its value in each call."""
        for name, seen in self.seen.items():
            kind = seen[0]["kind"]
            if kind == "int" and "seed" not in name:
                yield (name, "int"), tuple(each["value"] for each in seen)
            elif kind in ("list", "tuple") and whole_numbers(seen):
                yield (name, "[0]"), tuple(end(each, 0) for each in seen)
                yield (name, "[-1]"), tuple(end(each, -1) for each in seen)
            elif kind in ("tensor", "array"):
                for i in range(len(seen[0]["shape"])):
                    yield (name, str(i)), tuple(each["shape"][i] for each in seen)

    def _named_sizes(self) -> Iterator[tuple[tuple[str, str], str]]:
        """An expression for each dimension; those that are always equal share it."""
        groups: dict[tuple[int, ...], list[tuple[str, str]]] = {}
        for key, values in self._quantities():
            groups.setdefault(values, []).append(key)
        letters = iter(letter for letter in LETTERS if letter not in self.names)
        for values, keys in groups.items():
            dims = [key for key in keys if key[1].isdigit()]
            plain = [key for key in keys if key[1] == "int"]
            items = [key for key in keys if key[1].startswith("[")]
            if set(values) == {1} and not plain:
                expression = "1"
            elif plain or items:
                name, which = (plain or items)[0]
                expression = name if plain else name + which
            else:
                expression = next(letters, "1") if dims else ""
            places = sorted({place for _, place in dims})
            of_place = dict.fromkeys(places, expression)
            if len(plain) == len(places):  # `f(x, b, h)` with an x of b, t, h numbers
                of_place = {place: name for place, (name, _) in zip(places, plain, strict=True)}
            yield from ((key, of_place[key[1]]) for key in dims)

    def _products(self) -> Iterator[tuple[str, list[str]]]:
        """The parameters that count the numbers of a sample with several dimensions."""
        counts = {k[0]: v for k, v in self._quantities() if k[1] == "int"}
        for name, seen in self.seen.items():
            if seen[0]["kind"] == "tensor" and len(seen[0]["shape"]) > 2:
                totals = tuple(math.prod(each["shape"][1:]) for each in seen)
                dims = [self.sizes[name, str(i)] for i in range(1, len(seen[0]["shape"]))]
                yield from ((n, dims) for n, v in counts.items() if v == totals and n not in dims)

    def _draw(self, name: str) -> None:
        seen = self.seen[name]
        kind = seen[0]["kind"]
        if kind in PLAIN or (kind in ("list", "tuple") and whole_numbers(seen)):
            self.variables.append(name)
        elif kind in ("tensor", "array"):
            self.lines += self._tensor(name, seen)
            self.pairs |= {name} if kind == "array" or self._changes(name) else set()
        elif kind == "NoneType":
            self.lines.append(f"{name} = None")
        elif kind in ("module", "optimizer"):
            self.lines += self._object(name, seen)
            self.pairs.add(name)
        elif kind in ("list", "tuple") and all_kind(seen, "tensor"):
            self.lines.append(self._tensors(name, seen))
        elif kind in ("list", "tuple") and all_kind(seen, "float", "int"):
            self.variables.append(name)
        else:
            shown = seen[0].get("name", kind)
            self.problem = f"its argument `{name}` ({shown}) cannot be drawn anew"

    def _changes(self, name: str) -> bool:
        return any(name in call.changed for call in self.calls)

    def _tensor(self, name: str, seen: Sequence[Data]) -> list[str]:
        dims = [self.sizes[name, str(i)] for i in range(len(seen[0]["shape"]))]
        shape = ", ".join(dims) if dims else "()"
        groups = self._bounds(name)
        every = [(each.built | each.args).get(name, {"kind": ""}) for each in self.pool]
        pool = [each for each in every if each["kind"] == seen[0]["kind"]]
        lines = drawn(name, seen, pool, shape, groups).split("\n")
        if seen[0]["kind"] == "array":
            lines.append(f'{name} = alike.pair(student, "numpy.array", {name})')
        elif self._changes(name):
            lines.append(f'{name} = alike.pair(student, "torch.clone", {name})')
        return lines

    def _bounds(self, name: str) -> dict[str, Sequence[int]]:
        """The sizes up to which whole numbers may count; not those of the same tensor."""
        found: dict[str, Sequence[int]] = {}
        for (owner, which), values in self._quantities():
            if owner != name or which == "int":
                expression = self.sizes.get((owner, which), "")
                expression = owner if which == "int" else expression or owner + which
                if not expression.isdigit():
                    found.setdefault(expression, values)
        return found

    def _tensors(self, name: str, seen: Sequence[Data]) -> str:
        first = seen[0]["items"][0]
        shape = ", ".join(map(str, first["shape"])) or "()"
        number = len(seen[0]["items"])
        one = drawn("x", [first], [first], shape, {}).split("\n")[0].removeprefix("x = ")
        return f"{name} = [{one} for _ in range({number})]"

    def _object(self, name: str, seen: Sequence[Data]) -> list[str]:
        first = seen[0]
        if first["kind"] == "optimizer":
            settings = ", ".join(f"{key}={value:g}" for key, value in first["settings"].items())
            if first["of"] not in self.names:
                self.problem = f"the optimizer `{name}` belongs to no argument"
            call = f'alike.optimizer(student, "{first["name"]}", {first["of"]}'
            return [f"{name} = {call}{', ' + settings if settings else ''})"]
        if {each["text"] for each in seen} <= {f"{a}()" for a in ACTIVATIONS}:
            self.variables.append(f"{name}_name")
            return [f'{name} = alike.pair(student, f"torch.nn.{{{name}_name}}")']
        made = library_module(first)
        self.problem = self.problem if made else f"its argument `{name}` cannot be made anew"
        return [f"{name} = {made}"]

    def row(self, rng: Random, edge: str = "") -> tuple[Any, ...]:
        """One turn of the loop: a value for each variable; `edge` is a size that becomes 1."""
        taken: set[int] = set()
        values = {v: 1 if v == edge else self._value(v, rng, taken) for v in self.variables}
        for name, dims in self.products.items():
            values[name] = math.prod(eval(dim, dict(values)) for dim in dims)
        return tuple(values.values())

    def _value(self, variable: str, rng: Random, taken: set[int]) -> Any:
        if variable.endswith("_name") and variable not in self.names:
            return rng.choice(ACTIVATIONS)
        if "drop" in variable:
            return rng.choice(DROPOUT)
        seen = self.seen.get(variable, [{"kind": "size"}])
        kind = seen[0]["kind"]
        known = [each.get("value") for each in seen]
        if kind == "size" or (kind == "int" and "seed" not in variable):
            return self._whole(variable, rng, taken)
        if kind == "int":
            return rng.randrange(1, 1000)
        if kind == "float":
            ends = [float(value) for value in known if value is not None]
            if self.is_random or rng.random() < 0.3 or any(value != value for value in ends):
                return float(f"{rng.choice(sorted(set(ends))):.4g}")
            return round(rng.uniform(min(ends), max(ends)), 3)
        if kind == "bool":
            return rng.random() < 0.5
        if kind in ("list", "tuple"):
            return new_list(seen, rng)
        return rng.choice(known)

    def _whole(self, variable: str, rng: Random, taken: set[int]) -> int:
        values = [v for key, e in self.sizes.items() if e == variable for v in self._of(key)]
        values += [each["value"] for each in self.seen.get(variable, [])]
        top = LARGEST if variable not in self.names else MANY
        if self.is_random and (max(values) >= ROUND[0] or variable not in self.names):
            return rng.choice(ROUND) if max(values) >= LARGEST else rng.randint(2, 6)
        low, high = min(values), min(max(values) + 3, top)
        if low > top:
            return rng.randint(2, top) if COUNTS.search(variable) else int(rng.choice(values))
        if low > 0:
            low, high = min(low, 2), max(high, min(low, 2) + 5)
        choices = [n for n in range(low, high + 1) if n not in taken] or [low]
        number = rng.choice(choices[: rng.choice((6, MANY))])  # small ones are told apart, too
        taken.add(number)
        return number

    def _of(self, key: tuple[str, str]) -> tuple[int, ...]:
        return next(values for found, values in self._quantities() if found == key)

    def symbols(self) -> list[str]:
        """The variables that are sizes of tensors."""
        return [v for v in self.variables if v in self.sizes.values() and v not in self.names]


class Examples(Sketch):
    """Calls of the same kind as the notebook makes them: nothing is drawn anew."""

    def __post_init__(self) -> None:
        """Take over the recorded values, if they are short."""
        self.seen = {
            name: [(each.built | each.args)[name] for each in self.calls] for name in self.names
        }
        self.sizes, self.products = {}, {}
        self.variables = [*self.names]
        for name in self.names:
            kind = self.seen[name][0]["kind"]
            if kind == "array" or (kind == "tensor" and self._changes(name)):
                made = "numpy.array" if kind == "array" else "torch.clone"
                self.lines.append(f'{name} = alike.pair(student, "{made}", {name})')
                self.pairs.add(name)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The values of each call that can be written out."""
        for call in self.calls:
            row = [written(each) for each in (call.built | call.args).values()]
            if all(row):
                yield tuple(value for found in row for value in found)
