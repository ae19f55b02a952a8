"""Real sandboxes of each isolation level, started once for a test run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from autograder.notebooks import split_statements
from autograder.sandbox import Limits, Sandbox, SandboxRefused, Statement

LIMITS = Limits(call_seconds=3.0, load_seconds=3.0, memory_mb=512, scratch_mb=32)
TOKEN = "token-7d3f"
MakeSandbox = Callable[[int], Sandbox]


def code(text: str) -> list[Statement]:
    """A student's cell, number 1."""
    found = split_statements(1, dedent(text).strip("\n"))
    return [statement for statement in found if isinstance(statement, Statement)]


@pytest.fixture(scope="session")
def sandbox_of_level() -> Iterator[MakeSandbox]:
    """Returns the sandbox of a level; skips a test if the host does not support the level."""
    started: dict[int, Sandbox] = {}
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADER_TOKEN", TOKEN)  # a secret of the trusted process

    def get(level: int) -> Sandbox:
        if level not in started:
            try:
                started[level] = Sandbox(LIMITS, level=level, minimum_level=1)
            except SandboxRefused as refusal:
                pytest.skip(str(refusal))
        return started[level]

    yield get
    patch.undo()
    for sandbox in started.values():
        sandbox.close()


@pytest.fixture(params=[3, 2, 1], ids=lambda level: f"level{level}")
def sandbox(request: pytest.FixtureRequest, sandbox_of_level: MakeSandbox) -> Sandbox:
    """A sandbox of each level in turn."""
    return sandbox_of_level(request.param)


@pytest.fixture()
def strong_sandbox(sandbox_of_level: MakeSandbox) -> Sandbox:
    """A sandbox of the highest level."""
    return sandbox_of_level(3)
