"""What students read: the sentences, what is left out of them, and the feedback page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.feedback import messages
    from autograder.feedback.formulas import mathml
    from autograder.feedback.html import (
        exercise_html,
        exercise_text,
        points,
        score,
        summary_html,
        summary_text,
    )
    from autograder.feedback.redaction import Answered, redact, type_name, usual_text
    from autograder.feedback.visibility import (
        Withheld,
        is_folded,
        now,
        visible_to_students,
        withheld_at,
    )

__all__ = [
    "Answered",
    "Withheld",
    "exercise_html",
    "exercise_text",
    "is_folded",
    "mathml",
    "messages",
    "now",
    "points",
    "redact",
    "score",
    "summary_html",
    "summary_text",
    "type_name",
    "usual_text",
    "visible_to_students",
    "withheld_at",
]

__getattr__ = lazy(__name__)
