"""Which cells must not stop "Run all": those that need an exercise which may still be open."""

from __future__ import annotations

import ast

from autograder.notebooks import Lesson

GOES_ON = "raises-exception"  # Jupyter goes on after an exception in a cell with this tag


def may_fail(lesson: Lesson) -> set[str]:
    """The ids of the cells that use an exercise, or what came of one, in reading order."""
    stubs = {exercise.stub.id for exercise in lesson.exercises}
    open_names = {exercise.name for exercise in lesson.exercises}
    found = set()
    for cell in lesson.cells:
        if cell.kind != "code" or cell.id in stubs:
            continue
        used, bound = _names(cell.source)
        if used & open_names:
            found.add(cell.id)
            open_names |= bound
        else:
            open_names -= bound
    return found


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell reads anywhere, and those that it binds; none if it has magics."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set(), set()
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    defined = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return read, bound | defined
