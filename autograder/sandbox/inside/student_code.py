"""Runs the student's statements one by one in a module named `__main__`."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, TypedDict

from autograder.sandbox.inside.failures import describe, is_out_of_memory
from autograder.sandbox.outcomes import ErrorData


class StatementData(TypedDict):
    """A statement as it is sent through the pipe."""

    cell: int
    line: int
    source: str


FUTURE = 0
for _name in __future__.all_feature_names:
    FUTURE |= getattr(__future__, _name).compiler_flag


def load(statements: Sequence[StatementData]) -> tuple[dict[str, Any], list[ErrorData]]:
    """Run the statements in order; one that fails does not stop the others.

    Returns:
        The names that they defined, and the exceptions that they raised.
    """
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    remember_sources(statements)
    names: dict[str, Any] = vars(module)
    errors: list[ErrorData] = []
    flags = 0
    for statement in statements:
        try:
            code = compile_statement(statement, flags)
            flags |= code.co_flags & FUTURE
            exec(code, names)
        except BaseException as error:
            if is_out_of_memory(error):
                raise
            errors.append(describe(error))
    return names, errors


def compile_statement(statement: StatementData, flags: int) -> Any:
    """Compile a statement so that tracebacks show its cell and line in the notebook."""
    file = cell_file(statement)
    try:
        tree = ast.parse(statement["source"], file)
    except SyntaxError as error:
        error.lineno = (error.lineno or 1) + statement["line"] - 1
        raise
    ast.increment_lineno(tree, statement["line"] - 1)
    return compile(tree, file, "exec", flags, dont_inherit=True)


def remember_sources(statements: Sequence[StatementData]) -> None:
    """Let tracebacks, `inspect` and `torch.jit` find the source of each cell."""
    cells: dict[str, list[str]] = {}
    for statement in statements:
        lines = cells.setdefault(cell_file(statement), [])
        start, new = statement["line"] - 1, statement["source"].splitlines()
        lines += [""] * (start + len(new) - len(lines))
        lines[start : start + len(new)] = new
    for file, lines in cells.items():
        text = [line + "\n" for line in lines]
        linecache.cache[file] = (sum(map(len, text)), None, text, file)


def cell_file(statement: StatementData) -> str:
    """The file name of a cell in tracebacks."""
    return f"<cell {statement['cell']}>"
