"""Knows what a file that was handed in is: whose, of which attempt, and whether it is the one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.handins.archives import BROKEN, ArchiveRefused, Unpacker
    from autograder.handins.choice import Choice, Row, choose
    from autograder.handins.deadlines import due, extensions, without_deadline
    from autograder.handins.files import File, files_in
    from autograder.handins.find import Found, Handin, find_handins
    from autograder.handins.names import EXTRA, Owner
    from autograder.handins.owners import (
        SECRET,
        TIMESTAMP,
        Piece,
        Pile,
        merged_pile,
        pile_of,
        piles_in,
    )
    from autograder.handins.roster import (
        ROSTER,
        Roster,
        Student,
        read_roster,
        read_table,
        safe_id,
        write_roster,
    )

__all__ = [
    "BROKEN",
    "EXTRA",
    "ROSTER",
    "SECRET",
    "TIMESTAMP",
    "ArchiveRefused",
    "Choice",
    "File",
    "Found",
    "Handin",
    "Owner",
    "Piece",
    "Pile",
    "Roster",
    "Row",
    "Student",
    "Unpacker",
    "choose",
    "due",
    "extensions",
    "files_in",
    "find_handins",
    "merged_pile",
    "pile_of",
    "piles_in",
    "read_roster",
    "read_table",
    "safe_id",
    "without_deadline",
    "write_roster",
]

__getattr__ = lazy(__name__)
