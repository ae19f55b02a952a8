"""The part of a notebook that a definition needs, found as a backward slice over names.

Grading an exercise executes only this part, so training runs, downloads and broken scratch cells
cannot harm the student.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.sandbox import Statement


@dataclass(frozen=True)
class Node:
    """A statement, with the names that it needs and the names that it defines.

    Attributes:
        statement: The statement.
        place: Sorts statements in the order in which the notebook runs them.
    """

    statement: Statement
    place: tuple[int, ...]

    @property
    def tree(self) -> ast.stmt:
        """The statement's syntax tree."""
        return _tree(self.statement.source)

    @property
    def needs(self) -> frozenset[str]:
        """The names that the statement looks up outside itself, including inside functions."""
        return _needs(self.statement.source)

    @property
    def gives(self) -> frozenset[str]:
        """The names that the statement binds, or whose value it changes in place."""
        return _gives(self.statement.source)

    def defines(self, name: str) -> bool:
        """Whether the statement is that function or class, or assigns that name."""
        if isinstance(self.tree, ast.Assign):
            return any(isinstance(t, ast.Name) and t.id == name for t in self.tree.targets)
        definition = isinstance(self.tree, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        return definition and name in self.gives

    @property
    def is_import(self) -> bool:
        """Whether the statement only imports."""
        return isinstance(self.tree, (ast.Import, ast.ImportFrom))


def backward_slice(
    wanted: Node,
    sources: Sequence[Iterable[Node]],
    exercises: Mapping[str, Node],
    always: Iterable[Node] = (),
) -> list[Statement]:
    """The statements that `wanted` needs, itself included, in the order of the notebook.

    Args:
        wanted: The definition that is graded.
        sources: Where names are looked up. The first source that defines a name wins.
        exercises: The graded definition of each exercise, which no source can replace.
        always: Statements that are kept in any case: imports that code may reach through `eval`
            or `import *`.
    """
    tables = [_by_name(source) for source in sources]
    kept: dict[tuple[int, ...], Node] = {}
    queue = deque([wanted, *always])
    while queue:
        node = queue.popleft()
        if node.place in kept:
            continue
        kept[node.place] = node
        for name in sorted(node.needs):
            if name in exercises:
                queue.append(exercises[name])
            else:
                queue.extend(next((t[name] for t in tables if name in t), []))
    return [kept[place].statement for place in sorted(kept)]


def _by_name(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """The statements that define each name; of several definitions of a function, the last."""
    table: dict[str, list[Node]] = {}
    for node in nodes:
        for name in node.gives:
            replaces = isinstance(node.tree, (ast.FunctionDef, ast.ClassDef))
            table[name] = [node] if replaces else [*table.get(name, []), node]
    return table


# Most statements in a class are the lesson's own and repeat in every submission.
@lru_cache(maxsize=1000)
def _tree(source: str) -> ast.stmt:
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(source).body[0]


@lru_cache(maxsize=1000)
def _needs(source: str) -> frozenset[str]:
    try:
        with warnings.catch_warnings(action="ignore"):
            table = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):  # for example `return` at top level
        return frozenset()
    return frozenset(_looked_up(table))


@lru_cache(maxsize=1000)
def _gives(source: str) -> frozenset[str]:
    tree = _tree(source)
    if isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return frozenset({tree.name})
    return frozenset(_stored(tree))


def _looked_up(table: symtable.SymbolTable) -> Iterable[str]:
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _looked_up(child)


def _stored(tree: ast.AST) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (a.asname or a.name.split(".")[0] for a in node.names)
        elif isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)) and isinstance(
            node.ctx, ast.Store
        ):
            base: ast.expr = node
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
