"""What a notebook offers beside Python: `display`, `get_ipython`, magics and shell lines.

Output goes nowhere here, and there is no shell. What other code of the notebook may need works:
files that a cell writes can be imported and run.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from typing import Any

import torch


class Files(InspectLoader, MetaPathFinder):
    """Python files that cells wrote with `%%writefile`, by name; they can be imported."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The module in one of these files."""
        return spec_from_loader(name, self) if f"{name}.py" in self.texts else None

    def get_source(self, name: str) -> str:
        """The text of a module."""
        return self.texts[f"{name}.py"]


class Shell:
    """Takes the place of IPython's shell."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names
        self._files = Files()
        sys.meta_path.append(self._files)

    def run_cell_magic(self, magic: str, line: str, cell: str) -> None:
        """Write a file; any other magic of a cell does nothing."""
        if magic in ("writefile", "file") and line.split():
            *options, name = line.split()
            before = self._files.texts.get(name, "") if "-a" in options else ""
            self._files.texts[name] = before + cell

    def run_line_magic(self, magic: str, line: str, *_: object) -> None:
        """Run a file that a cell wrote; any other magic does nothing."""
        if magic == "run" and (name := line.split()[-1]) in self._files.texts:
            exec(compile(self._files.texts[name], name, "exec"), self.user_ns)

    def getoutput(self, *_: object, **__: object) -> list[str]:
        """What a shell command prints: nothing."""
        return []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Any other method does nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return do_nothing


def do_nothing(*_: object, **__: object) -> None:
    """Take anything, and do nothing."""


def offer(names: dict[str, Any]) -> None:
    """Offer to the code of a notebook with these names what IPython offers."""
    shell = Shell(names)
    vars(builtins).update(display=do_nothing, get_ipython=lambda: shell)
    vars(torch).update(compile=run_eagerly)  # there is no compiler


def run_eagerly(model: Any = None, **_: object) -> Any:
    """Take the place of `torch.compile`, also as a decorator with options."""
    return model if model is not None else lambda function: function
