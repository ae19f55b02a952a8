"""Opens a source of hand-ins: a file, a folder, a zip, or the address of a git repository."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.handins import File, Owner, Pile, Unpacker, files_in, pile_of, piles_in
from autograder.moments import in_utc
from autograder.text import decoded, printable

ADDRESS = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
CLONE_SECONDS = 120
# A repository is a stranger's: no hooks, no links, no programs, no questions.
GIT = (
    *("git", "-c", "core.hooksPath=/dev/null", "-c", "core.symlinks=false"),
    *(
        "-c",
        "core.fsmonitor=false",
        "-c",
        "submodule.recurse=false",
        "-c",
        "log.showSignature=false",
    ),
)
ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=20",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "LC_ALL": "C",
}


def open_source(source: str, folder: Path, lessons: Sequence[str], lesson: str) -> list[Pile]:
    """What each student handed in, as a source has it.

    Args:
        source: A path, or the address of a git repository.
        folder: An empty folder for what is unpacked or cloned.
        lessons: All lessons of the course.
        lesson: The lesson to collect.

    Raises:
        CourseError: There is no such file or folder, or it is an archive that is refused.
    """
    path = Path(source)
    unpacker = Unpacker(folder)
    if not path.exists() and ADDRESS.fullmatch(source):
        return [_cloned(source, folder, lesson)]
    if not path.exists():
        raise CourseError(
            f"There is no file or folder {printable(source)}, and it is no address of a git "
            "repository, which would begin like https:// or git@."
        )
    files = [f for f in files_in(path, unpacker) if not _is_of_another(f.parts, lessons, lesson)]
    top = decoded(path.resolve().name)
    if (path / ".git").exists():
        piles = [pile_of(files, Owner(owner_name(top, lesson)))]
    else:
        is_one = [file.path for file in files] == [path]  # whoever named it takes it for one
        piles = [_named(pile, lesson) for pile in piles_in(files, lesson)]
        piles = [pile._replace(is_person=is_one or pile.is_person) for pile in piles]
    return piles


def owner_name(name: str, lesson: str) -> str:
    """The student in the name of a repository or folder, which may begin with the lesson's."""
    return re.sub(rf"^{re.escape(lesson)}[-_ ]", "", name, flags=re.IGNORECASE)


def _named(pile: Pile, lesson: str) -> Pile:
    if pile.owner.lms:
        return pile
    return pile._replace(owner=replace(pile.owner, name=owner_name(pile.owner.name, lesson)))


def _is_of_another(parts: tuple[str, ...], lessons: Sequence[str], lesson: str) -> bool:
    """Whether a file lies in another lesson's folder of nbgrader's layout."""
    return len(parts) > 2 and parts[1] != lesson and parts[1] in lessons


def _cloned(address: str, folder: Path, lesson: str) -> Pile:
    """A repository's last commit; where it cannot be had, a pile that says why."""
    *_, above, name = ["", *re.split(r"[/:]", re.sub(r"(?:\.git)?/*$", "", address))]
    name = owner_name(name, lesson)
    owner = Owner(above if name.lower() == lesson.lower() else name)
    target = folder / "clone"
    options = ("clone", "--depth=1", "--single-branch", "--no-tags", "--quiet", "--template=")
    problem = _git(*options, "--", address, str(target))[1]
    if problem:
        return pile_of([File((printable(address),), folder, reason=problem)], owner)
    time = in_utc(_git("-C", str(target), "log", "-1", "--format=%cI")[0])
    try:
        return pile_of(files_in(target, None), owner, time)
    except CourseError as error:  # too many files
        return pile_of([File((printable(address),), folder, reason=str(error))], owner)


def _git(*arguments: str) -> tuple[str, str]:
    """What git prints, and what went wrong, in a few words."""
    try:
        process = subprocess.Popen(
            [*GIT, *arguments],
            env={**os.environ, **ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # its helpers end with it, and none asks on the terminal
        )
    except FileNotFoundError:
        raise CourseError("git is not installed; install it, or hand over a folder.") from None
    with process:
        try:
            printed, said = process.communicate(timeout=CLONE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return "", f"git did not end within {CLONE_SECONDS} s"
    last = said.strip().splitlines()[-1:] or [f"git ended with status {process.returncode}"]
    return printed.strip(), printable(last[0]) if process.returncode else ""
