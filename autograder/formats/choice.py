"""Chooses the form, and how many files it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

from autograder.errors import CourseError
from autograder.formats.classroom50 import classroom50
from autograder.formats.exercism import exercism
from autograder.formats.github import summary
from autograder.formats.given import Given
from autograder.formats.gradescope import gradescope
from autograder.formats.junit import junit
from autograder.formats.prairielearn import prairielearn
from autograder.report import Report
from autograder.text import clean

ONE: dict[str, Callable[[Report, Given], dict[str, Any]]] = {
    "gradescope": gradescope,
    "classroom50": classroom50,
    "prairielearn": prairielearn,
    "exercism": exercism,
}
MANY: dict[str, Callable[[Sequence[Report], Given], str]] = {"junit": junit, "github": summary}
FORMATS = (*ONE, *MANY)


class Converted(NamedTuple):
    """The text of one file, and the student whose it is; empty if it is about all of them."""

    student: str
    text: str


def convert(form: str, reports: Sequence[Report], given: Given) -> list[Converted]:
    """Reports in one of `FORMATS`: one text about all, or one about each.

    Args:
        form: The name of the form.
        reports: Whole reports; what students may not see yet is left out here.
        given: What else the form needs.

    Raises:
        CourseError: There is no such form.
    """
    reports = [_cleaned(report) for report in reports]
    if form in MANY:
        return [Converted("", MANY[form](reports, given))]
    if form in ONE:
        return [Converted(each.student, as_json(ONE[form](each, given))) for each in reports]
    raise CourseError(f"There is no format {form!r}; there are: {', '.join(FORMATS)}.")


def _cleaned(value: Any) -> Any:
    """A report without characters that no file can hold; kept JSON is read as it is."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        return replace(value, **{name: _cleaned(getattr(value, name)) for name in names})
    return value


def as_json(document: dict[str, Any]) -> str:
    """A document as the text of its file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
