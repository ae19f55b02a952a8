"""Whether a definition is still the lesson's stub, or is not finished."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache

from autograder.notebooks.flow.names import syntax_tree
from autograder.notebooks.flow.slicing import Node
from autograder.notebooks.lesson import Exercise, stub_messages


def is_stub(node: Node, exercise: Exercise) -> bool:
    """Whether a definition is the unchanged stub, apart from comments and docstrings."""
    source = node.statement.source
    return "raise" in source and _shape(source) == _shape(exercise.stub.source)


@lru_cache(maxsize=256)
def _shape(source: str) -> str:
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


def is_finished(node: Node, exercise: Exercise) -> bool:
    """Whether a definition neither raises the stub's error nor holds a blank."""
    for statement in _reached([syntax_tree(node.statement.source)]):
        match statement:
            case ast.Raise() if {*stub_messages(statement)} & {*exercise.messages}:
                return False
            case ast.FunctionDef() if all(map(_does_nothing, statement.body)):
                return False
    return not has_blank(node)


def has_blank(node: Node) -> bool:
    """Whether a blank `...` is left in a definition."""
    if "..." not in node.statement.source:
        return False
    reached = list(_reached([syntax_tree(node.statement.source)]))
    for i, statement in enumerate(reached):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                if value is ... and not any(_stores(each, name) for each in reached[i + 1 :]):
                    return True
            case ast.Expr(value=ast.Constant()) | ast.FunctionDef() | ast.ClassDef():
                continue
            case _ if _holds_blank(statement):
                return True
    return False


def _reached(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements in a block and in its parts, up to one that leaves it."""
    for node in body:
        yield node
        for part in ("body", "handlers", "orelse", "finalbody", "cases"):
            yield from _reached(getattr(node, part, []))
        if isinstance(node, (ast.Return, ast.Raise)):
            return


def _does_nothing(node: ast.AST) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant or isinstance(node, ast.Pass)


def _stores(tree: ast.AST, name: str) -> bool:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name)
    return any(isinstance(node.ctx, ast.Store) for node in names)


def _holds_blank(tree: ast.AST) -> bool:
    """Whether a blank `...` stands in an expression; `x[..., 0]` is none."""
    if isinstance(tree, ast.Constant):
        return tree.value is ...
    parts = [tree.value] if isinstance(tree, ast.Subscript) else ast.iter_child_nodes(tree)
    return any(_holds_blank(part) for part in parts if not isinstance(part, ast.stmt))
