"""Turns a notebook's cells of asserts into hidden tests, in which its exercises are the student's."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.importing.code import indented, parsed
from autograder.importing.form import Part
from autograder.importing.needs import Solved
from autograder.notebooks import Node

Import = ast.Import | ast.ImportFrom


@dataclass
class HiddenTest:
    """A hidden test, and what it needs of the lesson.

    Attributes:
        reason: Why it cannot run on the trusted side; empty if it can.
        above: Imports and definitions that stand above the tests, in order.
    """

    part: Part
    exercise: str
    points: float
    body: str = ""
    reason: str = ""
    above: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the test function."""
        return f"test_{self.part.name.removeprefix('test_')}"

    def function(self, name: str) -> str:
        """The test as a function of pytest."""
        title = self.part.title or f"The checks of `{self.exercise}` hold."
        title = " ".join(title.replace("\\", "").replace('"', "'").split())
        title = textwrap.shorten(title, 90, placeholder=" ...")
        return (
            f'@pytest.mark.exercise("{self.exercise}", points={self.points:g})\n'
            f"def {name}(student: Student) -> None:\n"
            f'    """{title}"""\n{indented(self.body)}\n'
        )

    def comment(self) -> str:
        """The test as a comment, where it cannot run."""
        head = f"Cell {self.part.cell}, {self.points:g} points for {self.exercise}: {self.reason}"
        return "\n".join(f"# {line}".rstrip() for line in [head, *self.part.solution.split("\n")])


def hidden_tests(parts: Sequence[Part], solved: Solved) -> Iterator[HiddenTest]:
    """A hidden test for each cell of asserts that is worth points."""
    above = ""
    for index, part in enumerate(parts):
        if part.role == "exercise" and part.solution:
            above = part.name
        elif part.role == "test" and part.points > 0:
            yield _hidden_test(part, index, solved, above)


def _hidden_test(part: Part, index: int, solved: Solved, above: str) -> HiddenTest:
    tree = parsed(part.solution)
    if tree is None or any(
        line.lstrip().startswith(("%", "!")) for line in part.solution.split("\n")
    ):
        return HiddenTest(part, above, part.points, reason="Python alone cannot read it.")
    nodes = solved.needed(sorted(_looked_up(tree)), index)
    mine = _of_student(nodes, solved)
    used = [name for name in solved.exercises if name in mine and _reads(tree, nodes, name, mine)]
    test = HiddenTest(part, _tested(used, above, solved), part.points)
    if not test.exercise:
        test.reason = "it stands above the first exercise."
    elif not used:
        test.reason = "it looks at no exercise, so it cannot run on a student's code."
    elif changed := sorted(_changed(tree) & {*solved.exercises}):
        test.reason = f"it replaces `{changed[0]}`, which is in another process here."
    body = [node for node in tree.body if not _is_text(node)]
    inner = [node.statement.source for node in nodes if _is_inner(node, mine, solved)]
    test.above = [
        node.statement.source
        for node in nodes
        if not solved.is_exercise(node) and not _is_inner(node, mine, solved)
    ]
    test.above += [ast.unparse(node) for node in body if isinstance(node, Import)]
    own = "\n".join(_source(part.solution, node) for node in body if not isinstance(node, Import))
    code = "\n".join([*inner, own])
    test.body = _as_student(code, mine & {*solved.exercises}) or "pass"
    return test


def _looked_up(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {*dir(builtins)}


def _of_student(nodes: Sequence[Node], solved: Solved) -> set[str]:
    """The exercises, and the names that given code makes with them."""
    mine = {*solved.exercises}
    for node in nodes:
        if not solved.is_exercise(node) and _looked_up(ast.parse(node.statement.source)) & mine:
            mine |= {*node.effects.binds}
    return mine


def _is_inner(node: Node, mine: Collection[str], solved: Solved) -> bool:
    """Whether given code must run with each student's code, or may not stand alone in a module."""
    tree = ast.parse(node.statement.source)
    if solved.is_exercise(node):
        return False
    is_fixed = isinstance(tree.body[0], (Import, ast.FunctionDef, ast.ClassDef))
    return not is_fixed or not isinstance(tree.body[0], Import) and bool(_looked_up(tree) & {*mine})


def _reads(tree: ast.AST, nodes: Sequence[Node], name: str, mine: Collection[str]) -> bool:
    """Whether a test looks at an exercise, itself or through given code."""
    texts = [ast.parse(node.statement.source) for node in nodes if {*node.effects.binds} & {*mine}]
    return any(name in _looked_up(each) for each in (tree, *texts))


def _tested(used: Sequence[str], above: str, solved: Solved) -> str:
    """The exercise that a test belongs to: the one above it, or else the last one that it uses."""
    return (
        above if above in used or not used else max(used, key=lambda name: solved.exercises[name])
    )


def _changed(tree: ast.AST) -> set[str]:
    kinds = (ast.Store, ast.Del)
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, kinds)}


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _source(text: str, node: ast.stmt) -> str:
    lines = text.split("\n")
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _as_student(code: str, names: Collection[str]) -> str:
    """Code in which these names are looked up on the student's side."""
    tree = parsed(code)
    if tree is None:
        return code
    lines = [line.encode() for line in code.split("\n")]
    for node in sorted(_free(tree, names), key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = line[: node.col_offset] + b"student." + line[node.col_offset :]
    text = b"\n".join(lines).decode()
    return "\n".join(_catching(text, node) for node in ast.parse(text).body)


def _free(tree: ast.AST, names: Collection[str]) -> Iterator[ast.Name]:
    """Where these names are looked up and are no parameters."""
    own = {*names}
    if isinstance(tree, (ast.FunctionDef, ast.Lambda)):
        own -= {node.arg for node in ast.walk(tree.args) if isinstance(node, ast.arg)}
    if isinstance(tree, ast.Name) and tree.id in own and isinstance(tree.ctx, ast.Load):
        yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _free(child, own)


def _catching(text: str, node: ast.stmt) -> str:
    """A statement whose handlers of exceptions also see those of the student's process."""
    tries = [each for each in ast.walk(node) if isinstance(each, ast.Try)]
    handlers = [handler for each in tries for handler in each.handlers]
    known: Mapping[str, object] = vars(builtins)
    wanted = [h for h in handlers if isinstance(h.type, ast.Name) and h.type.id in known]
    wanted = [
        h for h in wanted if ast.unparse(h.type or node) not in ("Exception", "AssertionError")
    ]
    if "student." not in text or not wanted:
        return _source(text, node)
    for handler in wanted:
        kind = ast.unparse(handler.type or node)
        handler.name = handler.name or "error"
        handler.type = ast.Name("StudentError", ast.Load())
        check = f"if {handler.name}.type_name != {kind!r}:\n    raise"
        handler.body = [
            *ast.parse(check).body,
            *(n for n in handler.body if not isinstance(n, ast.Pass)),
        ]
    return ast.unparse(ast.fix_missing_locations(node))
