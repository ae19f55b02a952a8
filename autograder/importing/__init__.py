"""Makes lessons of notebooks that were written for another grader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.importing.bring import Imported, import_lesson, lesson_name
    from autograder.importing.reading import Format

__all__ = ["Format", "Imported", "import_lesson", "lesson_name"]

__getattr__ = lazy(__name__)
