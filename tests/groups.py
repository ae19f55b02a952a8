"""Which tests take long, and which share what takes seconds to start.

A grader, a browser or a small course is started once in each process that needs it. So tests that
share one form a group, which runs in one process; the groups that take long are begun first.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
# What `make check` leaves out: all tests in these folders, and single ones elsewhere.
MARKS = {"attacks": "attack", "benchmarks": "slow", "browser": "browser"}

# In these folders all tests share something; in those, the ones whose ids name the same thing.
WHOLE = ("browser", "gradebook", "sandbox")
BY_NAME = {"attacks": "attacks", "graders": "grader", "grading": "grader", "lessons": "lesson"}
LESSONS = sorted(path.name for path in (HERE / "golden").iterdir())
NAMES = re.compile(rf"\[.*({'|'.join(LESSONS)}|level_\d)")


class Groups(LoadScopeScheduling):
    """Gives a group of tests to one process, in the order of the tests."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """As xdist's documentation has it: what a test belongs to."""
        return group(nodeid)


def group(nodeid: str) -> str:
    """What a test shares with others, or else its file."""
    file, _, test = nodeid.removeprefix("tests/").partition("::")
    folder = file.split("/")[0]
    if folder in WHOLE:
        return folder
    if folder in BY_NAME and "card" not in file and (named := NAMES.search(test)):
        return f"{BY_NAME[folder]} {named[1]}"
    return file


def mark_and_sort(items: list[pytest.Item]) -> None:
    """Give each test its mark, and put whole folders first, then what else takes long."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in MARKS:
            item.add_marker(MARKS[folder])
        groups.setdefault(group(item.nodeid), []).append(item)
    ordered = sorted(groups.values(), key=takes_long, reverse=True)
    items[:] = [item for group in ordered for item in group]


def takes_long(items: list[pytest.Item]) -> tuple[bool, bool]:
    """Whether a group is a whole folder, and whether `make check` leaves out anything in it."""
    is_slow = any(item.get_closest_marker(name) for item in items for name in MARKS.values())
    return group(items[0].nodeid) in WHOLE, is_slow
