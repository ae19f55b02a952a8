"""The files that an isolated process may read: Python and its libraries, not the course."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import autograder
from autograder.errors import CourseError

SYSTEM = (
    "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf",
)  # fmt: skip
ROOT_LINKS = ("/lib", "/lib32", "/lib64")
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")

# The engine and its hidden tests; an ordinary install puts it among the packages.
ENGINE = str(Path(autograder.__file__).resolve().parent)


def libraries() -> list[str]:
    """Folders of the standard library, the installed packages and the shared libraries."""
    scheme = sysconfig.get_paths()
    packages = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    standard = [scheme["stdlib"], scheme["platstdlib"], os.path.join(sys.base_prefix, "lib")]
    return [path for path in (*SYSTEM, *standard, *packages) if os.path.exists(path)]


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that are not below another one, sorted."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths}):
        if not any(beneath(path, other) for other in kept):
            kept.append(path)
    return kept


def without(paths: Iterable[str], hidden: str) -> list[str]:
    """The paths without a hidden one; a folder that contains it becomes its other entries."""
    result: list[str] = []
    for path in paths:
        if beneath(path, hidden):
            continue
        if beneath(hidden, path):
            entries = sorted(entry.path for entry in os.scandir(path))
            result += without(entries, hidden)
        else:
            result.append(path)
    return result


def refuse_to_show(folder: str, secrets: Iterable[str]) -> None:
    """Raise an error if a folder that student code may read contains a secret or is inside one."""
    for secret in secrets:
        if beneath(secret, folder) or beneath(folder, secret):
            raise CourseError(
                f"{folder} cannot be shown to student code, since {secret} must stay hidden from "
                "it: hidden tests, solutions and what lessons import belong in folders apart."
            )


def beneath(path: str, folder: str) -> bool:
    """Whether the path is the folder or inside it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")
