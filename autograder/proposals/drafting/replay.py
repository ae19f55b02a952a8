"""Takes a lesson's own check as a hidden test, for a function without arguments.

Other answers than the reference may be right there, and the check knows which.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import TypeGuard

from autograder.notebooks import Lesson, names_of, split_statements, syntax_tree
from autograder.proposals.drafting.sketch import Sketch
from autograder.proposals.drafting.writer import Draft
from autograder.sandbox import Statement

GIVEN = ("torch", "nn", "np", "math", "F")


def replayed_check(lesson: Lesson, exercise: str, sketch: Sketch) -> Iterator[Draft]:
    """The lesson's own check, for a function without arguments: other answers may be right, too.

    It runs on the trusted side, on what the student's function returned.
    """
    check = "\n".join(_given_names(lesson, exercise))
    reads, binds = names_of(check)
    others = reads & {each.name for each in lesson.exercises} - {exercise}
    if unknown := sorted(reads - {exercise, *others, *GIVEN, *binds, *dir(builtins)}):
        names = ", ".join(unknown)
        sketch.problem = f"it takes no arguments, and its check needs {names} of the notebook"
        return
    what = f"What {exercise} returns"
    lines = [
        *(f"{name} = reference.{name}" for name in sorted(others)),
        f"expected = reference.{exercise}()",
        f'returned = alike.same_kind(student.{exercise}(), expected, "{what}")',
        f'with alike.visible_check("{what}"):',
        *(f"    {line}" for line in _with_value(ast.parse(check), exercise)),
    ]
    yield Draft(
        exercise, f"test_{exercise}_check", "It passes the lesson's own check.", tuple(lines)
    )


def _given_names(lesson: Lesson, exercise: str) -> Iterator[str]:
    """What the code below the stub makes of the call, such as `x = q1()`, and the check."""
    stub, check = next((e.stub, e.check) for e in lesson.exercises if e.name == exercise)
    ids = [cell.id for cell in lesson.cells]
    for cell in lesson.cells[ids.index(stub.id) + 1 : ids.index(check.id)]:
        for piece in split_statements(0, cell.source) if cell.kind == "code" else ():
            node = syntax_tree(piece.source) if isinstance(piece, Statement) else None
            if isinstance(node, ast.Assign) and ast.unparse(node.value) == f"{exercise}()":
                yield ast.unparse(node)
    for part in ast.parse(check.source).body:
        yield from map(ast.unparse, part.body if _is_of_the_course(part) else [part])


def _is_of_the_course(node: ast.stmt) -> TypeGuard[ast.With]:
    """Whether this is `with checking("f"):`, where a course says more about what fails."""
    return isinstance(node, ast.With) and all(
        isinstance(item.context_expr, ast.Call) and isinstance(item.context_expr.func, ast.Name)
        for item in node.items
    )


def _with_value(tree: ast.Module, exercise: str) -> list[str]:
    class Replace(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            self.generic_visit(node)
            is_call = isinstance(node.func, ast.Name) and node.func.id == exercise
            return ast.Name("returned", ast.Load()) if is_call else node

        def visit_Assert(self, node: ast.Assert) -> ast.AST:
            self.generic_visit(node)
            return ast.Assert(node.test, None)  # students read one message, of ours

    kept = [n for n in tree.body if not (isinstance(n, ast.Expr) and "print(" in ast.unparse(n))]
    text = ast.unparse(Replace().visit(ast.Module(kept, [])))
    return text.splitlines()
