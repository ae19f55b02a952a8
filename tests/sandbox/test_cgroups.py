"""Where the host lets us, each box has a cgroup, which counts all that its processes take."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox
from autograder.sandbox.isolation import cgroups, linux
from tests.sandbox.conftest import code
from tests.sandbox.test_stopped import assert_no_process_is_left

SMALL = Limits(memory_mb=8, scratch_mb=1, processes=3)


@pytest.fixture()
def cgroup() -> Iterator[tuple[str, ...]]:
    """A cgroup of its own, made as a fork server makes one."""
    made = cgroups.Cgroups(SMALL).make(1)
    if not made:
        pytest.skip("this host lets us make no cgroup")
    yield made
    for pid in {int(pid) for folder in made for pid in members(folder)}:
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(members, made)) and time.monotonic() < deadline:
        time.sleep(0.01)
    cgroups.remove(made)
    assert not any(map(os.path.exists, made))


def members(folder: str) -> list[str]:
    """The process IDs in a cgroup."""
    return Path(folder, "cgroup.procs").read_text("ascii").split()


def run_inside(cgroup: tuple[str, ...], body: str) -> int:
    """Run code in a process of the cgroup; its exit status, or the signal as a negative number."""
    pid = linux.fork_into(0, cgroups.birthplace(cgroup))
    if pid == 0:
        try:
            cgroups.join(cgroup)
            exec(body, {"os": os, "time": time})
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_the_kernel_ends_what_takes_more_than_the_cgroup_may(cgroup: tuple[str, ...]) -> None:
    if not any("memory" in name for folder in cgroup for name in os.listdir(folder)):
        pytest.skip("this host gives the controller of memory to no cgroup of ours")
    assert run_inside(cgroup, "bytearray(1 << 20)") == 0
    assert not cgroups.killed_for_memory(cgroup)
    assert run_inside(cgroup, "bytearray(600 << 20)") == -9
    assert cgroups.killed_for_memory(cgroup)


def test_a_cgroup_holds_so_many_processes_and_no_more(cgroup: tuple[str, ...]) -> None:
    if not any(Path(folder, "pids.max").exists() for folder in cgroup):
        pytest.skip("this host has version 1, of which only the controller of memory is used")
    fork = "if os.fork() == 0: time.sleep(1000)\n"
    assert run_inside(cgroup, fork * 2) == 0  # two stay
    assert run_inside(cgroup, fork) == 1


def test_a_process_is_born_in_a_cgroup_of_version_2() -> None:
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    root = next((point for _, point, kind, *_ in mounts if kind == "cgroup2"), "/")
    folder = Path(root, f"autograder-{os.getpid()}-born")
    if root == "/" or not os.access(root, os.W_OK):
        pytest.skip("this host has no version 2 in which we may make a cgroup")
    folder.mkdir()
    try:
        body = f"assert {folder.name!r} in open('/proc/self/cgroup').read()"
        assert run_inside((str(folder),), body) == 0
    finally:
        folder.rmdir()


def test_what_a_killed_fork_server_left_is_removed(cgroup: tuple[str, ...]) -> None:
    orphans = [Path(folder).with_name("autograder-4194304-7") for folder in cgroup]  # no such PID
    for orphan in orphans:
        orphan.mkdir()
    cgroups.Cgroups(SMALL)
    assert not any(orphan.exists() for orphan in orphans)
    assert all(map(os.path.exists, cgroup))  # that of a living one stays


def test_a_box_runs_in_a_cgroup_of_its_own(sandbox: Sandbox, cgroup: tuple[str, ...]) -> None:
    source = "def where():\n    return list(open('/proc/self/cgroup'))"
    with sandbox.open(code(source)) as box:
        names = {os.path.basename(line.strip()) for line in box.call("where")}
    mine = {name for name in names if name.startswith("autograder-")}
    assert len(mine) == 1
    assert_no_process_is_left(sandbox)
    assert not any(Path(folder).with_name(name).exists() for folder in cgroup for name in mine)
