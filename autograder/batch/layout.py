"""Where submissions lie in nbgrader's layout: <home>/submitted/<student>/<lesson>/."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import EngineFault
from autograder.text import shown

SUBMITTED = "submitted"


def lesson_folders(folder: Path, lesson: str) -> list[Path]:
    """The folders <student>/<lesson>, also those that may or may not be where nobody may look.

    Raises:
        EngineFault: This process may not look into the folder itself.
    """
    try:
        students = sorted(folder.iterdir()) if folder.is_dir() else []
    except PermissionError as error:
        raise EngineFault(f"{shown(folder)} may not be read; make it readable first.") from error
    known, closed = [], []
    for place in (student / lesson for student in students):
        try:
            place.lstat()
        except PermissionError:
            closed.append(place)
        except OSError:
            continue
        else:
            known.append(place)
    is_laid_out = known or folder.resolve().name == SUBMITTED
    return sorted([*known, *closed]) if is_laid_out else []


def is_closed(folder: Path) -> bool:
    """Whether this process may not look into a folder."""
    try:
        os.listdir(folder)
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def folder_of_one(path: Path, lesson: str) -> Path | None:
    """The folder <student>/<lesson> of one student, if the path is it, is above it, or in it."""
    place = Path(os.path.abspath(path))  # links are not followed
    for folder in (place / lesson, place, place.parent):
        if folder.name == lesson and folder.parent.parent.name == SUBMITTED and folder.exists():
            return folder
    return None
