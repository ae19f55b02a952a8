"""The solved notebook as a program: what an exercise or a test needs of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from autograder.importing.form import Part
from autograder.notebooks import Node, Program, split_statements, syntax_tree
from autograder.sandbox import Statement


class Solved:
    """A notebook with its solutions in place, statement by statement.

    Attributes:
        exercises: By the name of each solved exercise, the index of its part.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.exercises = {
            part.name: i
            for i, part in enumerate(parts)
            if part.role == "exercise" and part.solution
        }
        self._program = Program(
            (node for i, part in enumerate(parts) for node in _nodes(i, part)), self.exercises
        )

    def needed(self, names: Iterable[str], before: int, *, surely: bool = False) -> list[Node]:
        """The statements on which names depend in the part with that index, in order.

        Args:
            names: The names.
            before: The index of the part.
            surely: Leave out what runs only because it may change an object.
        """
        part = self._program.slice(names, self._program.index((before,)))
        nodes = [node for index, node in enumerate(self._program.nodes) if index in part]
        return [
            node
            for node, statement in zip(nodes, part.statements(), strict=True)
            if not statement.maybe or not (surely or self._is_test(node))
            if not _is_magic(node)
        ]

    def _is_test(self, node: Node) -> bool:
        return self._parts[node.place[0]].role == "test"

    def read_by(self, index: int) -> set[str]:
        """The names that a part looks up before it binds them itself."""
        own = [node.effects for node in self._program.nodes if node.place[0] == index]
        later = {name for each in own for name in each.later.reads}
        found, bound = set[str](), set[str]()
        for each in own:
            found |= each.now.reads - bound
            bound |= {*each.binds}
        return found | (later - bound)

    def solution(self, name: str) -> list[Node]:
        """A solution and the given code that it needs, in order."""
        return self.needed([name], self.exercises[name] + 1, surely=True)

    def demo(self, name: str) -> list[Node]:
        """The code right below an exercise and all that it needs; nothing if there is none."""
        first = end = self.exercises[name] + 1
        while end < len(self._parts) and self._parts[end].role == "code":
            end += 1
        own = [n for n in self._program.nodes if first <= n.place[0] < end and not _is_magic(n)]
        names = {name for index in range(first, end) for name in self.read_by(index)}
        needed = self.needed(names, end, surely=True) if own else []
        return sorted(
            {node.place: node for node in (*needed, *own)}.values(), key=lambda n: n.place
        )

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
