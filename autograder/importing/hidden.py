"""Turns cells of asserts into hidden tests, in which the exercises are the student's."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.importing.code import MAGIC, indented, parsed
from autograder.importing.form import Part
from autograder.importing.needs import Solved
from autograder.notebooks import Node, missing, names_of, syntax_tree

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
    name: str
    body: str = ""
    reason: str = ""
    above: list[str] = field(default_factory=list)

    def function(self) -> str:
        """The test as a function of pytest."""
        title = self.part.title or f"The checks of `{self.exercise}` hold."
        title = " ".join(title.replace("\\", "").replace('"', "'").split())
        title = textwrap.shorten(title, 90, placeholder=" ...")
        return (
            f'@pytest.mark.exercise("{self.exercise}", points={self.part.points:g})\n'
            f"def {self.name}({', '.join(self._fixtures())}) -> None:\n"
            f'    """{title}"""\n    student = as_local(student)\n{indented(self.body)}\n'
        )

    def _fixtures(self) -> list[str]:
        needs_reference = "reference." in self.body
        return ["student: Student", *(["reference: Reference"] if needs_reference else [])]

    def comment(self) -> str:
        """The test as a comment, where it cannot run."""
        head = (
            f"Cell {self.part.cell}, {self.part.points:g} points for {self.exercise}: {self.reason}"
        )
        return "\n".join(f"# {line}".rstrip() for line in [head, *self.part.solution.split("\n")])


def hidden_tests(
    parts: Sequence[Part], solved: Solved, beside: Collection[str] = ()
) -> Iterator[HiddenTest]:
    """A hidden test for each cell of asserts that is worth points.

    Args:
        parts: The parts of the lesson.
        solved: The same with the solutions in place.
        beside: The names of the modules that lie beside the lesson.
    """
    above, taken = "", set[str]()
    for index, part in enumerate(parts):
        if part.role == "exercise" and part.solution:
            above = part.name
        elif part.role == "test" and part.points > 0:
            name = wanted = f"test_{part.name.removeprefix('test_')}"
            number = 2
            while name in taken:
                name, number = f"{wanted}_{number}", number + 1
            taken.add(name)
            yield _hidden_test(HiddenTest(part, above, name), index, solved, beside)


def _hidden_test(
    test: HiddenTest, index: int, solved: Solved, beside: Collection[str]
) -> HiddenTest:
    part = test.part
    tree = parsed(part.solution)
    if tree is None or MAGIC.search(part.solution):
        return replace(test, reason="Python alone cannot read it.")
    above = solved.with_changes(solved.read_by(index), index)
    nodes = [node for node in above if not solved.is_exercise(node)]
    inner = _inner(nodes, solved)
    body = [node for node in tree.body if not _is_text(node)]
    reads, binds = names_of(part.solution)
    looked_up = {*reads, *binds}.union(*map(_reads, inner))
    used = [name for name in solved.exercises if name in looked_up]
    test = replace(test, exercise=_tested(used, test.exercise, solved))
    if not test.exercise:
        test.reason = "it stands above the first exercise."
    elif not used:
        test.reason = "it looks at no exercise, so it says nothing about a student's code."
    elif changed := sorted(binds.keys() & {*used}):
        test.reason = f"it replaces `{changed[0]}`, which is in another process here."
    test.above = [node.statement.source for node in nodes if node not in inner]
    test.above += [ast.unparse(node) for node in body if isinstance(node, Import)]
    if gone := missing(*test.above, beside=beside):
        test.reason = test.reason or f"it needs `{gone[0]}`, which is not installed here."
    own = [_source(part.solution, node) for node in body if not isinstance(node, Import)]
    code = "\n".join([*(node.statement.source for node in inner), *own])
    sides = {name: "student" if name == test.exercise else "reference" for name in used}
    test.body = _on_sides(code, sides)
    return test


def _reads(node: Node) -> set[str]:
    return node.effects.now.reads | node.effects.later.reads


def _inner(nodes: Sequence[Node], solved: Solved) -> list[Node]:
    """The given code that runs within a test: what is made with exercises, and all data."""
    names, found = {*solved.exercises}, set[int]()
    size = -1
    while size < len(found):
        size = len(found)
        for i, node in enumerate(nodes):
            tree = _tree(node)
            is_definition = isinstance(tree, (ast.FunctionDef, ast.ClassDef))
            if not isinstance(tree, Import) and (not is_definition or _reads(node) & names):
                found.add(i)
                names |= {*node.effects.binds}
    return [nodes[i] for i in sorted(found)]


def _tree(node: Node) -> ast.stmt:
    return syntax_tree(node.statement.source)


def _tested(used: Sequence[str], above: str, solved: Solved) -> str:
    """The exercise that a test belongs to: the one above it, or else the last one that it uses."""
    return (
        above if above in used or not used else max(used, key=lambda name: solved.exercises[name])
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _source(text: str, node: ast.stmt) -> str:
    lines = text.split("\n")
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _on_sides(code: str, sides: Mapping[str, str]) -> str:
    """Code in which the tested exercise is the student's, and each other one the solution.

    So nobody loses points twice for one mistake; and a student's process holds one exercise.
    """
    tree = parsed(code)
    if tree is None:
        return code
    lines = [line.encode() for line in code.split("\n")]
    for node in sorted(_free(tree, sides), key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[node.lineno - 1]
        owner = f"{sides[node.id]}.".encode()
        lines[node.lineno - 1] = line[: node.col_offset] + owner + line[node.col_offset :]
    return b"\n".join(lines).decode()


def _free(tree: ast.AST, names: Collection[str]) -> Iterator[ast.Name]:
    """Where these names are looked up and are no parameters."""
    own = {*names}
    if isinstance(tree, (ast.FunctionDef, ast.Lambda)):
        own -= {node.arg for node in ast.walk(tree.args) if isinstance(node, ast.arg)}
    if isinstance(tree, ast.Name) and tree.id in own and isinstance(tree.ctx, ast.Load):
        yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _free(child, own)
