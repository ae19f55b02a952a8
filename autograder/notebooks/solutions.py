"""Fills solutions into a lesson's stubs, and finds where the two no longer agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from autograder.notebooks.lesson import Cell, Definition, Exercise, Lesson
from autograder.notebooks.load import parse_file


def read_solutions(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The code of the solutions by exercise, and the model answers by question.

    Raises:
        CourseError: The module is missing, or Python cannot read it.
    """
    text, tree = parse_file(path, "solutions")
    code: dict[str, str] = {}
    answers: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, Definition):
            code[node.name] = ast.get_source_segment(text, node) or ""
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            target = node.targets[0]
            if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                answers[target.id] = node.value.value.strip()
    return code, answers


def fill_in(lesson: Lesson, code: Mapping[str, str], answers: Mapping[str, str]) -> list[Cell]:
    """The lesson's cells, with each stub replaced by its solution and each answer by the model's.

    Args:
        lesson: The lesson.
        code: Solutions by exercise; an exercise that is missing here keeps its stub.
        answers: Model answers by question; likewise.
    """
    filled = {e.stub.id: code[e.name] for e in lesson.exercises if e.name in code}
    filled |= {q.answer.id: answers[q.name] for q in lesson.questions if q.name in answers}
    return [replace(cell, source=filled.get(cell.id, cell.source)) for cell in lesson.cells]


def drift(lesson: Lesson, code: Mapping[str, str], answers: Mapping[str, str]) -> Iterator[str]:
    """Where stubs and solutions no longer agree, a sentence each."""
    for exercise in lesson.exercises:
        if exercise.name not in code:
            yield f"the stub {exercise.name!r} has no solution; write it in solutions/."
        else:
            yield from _drift(exercise, code[exercise.name])
    for question in lesson.questions:
        if question.name not in answers:
            yield f"the question {question.name!r} has no model answer; write it in solutions/."
    exercises = {exercise.name for exercise in lesson.exercises}
    for name, text in code.items():
        if name not in exercises and not any(text in cell.source for cell in lesson.given):
            yield (
                f"the solution {name!r} has no stub, and the lesson gives no such code; write the "
                "stub, or copy what the lesson gives."
            )


def _drift(exercise: Exercise, solution: str) -> Iterator[str]:
    stub = exercise.definition
    filled = ast.parse(solution).body[0]
    name = exercise.name
    theirs = dict(_definitions(filled))
    for path, node in _definitions(stub):
        other = theirs.get(path)
        where = ".".join((name, *path))
        if other is None:
            yield f"{where} stands in the stub but not in the solution."
            continue
        if _signature(node) != _signature(other):
            yield f"{where}: stub has {_signature(node)}, solution has {_signature(other)}."
        if ast.get_docstring(node) != ast.get_docstring(other):
            yield f"{where}: the docstrings of stub and solution differ; copy one to the other."
    missing = _missing_line(stub, filled)
    if missing:
        yield f"{name}: the stub's given line `{missing}` is not in the solution, or not in order."


def _definitions(
    tree: ast.AST, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Definition]]:
    """A definition and its methods, each with its path below the definition."""
    if isinstance(tree, Definition):
        yield path, tree
        for child in tree.body:
            if isinstance(child, Definition):
                yield from _definitions(child, (*path, child.name))


def _signature(node: Definition) -> str:
    """Names, order, kinds and defaults of parameters. Types may differ in the solution."""
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}({', '.join(ast.unparse(base) for base in node.bases)})"
    arguments = ast.parse(f"def f({ast.unparse(node.args)}): ...").body[0].args  # type: ignore[attr-defined]
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return f"{node.name}({ast.unparse(arguments)})"


def _missing_line(stub: Definition, solution: ast.AST) -> str | None:
    """The first given line of the stub that the solution does not contain, in order."""
    written = iter(list(_lines(solution)))
    for line in _lines(stub):
        if line.startswith("raise NotImplementedError("):
            continue
        filled = re.compile(".*".join(map(re.escape, line.split("..."))))  # each blank is filled in
        if not any(filled.fullmatch(candidate) for candidate in written):
            return line
    return None


def _lines(tree: ast.AST) -> Iterator[str]:
    """The statements in a definition, one line each; of a compound statement its head."""
    for node in getattr(tree, "body", []):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if node.value.value is ...:
                yield "..."
            continue
        if not isinstance(node, Definition):
            yield ast.unparse(node).split("\n")[0]
        yield from _lines(node)
        for branch in ("orelse", "finalbody"):
            for child in getattr(node, branch, []):
                yield ast.unparse(child).split("\n")[0]
