"""HTML pages for instructors: each is one file without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.pages.analysis import analyse
    from autograder.pages.class_report import class_page, hints_of
    from autograder.pages.reactions import read_reactions
    from autograder.pages.reactions_report import reactions_page

__all__ = ["analyse", "class_page", "hints_of", "reactions_page", "read_reactions"]

__getattr__ = lazy(__name__)
