"""Code that hangs, crashes or uses up resources: its box ends with a reason, and alone."""

from __future__ import annotations

import mmap
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxFault, Stopped, StudentError
from autograder.sandbox.processes import proc
from autograder.testing import Student
from tests.sandbox.conftest import MakeSandbox, code
from tests.sandbox.test_isolation import alive

pytestmark = pytest.mark.slow

IMPORTS = "import ctypes, os, signal, sys, threading, time\nimport torch\n"


def stopped_by(sandbox: Sandbox, body: str) -> str:
    """Why a call of a function with this body is stopped; later calls must be refused too."""
    indented = body.replace("\n", "\n    ")
    with sandbox.open(code(f"{IMPORTS}def f():\n    {indented}")) as box:
        with pytest.raises(Stopped) as caught:
            box.call("f")
        with pytest.raises(Stopped):
            box.call("f")
    assert_no_process_is_left(sandbox)
    return caught.value.reason


def children(sandbox: Sandbox) -> list[int]:
    """The processes below the fork server."""
    listed = Path(f"/proc/{sandbox.pid}/task/{sandbox.pid}/children").read_text().split()
    return [*map(int, listed)]


def assert_no_process_is_left(sandbox: Sandbox) -> None:
    """The fork server has no children, and a new box answers."""
    assert children(sandbox) == []
    with sandbox.open(code("def f():\n    return 1")) as box:
        assert box.call("f") == 1


HANGS = {
    "loops for ever": "while True:\n    pass",
    "swallows every exception": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "hangs in C": "ctypes.CDLL(None).pause()",
    "waits for a lock": "lock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "ignores signals": (
        "for n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except OSError: pass\ntime.sleep(1000)"
    ),
    "answers with half a frame": "os.write(4, b'\\x10\\0\\0\\0half')\ntime.sleep(1000)",
    "sends single bytes": "while True:\n    os.write(4, b'\\1')\n    time.sleep(0.1)",
    "returns an object that hangs when it is encoded": (
        "def items():\n    yield 1\n    time.sleep(1000)\nreturn items()"
    ),
}


@pytest.mark.parametrize("body", HANGS.values(), ids=list(HANGS))
def test_code_that_hangs_is_stopped_by_time(
    strong_sandbox: Sandbox, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = replace(strong_sandbox.limits, call_seconds=1.0)
    monkeypatch.setattr(strong_sandbox, "limits", impatient)
    assert stopped_by(strong_sandbox, body) in ("time", "protocol")


def test_definitions_that_hang_are_stopped_by_time(sandbox: Sandbox) -> None:
    with pytest.raises(Stopped) as caught:
        sandbox.open(code("while True:\n    pass"))
    assert caught.value.reason == "time"
    assert_no_process_is_left(sandbox)


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        ("ctypes.string_at(0)", {"signal SIGSEGV"}),
        ("os.abort()", {"signal SIGABRT", "signal SIGSEGV"}),
        ("ctypes.CDLL(None).abort()", {"signal SIGABRT", "signal SIGSEGV"}),
        ("os._exit(0)", {"exit"}),
        ("os._exit(139)", {"exit"}),
        ("os.close(4)", {"exit"}),
        ("os.close(4)\ntime.sleep(1000)", {"protocol"}),
        ("os.write(4, b'\\xff' * 100)", {"protocol"}),
        ("os.write(4, b'\\1\\0\\0\\0\\xc0')", {"protocol"}),
    ],
)
def test_the_reason_of_an_end_is_known(sandbox: Sandbox, body: str, reasons: set[str]) -> None:
    assert stopped_by(sandbox, body) in reasons


def test_unexpected_bytes_break_the_protocol(strong_sandbox: Sandbox) -> None:
    body = "write = lambda: [os.write(4, bytes(64)) for _ in range(99)]\nwrite()\nreturn 1"
    assert stopped_by(strong_sandbox, body) == "protocol"


def test_endless_recursion_is_an_error_or_a_crash(sandbox: Sandbox) -> None:
    source = "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f():\n    return [f()]"
    with sandbox.open(code(source)) as box, pytest.raises((Stopped, StudentError)):
        box.call("f")
    assert_no_process_is_left(sandbox)


