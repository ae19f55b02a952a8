"""One world for a test run, and one grader for each isolation level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from autograder.grading import Grader
from autograder.sandbox import SandboxRefused

from .world import SECRET, World, new_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADER_TOKEN", SECRET)
    with new_world(tmp_path_factory.mktemp("world")) as world:
        yield world
    patch.undo()


@pytest.fixture(scope="session")
def grader_of_level(world: World) -> Iterator[Callable[[int], Grader]]:
    """A function from a level to a grader; skips where the host gives less."""
    with ExitStack() as stack:

        @cache
        def get(level: int) -> Grader:
            return stack.enter_context(world.grader(level))

        def get_or_skip(level: int) -> Grader:
            try:
                return get(level)
            except SandboxRefused as refusal:
                pytest.skip(str(refusal))

        yield get_or_skip
