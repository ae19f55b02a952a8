"""Whoever starts a fork server ends it; a sandbox that only uses it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxRefused, WarmParent
from tests.sandbox.conftest import code

ONE = code("def f():\n    return 1")


@pytest.fixture
def parent(request: pytest.FixtureRequest) -> Iterator[WarmParent]:
    """A fork server of the test, with the minimum level of its parameter."""
    needed = getattr(request, "param", 1)
    parent = WarmParent.start(
        Limits(), level=None, minimum_level=needed, preload=(), readable=(), hidden=()
    )
    yield parent
    parent.close()


def test_closing_a_sandbox_does_not_end_a_fork_server_from_elsewhere(parent: WarmParent) -> None:
    with Sandbox(minimum_level=1, parent=parent, pipelined=True) as sandbox:
        sandbox.open(ONE).close()
    assert parent.is_alive()


@pytest.mark.slow
def test_a_restarted_sandbox_does_not_end_it_but_its_own(parent: WarmParent) -> None:
    with Sandbox(minimum_level=1, parent=parent, pipelined=True) as sandbox:
        sandbox.open(ONE).close()
        sandbox.restart()
        own = sandbox.pid
        assert own != parent.pid
        with sandbox.open(ONE) as box:
            assert box.call("f") == 1
        sandbox.restart()
        assert sandbox.pid not in (own, parent.pid)
    assert parent.is_alive()


@pytest.mark.parametrize("parent", [4], indirect=True)
def test_a_refused_level_does_not_end_it_either(parent: WarmParent) -> None:
    with pytest.raises(SandboxRefused):
        Sandbox(minimum_level=1, parent=parent)
    parent.wait_ready()
