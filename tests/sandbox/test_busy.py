"""On a busy machine code gets the time that it would have had on an idle one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import Limits, Sandbox, Stopped
from tests.sandbox.conftest import code

LIMITS = Limits(call_seconds=0.8)
BESIDE = 2  # processes that never stop working, on the core of the student's
WORK = """
import time

def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"
"""


@contextmanager
def busy(core: int) -> Iterator[None]:
    script = f"import os; os.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    others = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(BESIDE)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="cores are chosen and waiting told by Linux")
def test_waiting_for_a_core_is_not_on_the_clock_and_working_is() -> None:
    core = min(os.sched_getaffinity(0))
    with Sandbox(LIMITS) as sandbox, busy(core):
        sandbox.wait()
        os.sched_setaffinity(sandbox.pid, {core})  # its boxes inherit this
        with sandbox.open(code(WORK)) as box:
            assert box.call("work", 0.5) == "done"
        with sandbox.open(code(WORK)) as box, pytest.raises(Stopped) as caught:
            box.call("work", 60)
        assert caught.value.reason == "time"
