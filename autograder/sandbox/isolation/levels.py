"""Which wall this host really gives, found by doing each step in a throw-away child.

Settings in /proc and /sys are not asked, because they do not tell what a container's own filter
or the security module will refuse.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from autograder.sandbox.isolation import linux
from autograder.sandbox.isolation.confine import (
    Isolation,
    build_root,
    enter_namespaces,
    throw_away_user,
)
from autograder.sandbox.limits import Limits

NAMESPACES_MEND = (
    "run as root, or allow unprivileged user namespaces (on Ubuntu: "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`; in a container: "
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`)"
)
SECCOMP_MEND = (
    "install libseccomp (on Debian and Ubuntu: `sudo apt-get install libseccomp2`) and its "
    "Python package (`pip install pyseccomp`)"
)
LANDLOCK_MEND = "use Linux 5.13 or newer with landlock among its security modules"
LINUX_MEND = "grade on Linux, for instance in a container or a virtual machine"


class HostSupport(NamedTuple):
    """The strongest level of this host, and why it is no stronger.

    Attributes:
        level: 3, 2 or 1.
        obstacle: The step that failed and its reason; empty at level 3.
        mend: What would make the wall stronger; empty at level 3.
    """

    level: int
    obstacle: str
    mend: str


def strongest_level() -> HostSupport:
    """Try the walls from the strongest down; the calling process must have one thread only."""
    if sys.platform != "linux":
        return HostSupport(1, f"{sys.platform} has no namespaces", LINUX_MEND)
    if reason := failure(_compile_filter):
        return HostSupport(1, f"the seccomp filter: {reason}", SECCOMP_MEND)
    refused = failure(_try_namespaces)
    if not refused:
        return HostSupport(3, "", "")
    if reason := failure(lambda: linux.landlock(["/"], [])):
        return HostSupport(1, f"namespaces: {refused}; landlock: {reason}", LANDLOCK_MEND)
    return HostSupport(2, f"namespaces: {refused}", NAMESPACES_MEND)


def failure(step: Callable[[], object]) -> str:
    """Why a step fails in a child of its own; empty when it works."""
    reader, writer = os.pipe()
    pid = os.fork()
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
    wall = Isolation(level=3, limits=Limits(), readable=(), program=b"", user=None)
    enter_namespaces(wall)
    if reason := failure(lambda: _try_root(wall)):
        raise OSError(reason)


def _try_root(wall: Isolation) -> None:
    inner = linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
    linux.unshare(inner)
    build_root(wall)
    linux.drop_bounding_set()
    if os.getuid() == 0:
        user = throw_away_user(0)
        os.setresuid(user, user, user)
