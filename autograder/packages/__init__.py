"""Packs a lesson with the engine, so that another platform can grade with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.packages.gradescope import gradescope_package

__all__ = ["gradescope_package"]

__getattr__ = lazy(__name__)
