"""The `course` command, with a module for each kind of work.

Heavy imports are inside the functions, so that `course --help` and a mistyped name are fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.commands.app import main

__all__ = ["main"]

__getattr__ = lazy(__name__)