BOMBS = {
    "of lists": "kept = []\nwhile True: kept.append([0] * 10 ** 6)",
    "of tensors": "kept = []\nwhile True: kept.append(torch.ones(50 << 20, dtype=torch.uint8))",
    "in one piece": "return torch.ones(1 << 40)",
    "that swallows its errors": (
        "kept = []\nwhile True:\n    try: kept.append(bytearray(10 << 20))\n"
        "    except MemoryError: kept.clear()"
    ),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=list(BOMBS))
def test_a_memory_bomb_is_stopped(sandbox: Sandbox, body: str) -> None:
    assert stopped_by(sandbox, body) in ("memory", "time")


def test_a_memory_bomb_that_leaves_no_byte_free_is_reported_as_one(sandbox: Sandbox) -> None:
    body = (
        "kept = []\nfor size in (1 << 24, 1 << 20, 1 << 16, 1 << 12, 1 << 6):\n"
        "    try:\n        while True: kept.append(bytes(size))\n"
        "    except MemoryError: pass\nkept.append(bytes(1 << 24))"
    )
    assert stopped_by(sandbox, body) == "memory"


@pytest.mark.parametrize("level", [3, 1])
def test_several_processes_share_one_memory_limit(
    sandbox_of_level: MakeSandbox, level: int
) -> None:
    body = "for _ in range(2): os.fork()\nkept = bytearray(200 << 20)\ntime.sleep(1000)"
    assert stopped_by(sandbox_of_level(level), body) == "memory"


def test_memory_is_watched_however_often_something_is_asked(strong_sandbox: Sandbox) -> None:
    body = (
        "for _ in range(3):\n        if os.fork() == 0:\n"
        "            kept = bytearray(200 << 20)\n            time.sleep(1000)"
    )
    with strong_sandbox.open(code(f"{IMPORTS}def f():\n    {body}")) as box:
        box.call("f")
        [child] = children(strong_sandbox)
        deadline = time.monotonic() + 20
        while alive(child) and time.monotonic() < deadline:
            box.waited()
        assert not alive(child)


def test_shared_pages_are_counted() -> None:
    before = proc.memory(os.getpid())
    with mmap.mmap(-1, 32 << 20) as shared:
        shared.write(bytes(32 << 20))
        assert proc.memory(os.getpid()) - before > 30 << 20


FULL_SOCKETS = """
import socket
for _ in range(30):
    if os.fork() == 0:
        kept = []
        while True:
            try:
                kept += socket.socketpair()
                kept[-1].setblocking(False)
                while True: kept[-1].send(bytes(30000))
            except BlockingIOError:
                pass
            except OSError:
                time.sleep(1000)
time.sleep(1000)
"""
MANY_PAGE_TABLES = """
import mmap
for start in range(64):
    place = mmap.mmap(-1, 20 << 30, flags=mmap.MAP_PRIVATE | 0x4000, prot=mmap.PROT_READ)
    kept.append(place)
    for page in range(0, 20 << 30, 2 << 20):
        place[page]
time.sleep(1000)
"""


def test_buffers_of_sockets_count_as_memory(strong_sandbox: Sandbox) -> None:
    assert stopped_by(strong_sandbox, FULL_SOCKETS.strip()) == "memory"


def test_page_tables_count_as_memory(strong_sandbox: Sandbox) -> None:
    assert stopped_by(strong_sandbox, f"kept = []{MANY_PAGE_TABLES}".strip()) == "memory"


def test_shared_memory_is_limited_too(strong_sandbox: Sandbox) -> None:
    body = (
        "import mmap\nkept = []\n"
        "for _ in range(100):\n    kept.append(mmap.mmap(-1, 20 << 20))\n"
        "    kept[-1].write(b'x' * (20 << 20))\nreturn len(kept)"
    )
    with (
        strong_sandbox.open(code(IMPORTS + "def f():\n    " + body.replace("\n", "\n    "))) as box,
        pytest.raises((StudentError, Stopped)),
    ):
        box.call("f")


