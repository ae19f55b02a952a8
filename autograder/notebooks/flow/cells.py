"""What a whole cell reads, binds and imports; code that Python cannot read does none of it."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Collection, Iterator

from autograder.notebooks.flow.effects import effects
from autograder.notebooks.flow.names import Kind, syntax_tree
from autograder.notebooks.statements import split_statements
from autograder.sandbox import Statement


def names_of(source: str) -> tuple[set[str], dict[str, Kind]]:
    """The names that a cell reads, also in functions that it defines, and those that it binds."""
    reads: set[str] = set()
    binds: dict[str, Kind] = {}
    for statement in _statements(source):
        found = effects(statement.source)
        reads |= found.now.reads | found.later.reads
        binds |= found.binds
    return reads, binds


def imported(*sources: str) -> tuple[str, ...]:
    """The modules that cells import, each once."""
    found: dict[str, None] = {}
    for statement in (each for source in sources for each in _statements(source)):
        for node in ast.walk(syntax_tree(statement.source)):
            if isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return tuple(found)


def missing(*sources: str, beside: Collection[str] = ()) -> list[str]:
    """The packages that cells import and that are not installed here, sorted.

    Args:
        sources: The cells.
        beside: The names of modules that lie beside the lesson.
    """
    packages = {module.split(".")[0] for module in imported(*sources)} - {*beside}
    return sorted(name for name in packages if importlib.util.find_spec(name) is None)


def _statements(source: str) -> Iterator[Statement]:
    yield from (each for each in split_statements(0, source) if isinstance(each, Statement))
