"""Finds submissions in nbgrader's layout: <home>/submitted/<student>/<lesson>/."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.errors import EngineFault
from autograder.handins.files import CLOSED, File, files_in
from autograder.handins.names import EXTRA, Owner, is_litter, is_mistaken, is_notebook, same_name
from autograder.handins.owners import Pile, pile_of
from autograder.text import decoded, shown

SUBMITTED = "submitted"


class Place(NamedTuple):
    """One student's part of the layout.

    Attributes:
        student: The student's name.
        usual: Where the notebook is if nobody renamed it.
        pile: What was handed in.
    """

    student: str
    usual: Path
    pile: Pile

    def likeliest(self, taken: Path | None) -> Path:
        """What to grade: the file taken; or what cannot be read, or says what it is."""
        for piece in self.pile.pieces:
            if piece.file.reason.startswith(CLOSED):
                return self.usual if piece.file.path.is_dir() else piece.file.path
        return taken or self._instead()

    def _instead(self) -> Path:
        if os.path.lexists(self.usual) or _is_closed(self.usual.parent):
            return self.usual
        others = [p.file for p in self.pile.pieces if is_mistaken(p.file.name)]
        others.sort(key=lambda file: (len(file.parts), Path(file.name).stem != self.usual.stem))
        folders = [path for path in sorted(self.usual.parent.glob("[!.]*")) if path.is_dir()]
        return next(iter([*(file.path for file in others), *folders]), self.usual)


def places_in(root: Path, lesson: str) -> list[Place]:
    """The students in a folder of nbgrader's layout; none if it is laid out in another way.

    Raises:
        EngineFault: This process may not look into the folder.
    """
    if not root.is_dir():
        return []
    try:
        entries = [entry for entry in sorted(root.iterdir()) if not entry.name.startswith(".")]
    except PermissionError as error:
        raise EngineFault(f"{shown(root)} may not be read; make it readable first.") from error
    is_named = root.resolve().name == SUBMITTED
    if not any(_has(entry, lesson) or (is_named and _is_closed(entry)) for entry in entries):
        return []
    return [place for entry in entries for place in _places(entry, lesson)]


def place_of_one(path: Path, lesson: str) -> tuple[Place, Path] | None:
    """One student's place, if the path is in, at or above its folder; and the home of all."""
    place = Path(os.path.abspath(path))  # links are not followed
    for folder in (place / lesson, place, place.parent):
        if folder.name == lesson and folder.parent.parent.name == SUBMITTED and folder.exists():
            found = next(_places(folder.parent, lesson))
            if path.is_file():
                only = [p for p in found.pile.pieces if p.file.path == place]
                found = found._replace(usual=place, pile=found.pile._replace(pieces=tuple(only)))
            return found, folder.parents[2]
    return None


def _places(entry: Path, lesson: str) -> Iterator[Place]:
    student = decoded(entry.name)
    if is_litter(entry.name):
        return
    if _is_closed(entry):
        yield Place(student, entry / lesson / f"{lesson}.ipynb", pile_of([], Owner(student)))
    elif entry.is_dir():
        folders = [path for path in sorted(entry.iterdir()) if same_name(path.name, lesson)]
        folders = [entry / lesson] if (entry / lesson) in folders else folders
        files = [*_loose(entry), *(file for folder in folders for file in _within(folder))]
        if folders or files:
            yield Place(student, _usual(folders, entry, lesson), pile_of(files, Owner(student)))
    elif is_notebook(entry.name):
        yield Place(decoded(entry.stem), entry, pile_of([File((student,), entry)], Owner(student)))


def _usual(folders: Sequence[Path], student: Path, lesson: str) -> Path:
    """Where the notebook is; of a linked folder, the folder itself, which is read as a link."""
    folder = folders[0] if folders else student
    is_inside = folder.is_dir() and not folder.is_symlink()
    return folder / f"{lesson}.ipynb" if is_inside else folder


def _has(student: Path, lesson: str) -> bool:
    try:
        return os.path.lexists(student / lesson)
    except OSError:
        return False


def _is_closed(folder: Path) -> bool:
    """Whether this process may not look into a folder."""
    try:
        os.listdir(folder)
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _loose(folder: Path) -> Iterator[File]:
    """The notebooks beside a student's lessons, where they do not belong."""
    for path in sorted(folder.iterdir()):
        if is_notebook(path.name) and path.is_file() and not path.is_symlink():
            yield File((folder.name, path.name), path)


def _within(folder: Path) -> list[File]:
    """The files of a lesson's folder; of a linked one nothing: it may be another student's."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    found = [file for file in files_in(folder, None) if file.parts[0] != EXTRA]
    return [f._replace(parts=(folder.parent.name, folder.name, *f.parts)) for f in found]
