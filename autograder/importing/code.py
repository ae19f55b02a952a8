"""Takes the code of a cell apart: its blocks, the stub and the solution of a definition."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Definition = ast.FunctionDef | ast.ClassDef
MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
XKCD = re.compile(r"^([ \t]*)with plt\.xkcd\(\):[ \t]*$")
RAISE = re.compile(r"raise NotImplementedError\b(?:\((.*)\))?")


@dataclass(frozen=True)
class Block:
    """A top-level statement with the comments above it; the last one may be comments alone.

    Attributes:
        first: The index of its first line in the cell.
    """

    text: str
    node: ast.stmt | None
    first: int

    @property
    def name(self) -> str:
        """What it defines; empty if it is no function or class."""
        return self.node.name if isinstance(self.node, Definition) else ""


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell with its magics left out; None if Python cannot read it."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError):
        return None


def blocks(source: str) -> list[Block]:
    """The blocks of a cell; code that Python cannot read is one block."""
    tree, lines = parsed(source), source.split("\n")
    if tree is None:
        return [Block(source, None, 0)]
    found: list[Block] = []
    begin = 0
    for node in tree.body:
        end = node.end_lineno or node.lineno
        if end > begin:  # `a = 1; b = 2` on one line is one block
            found.append(Block("\n".join(lines[begin:end]), node, begin))
            begin = end
    if "".join(lines[begin:]).strip():
        found.append(Block("\n".join(lines[begin:]), None, begin))
    return found


def is_stub(block: Block) -> bool:
    """Whether a definition raises NotImplementedError with a message, or holds a blank besides."""
    if not block.name or not RAISE.search(block.text):
        return False
    has_message = any(found[1] for found in RAISE.finditer(block.text))
    return has_message or any(
        isinstance(node, ast.Constant) and node.value is ...
        for node in ast.walk(tree_of(block.text))
    )


def returns_nothing(solution: str) -> bool:
    """Whether a solution is a function without a value to return or to yield."""
    gives = (ast.Return, ast.Yield, ast.YieldFrom)
    return isinstance(tree_of(solution).body[0], ast.FunctionDef) and not any(
        isinstance(node, gives) and node.value is not None for node in ast.walk(tree_of(solution))
    )


def with_message(stub: str, name: str) -> str:
    """A stub whose `raise` has a message, which the engine knows a stub by."""
    return RAISE.sub(lambda found: found[0] if _is_text(found[1]) else raising(name), stub)


def without_message(source: str) -> str:
    """Given code in which no NotImplementedError looks like that of a stub."""
    return RAISE.sub("raise NotImplementedError", source)


def _is_text(argument: str | None) -> bool:
    return bool(argument) and bool(re.fullmatch(r"""(["'])[^"']+\1""", str(argument).strip()))


def raising(name: str) -> str:
    """The line of a stub that the engine knows it by."""
    return f'raise NotImplementedError("Complete {name}!")'


def without_xkcd(source: str) -> str:
    """Code in which nothing is drawn like a comic strip."""
    lines: list[str] = []
    depth: list[int] = []  # indents of the `with` lines that were left out
    for line in source.split("\n"):
        indent = len(line) - len(line.lstrip())
        while depth and line.strip() and indent <= depth[-1]:
            depth.pop()
        if found := XKCD.match(line):
            depth.append(len(found[1]))
        elif depth and line.strip():
            step = 2 if indent - depth[-1] == 2 else 4
            lines.append(line[step * len(depth) :])
        else:
            lines.append(line)
    return "\n".join(lines)


def with_docstrings(solution: str, stub: str) -> str:
    """The solution with the docstrings of the stub, where both have one and they differ."""
    wanted = dict(_docstrings(stub))
    lines = solution.split("\n")
    for path, node in reversed(list(_docstrings(solution))):
        theirs = wanted.get(path)
        if theirs is None or theirs.value == node.value:
            continue
        given = stub.split("\n")[theirs.lineno - 1 : theirs.end_lineno]
        lines[node.lineno - 1 : node.end_lineno] = given
    return "\n".join(lines)


def _docstrings(source: str) -> Iterator[tuple[tuple[str, ...], ast.Constant]]:
    def walk(
        body: Sequence[ast.stmt], path: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], ast.Constant]]:
        for node in body:
            if isinstance(node, Definition):
                match node.body[0]:
                    case ast.Expr(value=ast.Constant(value=str()) as text):
                        yield (*path, node.name), text
                yield from walk(node.body, (*path, node.name))

    yield from walk(tree_of(source).body, ())


def hollow(source: str, name: str) -> str:
    """A stub of a definition: its signatures and docstrings, and a line that raises."""
    lines = source.split("\n")
    node = next(each for each in tree_of(source).body if isinstance(each, Definition))
    return "\n".join(_hollow(node, lines, name))


def _hollow(node: Definition, lines: Sequence[str], name: str) -> Iterator[str]:
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    body = node.body
    has_text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    start = min([body[0].lineno, *(e.lineno for e in getattr(body[0], "decorator_list", []))])
    if start == node.lineno:  # `def f(x): return x` is on one line
        yield " " * node.col_offset + ast.unparse(node).split("\n")[len(node.decorator_list)]
    else:
        yield from lines[first - 1 : (body[0].end_lineno or start) if has_text else start - 1]
    inner = [each for each in body if isinstance(each, Definition)]
    if isinstance(node, ast.ClassDef) and inner:
        for each in inner:
            yield ""
            yield from _hollow(each, lines, name)
    else:
        yield " " * (node.col_offset + 4) + raising(name)


def indented(source: str) -> str:
    """Code as the body of a function; texts over several lines stay as they are."""
    inside = {
        line
        for node in ast.walk(tree_of(source))
        if isinstance(node, (ast.Constant, ast.JoinedStr))
        for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }
    return "\n".join(
        f"    {line}" if line.strip() and number not in inside else line
        for number, line in enumerate(source.split("\n"), start=1)
    )


def tree_of(source: str) -> ast.Module:
    """The syntax tree of a cell; an empty one if Python cannot read it."""
    return parsed(source) or ast.Module([], [])
