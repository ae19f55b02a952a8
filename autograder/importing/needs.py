"""The solved notebook as a program: what an exercise or a test needs of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from autograder.importing.form import Part
from autograder.notebooks import How, Node, Program, split_statements, syntax_tree
from autograder.sandbox import Statement

SURE = (How.BINDS, How.MAY_BIND, How.SETS_PART)


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

    def needed(self, names: Iterable[str], before: int) -> list[Node]:
        """The statements on which names surely depend in the part with that index, in order."""
        end = self._program.index((before,))
        todo = [(name, end) for name in names]
        seen, kept = set(todo), set[int]()
        while todo:
            name, at = todo.pop()
            for index in self._writers(name, at):
                kept.add(index)
                found = self._program.nodes[index].effects
                reads = [(each, index) for each in found.now.reads]
                reads += [(each, end) for each in found.now.reads | found.later.reads]
                todo += [each for each in reads if each not in seen]
                seen |= {*reads}
        return [self._program.nodes[index] for index in sorted(kept) if not self._is_magic(index)]

    def _writers(self, name: str, at: int) -> Iterator[int]:
        """The statements that bind a name or set a part of its object; calls are left aside."""
        writers = [each for each in self._program.writers(name, at) if each.how in SURE]
        below = None if writers else self._program.definition_below(name, at)
        yield from (each.place for each in writers)
        if below is not None:
            yield below

    def with_changes(self, names: Iterable[str], before: int) -> list[Node]:
        """Like `needed`, with the calls that may change what the names mean."""
        part = self._program.slice(names, self._program.index((before,)))
        if not part.is_whole:
            return self.needed(names, before)
        return [
            node
            for (index, node), statement in zip(
                ((i, node) for i, node in enumerate(self._program.nodes) if i in part),
                part.statements(),
                strict=True,
            )
            if not self._is_magic(index) and not (statement.maybe and self._is_test(node))
        ]

    def _is_magic(self, index: int) -> bool:
        return "get_ipython()" in self._program.nodes[index].statement.source

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
        return self.needed([name], self.exercises[name] + 1)

    def demo(self, name: str) -> list[Node]:
        """The code right below an exercise and all that it needs; nothing if there is none."""
        first = end = self.exercises[name] + 1
        while end < len(self._parts) and self._parts[end].role == "code":
            end += 1
        own = [
            node
            for index, node in enumerate(self._program.nodes)
            if first <= node.place[0] < end and not self._is_magic(index)
        ]
        names = {name for index in range(first, end) for name in self.read_by(index)}
        needed = self.needed(names, end) if own else []
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
