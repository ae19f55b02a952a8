"""Student code as data: top-level statements with their place in the notebook."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from autograder.sandbox import Statement

# A line that cannot begin a top-level statement: indented, closing a bracket, or the second half
# of a compound statement.
CONTINUATION = re.compile(r"[\s)\]}#]|(?:else|elif|except|finally)\b|$")
# Type parameters, `type` statements, template strings, and exceptions without parentheses.
NEWER = re.compile(
    r"^\s*(?:(?:async )?def|class) \w+\[|^\s*type \w+.*=|\bt['\"]|^\s*except\*? \w+,.*:",
    re.MULTILINE,
)
# `%magic`, `!shell`, `help?`, `files = !ls`: IPython's own syntax. Long strings hold none.
IPYTHON = re.compile(
    r"""\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|^(?P<indent>[ \t]*+)"""
    r"""(?P<code>(?:[%!?]|[\w, ]++=[ \t]*+[%!])(?:.*\\\n)*+.*|[^\n'"#]*\?)[ \t]*$""",
    re.MULTILINE,
)
# Code under these magics runs as if they were not there.
TIMED_CELL = re.compile(r"\A(\s*)%%(?:time|timeit|capture|prun)\b.*")
TIMED = re.compile(r"(^|=[ \t]*)%time[ \t]+(?=\S)")
PASTED = re.compile(r"\A\s*(?:>>>|In \[|%%)|\A\n*[ \t]")  # with a prompt, or indented
LONGEST_GROWTH = 40
# Python can parse such a number but refuses to print it.
TOO_LONG = re.compile(r"0[xXoObB][0-9a-fA-F_]{3000}")
# Python's own compiler copes with deeper trees; what walks them here, and in the sandbox, does not.
MAX_DEPTH = 200
TOO_DEEP = "this is nested too deeply; split it into several statements"
WORK_PER_CELL = 100_000, 20  # characters to parse, and times its length; the rest is given up


class Broken(NamedTuple):
    """A piece of a cell that cannot be read, and why."""

    cell: int
    line: int
    source: str
    message: str

    @property
    def is_newer_python(self) -> bool:
        """Whether a newer Python than this one may be able to read it."""
        return self.message.startswith("f-string") or bool(NEWER.search(self.source))


def split_statements(cell: int, source: str) -> list[Statement | Broken]:
    """The top-level statements of a cell. Code that does not parse becomes `Broken` pieces.

    Magics, shell lines and pasted prompts become what IPython makes of them.
    """
    return [piece._replace(cell=cell) for piece in _pieces(source)]


@lru_cache(maxsize=500)  # most cells in a class are the lesson's own and repeat
def _pieces(source: str) -> tuple[Statement | Broken, ...]:
    # A lone carriage return also ends a line for Python, and we cut by its line numbers.
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    tree = _parse(source)
    if not isinstance(tree, ast.Module):
        source = _without_ipython(source)
        tree = _parse(source)
    if isinstance(tree, ast.Module):
        return tuple(_cut(1, source, tree))
    lines = source.split("\n")
    starts = [i for i, line in enumerate(lines) if not CONTINUATION.match(line)]
    return tuple(_salvage(lines, [*starts, len(lines)]))


def _without_ipython(source: str) -> str:
    """The cell as Python, with its lines where they were, as IPython would run it."""
    source = TIMED_CELL.sub(r"\1", source)
    if not PASTED.match(source) and not any(found["code"] for found in IPYTHON.finditer(source)):
        return source
    # It takes half a second, and most classes have no cell that needs it.
    from IPython.core.inputtransformer2 import TransformerManager

    manager: Any = TransformerManager()

    def transformed(found: re.Match[str]) -> str:
        if found["code"] is None:
            return found[0]
        try:
            code = manager.transform_cell(TIMED.sub(r"\1", found["code"])).rstrip("\n")
        except Exception:  # it was made for what people type, not for any text
            return found[0]
        return f"{found['indent']}{code}" + "\n" * found[0].count("\n")

    text = source.lstrip("\n")
    above = "\n" * (len(source) - len(text))
    if text.startswith("%%"):
        return above + str(manager.transform_cell(text))
    lines = text.splitlines(keepends=True)
    for clean in manager.cleanup_transforms:
        lines = clean(lines)
    # Line by line, since IPython reads a whole cell once for each magic in it.
    return above + IPYTHON.sub(transformed, "".join(lines).removesuffix("\n"))


def _salvage(lines: list[str], starts: list[int]) -> Iterator[Statement | Broken]:
    """Read statement by statement: from each start, take the shortest run of lines that parses."""
    i, work = 0, WORK_PER_CELL[0] + WORK_PER_CELL[1] * sum(map(len, lines))
    while i < len(starts) - 1:
        first = starts[i]
        if work < 0:
            rest = "\n".join(lines[first:])
            yield Broken(0, first + 1, rest, "too much of this cell cannot be read")
            return
        for j in range(i + 1, min(i + LONGEST_GROWTH, len(starts))):
            piece = "\n".join(lines[first : starts[j]])
            work -= len(piece)
            tree = _parse(piece)
            if isinstance(tree, ast.Module):
                yield from _cut(first + 1, piece, tree)
                i = j
                break
        else:
            piece = "\n".join(lines[first : starts[i + 1]])
            error = _parse(piece)
            if isinstance(error, SyntaxError):
                yield Broken(0, first + (error.lineno or 1), piece, error.msg)
            i += 1


def _cut(first: int, source: str, tree: ast.Module) -> Iterator[Statement | Broken]:
    lines = source.split("\n")
    taken = Counter(line for node in tree.body for line in {_begin(node, lines), node.end_lineno})
    for node in tree.body:
        begin, end = _begin(node, lines), node.end_lineno or node.lineno
        text = "\n".join(lines[begin - 1 : end]).removesuffix("\\")  # a lone one ends nothing
        if _depth(node) > MAX_DEPTH:
            yield Broken(0, first + begin - 1, text, TOO_DEEP)
            continue
        shared = taken[begin] > 1 or taken[end] > 1  # `a = 1; b = 2` are on one line
        yield Statement(0, first + begin - 1, ast.unparse(node) if shared else text)


def _begin(node: ast.stmt, lines: Sequence[str]) -> int:
    """The line of the first decorator's `@`, or of the statement itself."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    line = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while decorators and line > 1 and not lines[line - 1].lstrip().startswith("@"):
        line -= 1  # `@(` on a line of its own
    return line


def _depth(tree: ast.AST) -> int:
    """How deeply the syntax tree is nested."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _parse(source: str) -> ast.Module | SyntaxError:
    if TOO_LONG.search(source):
        return SyntaxError("this number is too long")
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error) or TOO_DEEP)
