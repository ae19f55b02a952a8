"""Makes all mutants of one exercise's solution: the same code with one small mistake each."""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import libcst as cst
import libcst.matchers as m
from mutmut.mutation.mutators import mutation_operators

from autograder.authoring.audit import statement_operators, tensor_operators

Mutate = Callable[[Any], Iterable[cst.CSTNode]]

# Changes here are invisible to any test of behaviour.
LEFT_OUT = (
    m.Annotation()
    | m.Decorator()
    | m.Call(func=m.Name("print"))
    | m.SimpleStatementLine(body=[m.Expr(m.SimpleString())])
)


@dataclass(frozen=True)
class Mutant:
    """A reference solution with one mistake.

    Attributes:
        exercise: The exercise.
        operator: The kind of mistake.
        source: The source of the whole definition.
        was: The original lines, without their common indentation.
        becomes: The lines that replace them.
    """

    exercise: str
    operator: str
    source: str
    was: str
    becomes: str


def operators() -> list[tuple[str, type, Mutate]]:
    """Our mutation operators and mutmut's: each name, type of node and function."""
    found: list[tuple[type, Mutate]] = [
        *tensor_operators.OPERATORS,
        *statement_operators.OPERATORS,
        *mutation_operators,
    ]
    return [
        (mutate.__name__.removeprefix("operator_").replace("_", " "), kind, mutate)
        for kind, mutate in found
    ]


def mutants(exercise: str, solution: str) -> list[Mutant]:
    """All mutants of a solution that Python can compile, without duplicates."""
    module = cst.parse_module(solution)
    seen = {_meaning(solution)}
    found = []
    for name, node, new in _replacements(module):
        source = module.deep_replace(node, new).code  # type: ignore[attr-defined]
        meaning = _meaning(source)
        if meaning is not None and meaning not in seen:
            seen.add(meaning)
            found.append(Mutant(exercise, name, source, *_changed(solution, source)))
    return found


def _replacements(module: cst.Module) -> Iterator[tuple[str, cst.CSTNode, cst.CSTNode]]:
    places = _Places()
    module.visit(places)
    for name, kind, mutate in operators():
        for node in places.found:
            if isinstance(node, kind):
                yield from ((name, node, new) for new in mutate(node))


class _Places(cst.CSTVisitor):
    """Collects the nodes that may be mutated."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, LEFT_OUT):
            return False
        self.found.append(node)
        return True


def _meaning(source: str) -> str | None:
    """The syntax tree as text; None if Python cannot compile the code."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
            compile(tree, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    return ast.dump(tree)


def _changed(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, from the first to the last, in both; at least one of `before`."""
    old, new = before.splitlines(), after.splitlines()
    start = _shared(old, new)
    same = _shared(old[start:][::-1], new[start:][::-1])
    if same == len(old) - start:  # something was inserted: show the line before it
        start -= 1
    was, becomes = (
        textwrap.dedent("\n".join(lines[start : len(lines) - same])).strip("\n")
        for lines in (old, new)
    )
    return was, becomes


def _shared(one: list[str], two: list[str]) -> int:
    """How many lines both have in common at the start."""
    pairs = zip(one, two, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
