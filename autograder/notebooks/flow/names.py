"""The names in a piece of syntax: local ones, and those whose objects it may give on."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

Kind = Literal["import", "def", "class", "constant", "other"]


# Most statements in a class are the lesson's own and repeat in every submission.
@lru_cache(maxsize=2000)
def syntax_tree(source: str) -> ast.stmt:
    """The syntax tree of one statement."""
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(source).body[0]


def roots(value: ast.expr) -> set[str]:
    """The names whose objects an expression may be, be a part of, or hold."""
    match value:
        case ast.Name():
            return {value.id}
        case ast.Attribute() | ast.Subscript() | ast.Starred() | ast.NamedExpr() | ast.Await():
            return roots(value.value)
        case ast.Tuple() | ast.List() | ast.Set():
            return _union(value.elts)
        case ast.Dict():
            return _union(value.values)
        case ast.IfExp():
            return roots(value.body) | roots(value.orelse)
        case ast.BoolOp():
            return _union(value.values)
        case ast.Call(func=ast.Lambda(body=body)):
            return roots(body)
        case ast.Call():
            owner = [value.func.value] if isinstance(value.func, ast.Attribute) else []
            return _union([*owner, *value.args, *(keyword.value for keyword in value.keywords)])
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            own, _ = local_names(generator.target for generator in value.generators)
            return _union([value.elt, *(each.iter for each in value.generators)]) - own
    return set()


def _union(values: Iterable[ast.expr]) -> set[str]:
    return set().union(*map(roots, values))


def kind_of_value(value: ast.expr) -> Kind:
    """`constant` for a literal that cannot change."""
    match value:
        case ast.Constant():
            return "constant"
        case ast.UnaryOp():
            return kind_of_value(value.operand)
        case ast.BinOp():
            both = {kind_of_value(value.left), kind_of_value(value.right)}
            return "constant" if both == {"constant"} else "other"
        case ast.Tuple():
            return "constant" if {*map(kind_of_value, value.elts)} <= {"constant"} else "other"
    return "other"


def local_names(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    """The names that a function with these statements binds, and those it declares global."""
    found: set[str] = set()
    declared: set[str] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()):
                found.add(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
                continue
            case ast.Global():
                declared |= {*node.names}
            case ast.alias():
                found.add(node.asname or node.name.split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                found.add(name)
            case ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                walked = ast.walk(node)
                todo += [each.target for each in walked if isinstance(each, ast.NamedExpr)]
                continue
        todo += ast.iter_child_nodes(node)
    return found - declared, declared


def parameters(arguments: ast.arguments) -> set[str]:
    """The names of a function's parameters."""
    return {node.arg for node in ast.walk(arguments) if isinstance(node, ast.arg)}


def evaluated_with(arguments: ast.arguments) -> Iterator[ast.expr]:
    """What is evaluated when a function is defined: defaults and annotations."""
    yield from arguments.defaults
    yield from filter(None, arguments.kw_defaults)
    every = [node for node in ast.walk(arguments) if isinstance(node, ast.arg)]
    yield from (node.annotation for node in every if node.annotation)
