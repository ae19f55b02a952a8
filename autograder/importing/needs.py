"""The solved notebook as a program: what an exercise or a test needs of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from autograder.importing.form import Part
from autograder.notebooks import Node, Program, split_statements, syntax_tree
from autograder.sandbox import Statement


class Solved:
    """A notebook with its solutions in place, statement by statement."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.exercises = {
            part.name: i
            for i, part in enumerate(parts)
            if part.role == "exercise" and part.solution
        }
        self._program = Program(
            (node for i, part in enumerate(parts) for node in _nodes(i, part)), self.exercises
        )

    def needed(self, names: Iterable[str], before: int) -> list[Node]:
        """The statements on which names depend in the part with that index, in order."""
        part = self._program.slice(names, self._program.index((before,)))
        texts = {statement.source for statement in part.statements()}
        return [
            node
            for index, node in enumerate(self._program.nodes)
            if index in part and node.statement.source in texts and not _is_magic(node)
        ]

    def solution(self, name: str) -> list[Node]:
        """A solution and the given code that it needs, in order."""
        return self.needed([name], self.exercises[name] + 1)

    def is_exercise(self, node: Node) -> bool:
        """Whether a statement is the solution of an exercise."""
        tree = syntax_tree(node.statement.source)
        name = (
            getattr(tree, "name", "") if isinstance(tree, (ast.FunctionDef, ast.ClassDef)) else ""
        )
        return self.exercises.get(name) == node.place[0]


def _nodes(index: int, part: Part) -> Iterator[Node]:
    if part.role == "code":
        source = part.source
    elif part.role in ("exercise", "test"):
        source = part.solution
    else:
        return
    for place, piece in enumerate(split_statements(part.cell, source)):
        if isinstance(piece, Statement):
            yield Node(piece, (index, place))


def _is_magic(node: Node) -> bool:
    return "get_ipython()" in node.statement.source
