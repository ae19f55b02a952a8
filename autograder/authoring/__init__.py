"""Helps authors to start, build, preview, check and audit a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.authoring.audit.page import audit_page
    from autograder.authoring.audit.run import Audit, Tried, judge, make_mutants, try_mutants
    from autograder.authoring.cells import new_cell, write_notebook
    from autograder.authoring.check import Finding, check_lesson, silent_figures, unkept
    from autograder.authoring.outputs import saved_outputs, small_picture
    from autograder.authoring.pair import refuse_drift, write_pair
    from autograder.authoring.preview import preview_lesson
    from autograder.authoring.release import (
        build_release,
        first_error,
        folders,
        is_deadline,
        is_fresh,
        is_install,
        lesson_notebook,
        nbgrader_api,
        released_notebook,
    )
    from autograder.authoring.scaffold import init_course, list_lesson, new_lesson, refuse_name
    from autograder.authoring.students.leaks import hidden_lines, leaks_below, leaks_in, unknown
    from autograder.authoring.students.share import placeholder, share

__all__ = [
    "Audit",
    "Finding",
    "Tried",
    "audit_page",
    "build_release",
    "check_lesson",
    "first_error",
    "folders",
    "hidden_lines",
    "init_course",
    "is_deadline",
    "is_fresh",
    "is_install",
    "judge",
    "leaks_below",
    "leaks_in",
    "lesson_notebook",
    "list_lesson",
    "make_mutants",
    "nbgrader_api",
    "new_cell",
    "new_lesson",
    "placeholder",
    "preview_lesson",
    "refuse_drift",
    "refuse_name",
    "released_notebook",
    "saved_outputs",
    "share",
    "silent_figures",
    "small_picture",
    "try_mutants",
    "unkept",
    "unknown",
    "write_notebook",
    "write_pair",
]

__getattr__ = lazy(__name__)
