"""The modules that code imports, and those of them that are missing here."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Collection

from autograder.notebooks.flow.names import syntax_tree
from autograder.notebooks.statements import split_statements
from autograder.sandbox import Statement


def imported(*sources: str) -> tuple[str, ...]:
    """The modules that cells import, each once; code that Python cannot read imports none."""
    found: dict[str, None] = {}
    pieces = (piece for source in sources for piece in split_statements(0, source))
    for piece in pieces:
        for node in ast.walk(syntax_tree(piece.source)) if isinstance(piece, Statement) else ():
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
