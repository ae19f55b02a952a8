"""Every attack as a whole submission: it gets what it must get, and nobody else notices."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.report import Report
from tests.sandbox.conftest import code
from tests.sandbox.test_isolation import alive

from .kit import Attack, Outcome, attacks
from .world import SECRET, World, hurry

IDLE = 2  # processes of a box that waits for the next student

CASES = [
    pytest.param(attack, level, id=f"level_{level}-{attack.name}-{attack.variant}".rstrip("-"))
    for attack in attacks()
    for level in attack.expected
]


@pytest.mark.parametrize(("attack", "level"), CASES)
def test_an_attack_gets_what_it_must_and_its_neighbour_full_marks(
    attack: Attack, level: int, world: World, grader_of_level: Callable[[int], Grader]
) -> None:
    grader = grader_of_level(level)
    student = f"{attack.name}-{attack.variant.replace(' ', '_')}-{level}"
    path = world.hand_in_attack(attack, student)
    if level == 1 and hasattr(attack.entry, "READS_FILES") and not can_read(grader, path):
        pytest.skip("root runs even boxes of level 1 as another user")
    files, mounts = world.fingerprint(), Path("/proc/self/mountinfo").read_text()
    with hurry(grader, attack.seconds):
        submission, report = world.grade(grader, path)
    assert world.fingerprint() == files
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert survivors(grader) == []
    expected = attack.expected[level]
    if level == 1 and os.getuid() == 0:
        expected = getattr(attack.entry, "AS_ROOT", expected)
    assert_outcome(report, expected)
    if hasattr(attack.entry, "TWICE"):
        assert world.grade(grader, path)[1].without_timing() == report.without_timing()
    published = world.published(submission, report)
    assert SECRET not in published
    assert getattr(attack.entry, "ABSENT", SECRET) not in published
    assert world.enter(submission, report) == report.score
    _, neighbour = world.grade(grader, world.place("neighbour"))
    assert neighbour.score == neighbour.max_score == 4.0


READ = """
def can_read(path):
    try:
        with open(path):
            return True
    except OSError:
        return False
"""


def can_read(grader: Grader, path: Path) -> bool:
    """Whether student code can read a file of ours."""
    with grader.sandbox.open(code(READ)) as box:
        return bool(box.call("can_read", str(path)))


MISSING = """
import pkgutil

def missing(names):
    found = []
    for name in names:
        try:
            pkgutil.resolve_name(name)
        except (AttributeError, ImportError):
            found.append(name)
    return found
"""


@pytest.mark.parametrize("level", [1], ids="level_{}".format)
def test_what_attacks_replace_exists_where_nothing_hides_it(
    level: int, grader_of_level: Callable[[int], Grader]
) -> None:
    names = {name for attack in attacks() for name in getattr(attack.entry, "PATCHES", ())}
    with grader_of_level(level).sandbox.open(code(MISSING)) as box:
        assert box.call("missing", [*sorted(names), "torch.gone"]) == ["torch.gone"]


def assert_outcome(report: Report, expected: Outcome) -> None:
    double, half = report.exercises
    told = " ".join(test.message for test in double.tests)
    found = f"{double.status} {double.score:g}/3 {double.stopped_by} {told} {report.repairs}"
    assert double.status == expected.status, found
    assert double.score == expected.score, found
    assert double.stopped_by.startswith(expected.stopped_by), found
    assert bool(double.stopped_by) == bool(expected.stopped_by), found
    assert expected.says in told, found
    assert any(expected.repair in repair for repair in ("", *report.repairs)), found
    assert half.score == expected.half
    assert report.score == expected.score + expected.half


def survivors(grader: Grader) -> list[int]:
    """Processes that stay alive below the fork server, beside the two of an idle spare."""
    deadline = time.monotonic() + 20
    while len(found := living(grader.sandbox.pid)) > IDLE:
        if time.monotonic() > deadline:
            return found
        time.sleep(0.01)
    return []


def living(pid: int) -> list[int]:
    """Descendants of a process that are not yet dead."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return []
    found = [child for child in map(int, listed) if alive(child)]
    return [each for child in found for each in (child, *living(child))]
