"""Reads lessons and submissions as data, and finds the code to grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.notebooks.attempts import Attempt
    from autograder.notebooks.flow.cells import imported, missing, names_of
    from autograder.notebooks.flow.effects import effects
    from autograder.notebooks.flow.names import syntax_tree
    from autograder.notebooks.flow.slicing import How, Node, Program
    from autograder.notebooks.intake import Picture, SubmittedCell, read_bytes, read_outputs
    from autograder.notebooks.lesson import Cell, CellType, Lesson, Section, read_lesson
    from autograder.notebooks.load import load_module, parse_file
    from autograder.notebooks.misconceptions import (
        Misconception,
        misconception,
        read_misconceptions,
    )
    from autograder.notebooks.questions import added_words, answers
    from autograder.notebooks.solutions import drift, fill_in, read_solutions
    from autograder.notebooks.statements import split_statements
    from autograder.notebooks.submission import (
        Submission,
        answer,
        read_submission,
        without_attempts,
    )

__all__ = [
    "Attempt",
    "Cell",
    "CellType",
    "How",
    "Lesson",
    "Misconception",
    "Node",
    "Picture",
    "Program",
    "Section",
    "Submission",
    "SubmittedCell",
    "added_words",
    "answer",
    "answers",
    "drift",
    "effects",
    "fill_in",
    "imported",
    "load_module",
    "misconception",
    "missing",
    "names_of",
    "parse_file",
    "read_bytes",
    "read_lesson",
    "read_misconceptions",
    "read_outputs",
    "read_solutions",
    "read_submission",
    "split_statements",
    "syntax_tree",
    "without_attempts",
]

__getattr__ = lazy(__name__)
