"""Hands in a timestamp.txt that holds no time; it is ignored, and the work is graded."""

from pathlib import Path

from tests.attacks.kit import PASSED


def prose(path: Path) -> None:
    path.with_name("timestamp.txt").write_text("the day before yesterday", encoding="utf-8")


def binary(path: Path) -> None:
    path.with_name("timestamp.txt").write_bytes(b"\xff\xfe\0")


def far(path: Path) -> None:
    path.with_name("timestamp.txt").write_text("99999-99-99 99:99:99 UTC", encoding="utf-8")


def endless(path: Path) -> None:
    path.with_name("timestamp.txt").symlink_to("/dev/zero")


HAND_INS = {"prose": prose, "bytes": binary, "no date": far, "endless": endless}
EXPECT = PASSED
