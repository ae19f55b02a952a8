"""Which tests take long, and which share what takes seconds to start.

`--dist loadgroup` gives a group of tests to one process, so that a grader, a browser or a small
course is started once. Tests that share nothing form a group with the rest of their file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# What `make check` leaves out: all tests in these folders, and single ones elsewhere.
MARKS = {"attacks": "attack", "benchmarks": "slow", "browser": "browser", "lessons": "slow"}
SHARING = ("browser", "gradebook", "sandbox")  # all tests of such a folder form a group


def mark_and_group(items: list[pytest.Item]) -> None:
    """Give each test its mark and its group; groups that take long come first."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in MARKS:
            item.add_marker(MARKS[folder])
        chosen = item.get_closest_marker("xdist_group")
        name = chosen.args[0] if chosen else group(item, folder)
        item.add_marker(pytest.mark.xdist_group(name))
        groups.setdefault(name, []).append(item)
    ordered = sorted(groups.values(), key=takes_long, reverse=True)
    items[:] = [item for group in ordered for item in group]


def takes_long(items: list[pytest.Item]) -> bool:
    """Whether a group holds anything that `make check` leaves out."""
    return any(item.get_closest_marker(name) for item in items for name in MARKS.values())


def group(item: Any, folder: str) -> str:
    """The name of what a test shares with others."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "on_card" in item.fixturenames:
        return "card"
    if "grader_of_level" in item.fixturenames:
        return f"attacks at level {parameters.get('level', 1)}"
    if "grader" in item.fixturenames:
        return lesson_of(item, parameters)
    return folder if folder in SHARING else item.path.relative_to(HERE).as_posix()


def lesson_of(item: Any, parameters: dict[str, Any]) -> str:
    """The lesson whose grader a test uses: a parameter says so, or else its module."""
    match parameters:
        case {"lesson": str(lesson)}:
            return lesson
        case {"answer": answer}:
            return str(answer.lesson)
        case {"case": Path() as case}:
            return case.parent.name
    return str(item.module.LESSON)
