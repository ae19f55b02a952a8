"""Takes a lesson's own check as a hidden test, for a function without arguments.

Other answers than the reference may be right there, and the check knows which.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from autograder.notebooks import names_of
from autograder.proposals.drafting.sketch import Sketch
from autograder.proposals.drafting.writer import Draft

GIVEN = ("torch", "nn", "np", "math", "F")


def replayed_check(exercise: str, check: str, sketch: Sketch) -> Iterator[Draft]:
    """The lesson's own check, for a function without arguments: other answers may be right, too.

    It runs on the trusted side, on what the student's function returned.
    """
    reads, binds = names_of(check)
    if unknown := sorted(reads - {exercise, *GIVEN, *binds, *dir(builtins)}):
        names = ", ".join(unknown)
        sketch.problem = f"it takes no arguments, and its check needs {names} of the notebook"
        return
    what = f"What {exercise} returns"
    lines = [
        f"expected = reference.{exercise}()",
        f'returned = alike.same_kind(student.{exercise}(), expected, "{what}")',
        f'with alike.visible_check("{what}"):',
        *(f"    {line}" for line in _with_value(ast.parse(check), exercise)),
    ]
    yield Draft(
        exercise, f"test_{exercise}_check", "It passes the lesson's own check.", tuple(lines)
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
