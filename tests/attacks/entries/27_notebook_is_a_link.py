"""Hands in a link to another student's notebook."""

from dataclasses import replace
from pathlib import Path

from tests.attacks.kit import UNREADABLE


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[2] / "neighbour" / path.parent.name / path.name)


HAND_INS = {"symbolic link": link}
EXPECT = replace(UNREADABLE, repair="The file is a link")
