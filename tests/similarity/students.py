"""A made-up class: independent students, and some who copied, renamed or reordered.

Each student starts from an answer on file, right or with a mistake of students, and writes it in a
style of their own: with intermediate names, with other operators for the same, with a look at a
value between. These choices are drawn at each place of the code, so that no two write the same.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from functools import cache

from autograder.course import load_course
from autograder.notebooks import Lesson, fill_in, read_lesson
from tests.graders.answers import (
    HERE,
    astray_answers,
    misled_answers,
    real_answers,
    right_answers,
    solutions,
)

RIGHT = 0.7  # the share of answers that are right
HABIT = 0.35  # how often a style of one's own shows at a place where it can
KINDS = ("copied", "renamed", "reordered", "all of it")


@cache
def lesson(name: str) -> Lesson:
    return read_lesson(load_course(HERE).source(name))


@cache
def _pool(name: str, exercise: str, right: bool) -> list[str]:
    kinds = [right_answers()] if right else [real_answers(), misled_answers(), astray_answers()]
    return [a.code for kind in kinds for a in kind if (a.lesson, a.exercise) == (name, exercise)]


def independent(name: str, seed: int) -> dict[str, str]:
    """The answers of a student who works alone."""
    draw = random.Random(seed)
    codes = {}
    for exercise in solutions(name):
        pool = _pool(name, exercise, draw.random() < RIGHT)
        tree = ast.parse(draw.choice(pool))
        codes[exercise] = ast.unparse(ast.fix_missing_locations(Style(draw, HABIT).visit(tree)))
    return codes


def taken_over(codes: dict[str, str], kind: str, seed: int) -> dict[str, str]:
    """The answers of another student, by someone who hides where they come from."""
    draw = random.Random(seed)
    found = {}
    for exercise, code in codes.items():
        tree: ast.AST = ast.parse(code)
        if kind in ("renamed", "all of it"):
            tree = Rename(tree, exercise).visit(tree)
        if kind in ("reordered", "all of it"):
            tree = Reorder(draw).visit(tree)
        if kind == "all of it":
            tree = Style(draw, HABIT / 4).visit(tree)
        found[exercise] = ast.unparse(ast.fix_missing_locations(tree))
    return found


def notebook(lesson: Lesson, codes: dict[str, str]) -> dict[str, object]:
    """What such a student hands in."""
    cells = [
        {"cell_type": cell.kind, "id": cell.id, "metadata": {}, "source": cell.source}
        for cell in fill_in(lesson, codes, {})
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class Style(ast.NodeTransformer):
    """Writes the same in other words, at places that are drawn."""

    def __init__(self, draw: random.Random, habit: float) -> None:
        self._draw, self._habit, self._number = draw, habit, 0

    def _does(self) -> bool:
        return self._draw.random() < self._habit

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.AST]:
        self.generic_visit(node)
        if node.value is None or not self._does():
            return node
        name = self._draw.choice(["result", "out", "y_hat", "res"])
        assign = ast.Assign([ast.Name(name, ast.Store())], node.value)
        return [assign, ast.Return(ast.Name(name, ast.Load()))]

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.AST]:
        self.generic_visit(node)
        target = node.targets[0]
        if not isinstance(target, ast.Name):
            return node
        if self._draw.random() < self._habit / 3:
            shown = self._draw.choice(["{0}", "'here', {0}", "type({0})", "{0}.shape", "len({0})"])
            return [node, ast.parse(f"print({shown.format(target.id)})").body[0]]
        if isinstance(node.value, ast.Call) and node.value.args and self._does():
            self._number += 1
            name = f"step{self._number}"
            first = ast.Assign([ast.Name(name, ast.Store())], node.value.args[0])
            if not isinstance(node.value.args[0], ast.Starred):
                node.value.args[0] = ast.Name(name, ast.Load())
                return [first, node]
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not (isinstance(node.target, ast.Name) and self._does()):
            return node
        value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
        return ast.Assign([node.target], value)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self._does():
            return ast.BinOp(node.right, node.op, node.left)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name == "range" and len(node.args) == 1 and self._does():
            node.args.insert(0, ast.Constant(0))
        if name == "len" and self._does():
            return ast.parse(f"{ast.unparse(node.args[0])}.shape[0]", mode="eval").body
        if name == "super" and not node.args and self._does():
            return ast.parse("super(type(self), self)", mode="eval").body
        return node


class Rename(ast.NodeTransformer):
    """Gives every name that the code binds a new one."""

    def __init__(self, tree: ast.AST, exercise: str) -> None:
        names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
        bound = {name.id for name in names if isinstance(name.ctx, ast.Store)}
        bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)} - {"self"}
        self._new = {name: f"my_{place}" for place, name in enumerate(sorted(bound - {exercise}))}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._new.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._new.get(node.arg, node.arg))


class Reorder(ast.NodeTransformer):
    """Swaps neighbours that do not need each other: assignments to different names, methods."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = self._swapped(node.body)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        self._draw.shuffle(node.body)
        return node

    def _swapped(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found = list(body)
        for place in range(len(found) - 1):
            one, two = found[place : place + 2]
            if isinstance(one, ast.Assign) and isinstance(two, ast.Assign) and _apart(one, two):
                found[place : place + 2] = two, one
        return found


def _apart(one: ast.stmt, two: ast.stmt) -> bool:
    def names(node: ast.stmt, kind: type) -> set[str]:
        found = (n for n in ast.walk(node) if isinstance(n, ast.Name))
        return {n.id for n in found if isinstance(n.ctx, kind)}

    return not (
        names(one, ast.Store) & (names(two, ast.Load) | names(two, ast.Store))
        or names(two, ast.Store) & names(one, ast.Load)
    )


def made_up_class(
    name: str, number: int, copies: int, seed: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """A class in which some took over from another: how (or ""), and the answers of each student.

    The one who took over from the student at place i stands at place `number + i`.
    """
    alone = [independent(name, seed * 100_000 + i) for i in range(number)]
    yield from (("", codes) for codes in alone)
    for i in range(copies * len(KINDS)):
        kind = KINDS[i % len(KINDS)]
        yield kind, taken_over(alone[i], kind, seed * 100_000 + i)
