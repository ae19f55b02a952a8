"""Reports in the forms that other platforms read: one small module for each form.

Each removes what students may not see yet, or marks it so that only instructors see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.formats.choice import FORMATS, convert
    from autograder.formats.github import workflow_commands
    from autograder.formats.given import Given, read_images

__all__ = ["FORMATS", "Given", "convert", "read_images", "workflow_commands"]

__getattr__ = lazy(__name__)
