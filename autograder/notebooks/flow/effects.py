"""What one statement of a notebook does to names: what it reads, binds and may change.

What runs with the statement itself counts apart from what stands in functions that it defines,
which run when they are called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.notebooks.flow.names import (
    Kind,
    evaluated_with,
    kind_of_value,
    local_names,
    parameters,
    roots,
    syntax_tree,
)

UNCERTAIN = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar),
    *(ast.With, ast.AsyncWith, ast.Match, ast.Delete),
)
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
EVERYTHING = "*"  # what `from torch import *` binds; `from __future__` has an effect on all, too
# Functions that leave alone what they are handed.
HARMLESS = {
    *("print", "display", "len", "range", "type", "isinstance", "repr", "str", "int", "float"),
    *("bool", "id", "abs", "min", "max", "sum", "any", "all", "hash", "hasattr", "getattr"),
}
# Through these a statement can bind and change names that it does not show.
OPAQUE = {
    *("exec", "globals", "locals", "vars", "__import__", "import_module"),
    *("__dict__", "__globals__", "user_ns"),
}
OPAQUE_MAGICS = {"run", "load", "writefile", "file", "store", "macro"}


@dataclass
class Code:
    """What a piece of code does to names outside itself.

    Attributes:
        reads: Names that it looks up.
        sets: Names that it binds from within a function, by `global`.
        changes: Names of objects of which it sets a part: `x.a = 1`, `x[0] = 1`, `x += 1`.
        passes: Names of objects whose methods it calls, or that it passes to a call.
        hands: Names that it hands to a function for its value, by the function's name.
    """

    reads: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    passes: set[str] = field(default_factory=set)
    hands: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Effects:
    """What a statement does to names.

    Attributes:
        now: What it does when it runs.
        later: What the functions that it defines do when they are called.
        calls: Whether it may call them itself, as a decorator does, or `map(lambda ...)`.
        binds: The names that it binds, and to what.
        is_certain: Whether it binds them whenever it runs.
        defines: Those of them that it binds by a definition, an import or an assignment.
        links: Sets of names that may share an object from then on.
        is_opaque: Whether it may bind and change names that it does not show.
    """

    now: Code = field(default_factory=Code)
    later: Code = field(default_factory=Code)
    calls: bool = True
    binds: dict[str, Kind] = field(default_factory=dict)
    is_certain: bool = True
    defines: set[str] = field(default_factory=set)
    links: list[set[str]] = field(default_factory=list)
    is_opaque: bool = False


@lru_cache(maxsize=2000)  # as for its syntax tree
def effects(source: str) -> Effects:
    """The effects of one statement."""
    tree = syntax_tree(source)
    visitor = _Visitor()
    visitor.found.is_certain = not isinstance(tree, UNCERTAIN)
    visitor.found.calls = bool(getattr(tree, "decorator_list", True))
    visitor.visit(tree)
    return visitor.found


@dataclass(frozen=True)
class _Scope:
    """A function, a class or a comprehension, and the names that are local to it."""

    names: set[str]
    declared: set[str] = field(default_factory=set)  # as global
    is_function: bool = False
    is_class: bool = False


class _Visitor(ast.NodeVisitor):
    """Walks over one statement and collects its effects."""

    def __init__(self) -> None:
        self.found = Effects()
        self._scopes: list[_Scope] = []
        self._for_effect: ast.expr | None = None  # the call that is a statement of its own

    @property
    def _code(self) -> Code:
        is_later = any(scope.is_function for scope in self._scopes)
        return self.found.later if is_later else self.found.now

    @contextmanager
    def _inside(self, *scopes: _Scope) -> Iterator[None]:
        kept, self._scopes = self._scopes, [*self._scopes, *scopes]
        yield
        self._scopes = kept

    def _is_local(self, name: str) -> bool:
        for depth, scope in enumerate(reversed(self._scopes)):
            if name in scope.declared:
                return False
            if name in scope.names and not (scope.is_class and depth):
                return True
        return False

    def _roots(self, values: Iterable[ast.expr]) -> set[str]:
        found = set().union(*map(roots, values))
        return {name for name in found if not self._is_local(name)}

    def _bind(self, name: str, kind: Kind = "other", *, defines: bool = True) -> None:
        if not self._scopes:
            is_sure = self.found.is_certain or kind != "constant"
            self.found.binds[name] = kind if is_sure else "other"
            if defines:
                self.found.defines.add(name)
        elif not self._is_local(name):
            self._code.sets.add(name)

    def _link(self, values: Iterable[ast.expr]) -> None:
        linked = self._roots(values)
        if not self._scopes and linked:
            self.found.links.append(linked)

    def _assign(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        self.visit(value)
        for target in targets:
            self.visit(target)
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self._bind(node.id, kind_of_value(value))
        self._link([*targets, value])

    def visit_Assign(self, node: ast.Assign) -> None:
        self._assign(node.targets, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value:
            self._assign([node.target], node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        outer = [scope for scope in self._scopes if scope.is_function or scope.is_class]
        self.found.is_certain &= node is self._for_effect
        kept, self._scopes = self._scopes, outer  # it binds outside of a comprehension
        self._assign([node.target], node.value)
        self._scopes = kept

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.generic_visit(node)
        self._code.changes |= self._roots([node.target])
        self._code.reads |= self._roots([node.target])

    def visit_For(self, node: ast.For) -> None:
        self._link([node.target, node.iter])
        self.generic_visit(node)

    visit_AsyncFor = visit_For  # type: ignore[assignment]

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            self._link([item.context_expr, *filter(None, [item.optional_vars])])
        self.generic_visit(node)

    visit_AsyncWith = visit_With  # type: ignore[assignment]

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id, defines=False)
        elif not self._is_local(node.id):
            self._code.reads.add(node.id)
            self.found.is_opaque |= node.id in OPAQUE

    def visit_Attribute(self, node: ast.Attribute) -> None:
        is_modules = node.attr == "modules" and "sys" in roots(node.value)
        self.found.is_opaque |= is_modules or node.attr in OPAQUE
        self._visit_part(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._visit_part(node)

    def _visit_part(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._code.changes |= self._roots([node.value])
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value
        self._for_effect = value.value if isinstance(value, ast.Await) else value
        self.visit(value)

    def visit_Call(self, node: ast.Call) -> None:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        self._code.passes |= self._roots(owner)
        if name in ("setattr", "delattr"):
            self._code.changes |= self._roots(given[:1])
            self._link(given)
            self.found.is_opaque |= not any(isinstance(a, ast.Constant) for a in given[1:2])
        elif name == "next" or (node is self._for_effect and name not in HARMLESS):
            self._code.passes |= self._roots(given)
            self._link([*owner, *given])
        elif self._is_local(name):
            self._code.passes |= self._roots(given)
        if name and name not in HARMLESS and not self._is_local(name):
            self._code.hands.setdefault(name, set()).update(self._roots(given))
        if isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_magic"):
            which = (each.value for each in node.args[:1] if isinstance(each, ast.Constant))
            self.found.is_opaque |= any(magic in OPAQUE_MAGICS for magic in which)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._decorate(node.decorator_list)
        self._visit_all([*evaluated_with(node.args), *filter(None, [node.returns])])
        self._bind(node.name, "def")
        names, declared = local_names(node.body)
        with self._inside(_Scope(names | parameters(node.args), declared, is_function=True)):
            self._visit_all(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_all(evaluated_with(node.args))
        with self._inside(_Scope(parameters(node.args), is_function=True)):
            self.visit(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._decorate(node.decorator_list)
        self._visit_all([*node.bases, *node.keywords])
        self._bind(node.name, "class")
        with self._inside(_Scope(*local_names(node.body), is_class=True)):
            self._visit_all(node.body)

    def _decorate(self, decorators: Iterable[ast.expr]) -> None:
        for decorator in decorators:
            self._for_effect = decorator
            self.visit(decorator)
            if isinstance(decorator, ast.Name):
                self._code.hands.setdefault(decorator.id, set())
            elif isinstance(decorator, ast.Attribute):
                self._code.passes |= self._roots([decorator.value])

    def _visit_comprehension(self, node: Comprehension) -> None:
        first, *_ = node.generators
        self.visit(first.iter)
        names, _ = local_names(generator.target for generator in node.generators)
        with self._inside(_Scope(names)):
            self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _visit_import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0], "import")
            self.found.is_opaque |= alias.name == EVERYTHING
        if getattr(node, "module", "") == "__future__":
            self._bind(EVERYTHING, "import")

    visit_Import = visit_ImportFrom = _visit_import

    def _capture(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name, defines=False)
        self.generic_visit(node)

    visit_ExceptHandler = visit_MatchAs = visit_MatchStar = _capture
