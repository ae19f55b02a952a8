"""Grades one submission: from the code and the hidden tests to a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.grading.cache import BUSY_SECONDS, Cache, context_key, key_of
    from autograder.grading.devices import choose_devices
    from autograder.grading.explain.explainer import Explainer, Fresh
    from autograder.grading.explain.explanation import (
        ExplainedExercise,
        ExplainedTest,
        Explanation,
    )
    from autograder.grading.grader import Grader
    from autograder.grading.options import (
        code_in,
        imported_modules,
        own_data,
        own_modules,
        sandbox_options,
    )
    from autograder.grading.pictures import keep_picture, read_pictures
    from autograder.grading.recognition.kept import is_kept, kept_text
    from autograder.grading.rubric import Rubric, read_rubric

__all__ = [
    "BUSY_SECONDS",
    "Cache",
    "ExplainedExercise",
    "ExplainedTest",
    "Explainer",
    "Explanation",
    "Fresh",
    "Grader",
    "Rubric",
    "choose_devices",
    "code_in",
    "context_key",
    "imported_modules",
    "is_kept",
    "keep_picture",
    "kept_text",
    "key_of",
    "own_data",
    "own_modules",
    "read_pictures",
    "read_rubric",
    "sandbox_options",
]

__getattr__ = lazy(__name__)
