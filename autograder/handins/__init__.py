"""Knows what a file that was handed in is: whose, of which attempt, and whether it is the one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.handins.archives import ArchiveRefused, Unpacker
    from autograder.handins.choice import Became, Row, choose
    from autograder.handins.files import File, files_in
    from autograder.handins.find import Found, Handin, find_handins
    from autograder.handins.names import Owner
    from autograder.handins.owners import Pile, piles_in
    from autograder.handins.roster import Roster, Student, read_roster, write_roster
    from autograder.handins.times import moment

__all__ = [
    "ArchiveRefused",
    "Became",
    "File",
    "Found",
    "Handin",
    "Owner",
    "Pile",
    "Roster",
    "Row",
    "Student",
    "Unpacker",
    "choose",
    "files_in",
    "find_handins",
    "moment",
    "piles_in",
    "read_roster",
    "write_roster",
]

__getattr__ = lazy(__name__)
