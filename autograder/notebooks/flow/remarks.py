"""What can be said of a definition without running it, for a student whose tests fail."""

from __future__ import annotations

import ast

from autograder.feedback import messages
from autograder.notebooks.flow.names import syntax_tree
from autograder.notebooks.flow.slicing import Node
from autograder.notebooks.flow.stubs import has_blank
from autograder.notebooks.lesson import Exercise

Function = ast.FunctionDef | ast.AsyncFunctionDef


def remark(node: Node, exercise: Exercise) -> str:
    """A blank that is left, or parameters that tests cannot use; empty if there is neither."""
    if has_blank(node):
        return messages.BLANK_LEFT
    found = _functions(syntax_tree(node.statement.source))
    for name, wanted in _functions(exercise.definition).items():
        if name in found and not _fits(found[name].args, wanted.args):
            called = exercise.name if name == "__init__" else name
            return messages.signature(called, _names(wanted.args))
    return ""


def _functions(tree: ast.AST) -> dict[str, Function]:
    """A function itself, or the methods of a class, by name."""
    body = tree.body if isinstance(tree, ast.ClassDef) else [tree]
    return {each.name: each for each in body if isinstance(each, Function)}


def _names(arguments: ast.arguments) -> list[str]:
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    return names[1:] if names[:1] == ["self"] else names


def _fits(found: ast.arguments, wanted: ast.arguments) -> bool:
    """Whether a call by position that is right for the stub is right for the student, too."""
    if None in found.kw_defaults:
        return False
    if found.vararg:
        return True
    names, asked = _names(found), _names(wanted)
    needed = len(names) - len(found.defaults)
    in_place = all(names.index(name) == i for i, name in enumerate(asked) if name in names)
    return in_place and needed <= len(asked) - len(wanted.defaults) and len(names) >= len(asked)
