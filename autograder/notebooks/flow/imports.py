"""The modules that code imports, and whether they are installed here."""

from __future__ import annotations

import ast
import importlib.util

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


def is_installed(module: str) -> bool:
    """Whether a module, or the package that it is in, is installed here."""
    return importlib.util.find_spec(module.split(".")[0]) is not None
