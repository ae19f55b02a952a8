"""Lazy faces of rooms: importing a room imports torch or nbgrader only when a name needs them."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def lazy(room: str) -> Callable[[str], Any]:
    """The `__getattr__` of a room's `__init__.py`.

    A room lists the names that others may use under `if TYPE_CHECKING:`, as ordinary imports, for
    people and for type checkers. The same lines say where to find a name at its first use.
    """
    homes = _homes(Path(str(sys.modules[room].__file__)).read_text(encoding="utf-8"))

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        home = homes[name]
        if home == room or not hasattr(module := importlib.import_module(home), name):
            return importlib.import_module(f"{home}.{name}")  # the name is a module
        return getattr(module, name)

    return load


def _homes(source: str) -> dict[str, str]:
    """The module that defines each name of a face."""
    return {
        alias.name: node.module
        for block in ast.parse(source).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
