"""Finds the strongest isolation level of this host by trying each step in a child process.

Settings in /proc and /sys do not show what a container's seccomp filter or a security module will
refuse, so they are not used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from autograder.sandbox.isolation import linux
from autograder.sandbox.isolation.confine import (
    Isolation,
    build_root,
    enter_namespaces,
    namespaces,
    throwaway_user,
)
from autograder.sandbox.limits import Limits

NAMESPACES_FIX = (
    "run as root, or allow unprivileged user namespaces (on Ubuntu: "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in a container: "
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`)"
)
SECCOMP_FIX = (
    "install libseccomp (on Debian and Ubuntu: `sudo apt-get install libseccomp2`) and its "
    "Python package (`pip install pyseccomp`)"
)
LANDLOCK_FIX = "use Linux 5.13 or newer with landlock among its security modules"
LINUX_FIX = "grade on Linux, for instance in a container or a virtual machine"


class HostSupport(NamedTuple):
    """The strongest isolation level of this host, and why it is not stronger.

    Attributes:
        level: 3, 2 or 1.
        obstacle: The step that failed and its reason; empty at level 3.
        fix: How to get a stronger level; empty at level 3.
    """

    level: int
    obstacle: str
    fix: str


@cache
def strongest_level() -> HostSupport:
    """Try the levels, strongest first; the calling process must have a single thread."""
    if sys.platform != "linux":
        return HostSupport(1, f"{sys.platform} has no namespaces", LINUX_FIX)
    if reason := failure_in_child(_compile_filter):
        return HostSupport(1, f"the seccomp filter: {reason}", SECCOMP_FIX)
    refused = failure_in_child(_try_namespaces).removeprefix("OSError: ")  # the rest names its own
    if not refused:
        return HostSupport(3, "", "")
    if reason := failure_in_child(lambda: linux.landlock(["/"], [])):
        return HostSupport(1, f"namespaces: {refused}; landlock: {reason}", LANDLOCK_FIX)
    return HostSupport(2, f"namespaces: {refused}", NAMESPACES_FIX)


def failure_in_child(step: Callable[[], object], kinds: int = 0, cgroup: str = "") -> str:
    """Why a step fails in a child process, in new namespaces of these kinds; empty if it works."""
    reader, writer = os.pipe()
    pid = linux.fork_into(kinds, cgroup)
    if pid == 0:
        try:
            step()
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode()[:200])
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as report:
        text = report.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    return text


def _compile_filter() -> None:
    from autograder.sandbox.isolation.seccomp import compile_filter

    linux.install_filter(compile_filter())


def _try_namespaces() -> None:
    isolation = Isolation(
        level=3, limits=Limits(), readable=(), program=b"", no_files=b"", user=None
    )
    if reason := failure_in_child(lambda: _try_root(isolation), namespaces(isolation)):
        raise OSError(reason)


def _try_root(isolation: Isolation) -> None:
    enter_namespaces(isolation)
    build_root(isolation)
    linux.drop_bounding_set()
    if os.getuid() == 0:
        user = throwaway_user(0)
        os.setresuid(user, user, user)
