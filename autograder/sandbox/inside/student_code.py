"""Runs the student's statements one by one in a module named `__main__`."""

from __future__ import annotations
import __future__

import ast
import asyncio
import importlib
import inspect
import linecache
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, NoReturn, TypedDict

import torch

from autograder.sandbox.inside import ipython
from autograder.sandbox.inside.failures import describe, is_out_of_memory
from autograder.sandbox.outcomes import ErrorData


class StatementData(TypedDict):
    """A statement as it is sent through the pipe."""

    cell: int
    line: int
    source: str
    maybe: Sequence[str]


class GivenUp(BaseException):
    """A statement that need not run has taken too long."""


FIXED = (
    *(bool, int, float, complex, str, bytes, type(None), torch.dtype, torch.device),
    *(ModuleType, BuiltinFunctionType),
)
FUTURE = 0
for _name in __future__.all_feature_names:
    FUTURE |= getattr(__future__, _name).compiler_flag


def load(
    statements: Sequence[StatementData], patience: float
) -> tuple[dict[str, Any], list[ErrorData]]:
    """Run the statements in order; one that fails does not stop the others.

    Args:
        statements: The statements.
        patience: Seconds for all statements together that need not run.

    Returns:
        The names that they defined, and the exceptions that they raised.
    """
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    remember_sources(statements)
    names: dict[str, Any] = vars(module)
    ipython.offer(names)
    errors: list[ErrorData] = []
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    for statement in statements:
        maybe = statement["maybe"]
        try:
            code = compile_statement(statement, flags)
            flags |= code.co_flags & FUTURE
            if not maybe:
                run(code, names)
            elif not all(name in names and is_fixed(names[name]) for name in maybe):
                patience -= run_at_most(patience / 2, code, names)
        except BaseException as error:
            if is_out_of_memory(error):
                raise
            if not maybe:
                errors.append(describe(error))
    return names, errors


def import_ahead(statements: Sequence[StatementData]) -> None:
    """Import what the statements import, for a process that cannot read files when they run."""
    for statement in statements:
        with suppress(BaseException):  # it happens again, with an error, where they import it
            for node in ast.walk(ast.parse(statement["source"])):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        importlib.import_module(alias.name)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    importlib.import_module(node.module)


def is_fixed(value: object) -> bool:
    """Whether no call can change this value."""
    if isinstance(value, FunctionType):
        return not vars(value)
    return isinstance(value, FIXED) or (isinstance(value, tuple) and all(map(is_fixed, value)))


def run(code: CodeType, names: dict[str, Any]) -> None:
    """Run a compiled statement, which may hold a top-level `await`."""
    result = eval(code, names)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(result)


def run_at_most(seconds: float, code: CodeType, names: dict[str, Any]) -> float:
    """Run a statement whose errors do not matter; returns the seconds that it took."""
    start = time.monotonic()
    signal.signal(signal.SIGALRM, _give_up)
    with suppress(BaseException):
        try:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
            run(code, names)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return time.monotonic() - start


def _give_up(*_: object) -> NoReturn:
    raise GivenUp


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
