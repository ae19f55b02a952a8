"""On a busy machine, student code gets as much time as on an idle one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import Limits, Sandbox, Stopped
from tests.sandbox.conftest import code

pytestmark = pytest.mark.slow

LIMITS = Limits(call_seconds=0.8)
COMPETITORS = 2  # processes that keep the core of the student's code busy
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
    others = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(COMPETITORS)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux pins processes and reports their waits"
)
def test_time_limits_count_work_and_not_waiting_for_a_core() -> None:
    core = min(os.sched_getaffinity(0))
    with Sandbox(LIMITS) as sandbox, busy(core):
        sandbox.wait()
        os.sched_setaffinity(sandbox.pid, {core})  # its boxes inherit this
        with sandbox.open(code(WORK)) as box:
            assert box.call("work", 0.5) == "done"
        with sandbox.open(code(WORK)) as box, pytest.raises(Stopped) as caught:
            box.call("work", 60)
        assert caught.value.reason == "time"