@pytest.mark.parametrize("level", [3, 1])
def test_a_fork_bomb_is_contained(
    sandbox_of_level: MakeSandbox, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = sandbox_of_level(level)
    monkeypatch.setattr(sandbox, "limits", replace(sandbox.limits, call_seconds=1.0))
    body = "while True:\n    try: os.fork()\n    except OSError: time.sleep(0.01)"
    assert stopped_by(sandbox, body) in ("time", "memory", "protocol")


@pytest.mark.parametrize("level", [3, 1])
def test_a_daemon_does_not_outlive_its_box(sandbox_of_level: MakeSandbox, level: int) -> None:
    sandbox = sandbox_of_level(level)
    body = (
        "if os.fork() == 0:\n    try: os.setsid()\n    except OSError: pass\n"
        "    if os.fork() == 0: time.sleep(1000)\n    os._exit(0)"
    )
    with sandbox.open(code(f"{IMPORTS}def f():\n    " + body.replace("\n", "\n    "))) as box:
        assert box.call("f") is None
    assert_no_process_is_left(sandbox)


@pytest.mark.parametrize(
    "source",
    [
        "import atexit, os\natexit.register(os._exit, 0)\ndef f(): return 1",
        "import time\nclass Bomb:\n    def __del__(self): time.sleep(99)\nb = Bomb()\n"
        "def f():\n    return 1",
    ],
)
def test_exit_handlers_and_finalizers_never_run(strong_sandbox: Sandbox, source: str) -> None:
    with strong_sandbox.open(code(source)) as box:
        assert box.call("f") == 1
    assert_no_process_is_left(strong_sandbox)


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_a_full_disk_is_the_students_error(strong_sandbox: Sandbox, folder: str) -> None:
    source = f"""
    def f():
        for n in range(20):
            with open(f"{folder}/{{n}}", "wb") as file:
                file.write(bytes(10 << 20))
    """
    with strong_sandbox.open(code(source)) as box, pytest.raises(StudentError, match="OSError"):
        box.call("f")


def test_closing_twice_is_harmless(strong_sandbox: Sandbox) -> None:
    box = strong_sandbox.open([])
    box.close()
    box.close()
    assert_no_process_is_left(strong_sandbox)


def test_a_killed_fork_server_is_replaced(sandbox_of_level: MakeSandbox) -> None:
    with Sandbox(level=1, minimum_level=1) as sandbox:
        with sandbox.open([]):
            pass
        os.kill(sandbox.pid, signal.SIGKILL)
        with sandbox.open(code("def f():\n    return 1")) as box:
            assert box.call("f") == 1


def test_a_box_can_be_closed_after_its_fork_server_was_killed() -> None:
    with Sandbox(level=1, minimum_level=1, pipelined=True) as sandbox:
        box = sandbox.open(code("def f():\n    return 1"))
        os.kill(sandbox.pid, signal.SIGKILL)
        box.close()
        with sandbox.open(code("def f():\n    return 1")) as box:
            assert box.call("f") == 1


def test_a_fork_server_that_cannot_start_is_tried_again_with_the_next_box() -> None:
    with Sandbox(level=1, minimum_level=1) as sandbox:
        sandbox.wait()
        os.kill(sandbox.pid, signal.SIGKILL)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.executable", "/nowhere/python")
            for _ in range(2):
                with pytest.raises(SandboxFault, match="cannot start"):
                    sandbox.open([])
            sandbox.wait()
        with sandbox.open(code("def f():\n    return 1")) as box:
            assert box.call("f") == 1


@pytest.mark.parametrize("value", ["b'x' * (40 << 20)", "2**64 - 1"])
def test_what_cannot_be_sent_back_is_the_students_failure(
    strong_sandbox: Sandbox, value: str
) -> None:
    with strong_sandbox.open(code(f"def give(*args):\n    return {value}")) as box:
        given = box.call("give")
        with pytest.raises(Stopped) as stopped:
            box.call("give", given + given)
    assert stopped.value.reason == "memory"


def test_the_time_of_an_exercise_holds_over_all_its_calls() -> None:
    limits = Limits(call_seconds=3.0, exercise_seconds=1.0)
    source = "import time\ndef rest():\n    time.sleep(0.25)"
    with Sandbox(limits, level=1, minimum_level=1) as sandbox:
        student, calls = Student(sandbox, code(source)), 0
        with pytest.raises(Stopped) as stopped:
            for calls in range(100):  # noqa: B007 - looked at below
                student.rest()
        student.close()
    assert stopped.value.reason == "time"
    assert calls < 5
