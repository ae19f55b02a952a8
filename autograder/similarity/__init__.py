"""Finds submissions that are closer to each other than the class explains; never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.similarity.page import similar_page
    from autograder.similarity.pairs import Found, Pair, find_pairs
    from autograder.similarity.parts import Given, OwnCode, own_code

__all__ = ["Found", "Given", "OwnCode", "Pair", "find_pairs", "own_code", "similar_page"]

__getattr__ = lazy(__name__)
