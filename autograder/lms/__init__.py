"""The way in and out: collects what was handed in, and gives grades back to Moodle and Canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.lms.collect import Collection
    from autograder.lms.exports import Export, export_grades
    from autograder.lms.imports import import_students, merged

__all__ = ["Collection", "Export", "export_grades", "import_students", "merged"]

__getattr__ = lazy(__name__)
