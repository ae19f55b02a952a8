"""What is found in a notebook, as data: `python -m compneuro check` prints it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from compneuro.check.notebook import (
    Notebook,
    NotReadable,
    Release,
    State,
    read_notebook,
    release_of,
    state_of,
)
from compneuro.check.running import NOT_RUN, run_checks


@dataclass(frozen=True)
class Exercise:
    """What is found of one exercise.

    Attributes:
        check: What its visible check says: empty if it passes.
    """

    name: str
    state: State
    check: str

    @property
    def is_done(self) -> bool:
        """Whether it is filled in, and nothing speaks against it."""
        return self.state == "filled in" and self.check in ("", NOT_RUN)


@dataclass(frozen=True)
class Findings:
    """What is found in a notebook.

    Attributes:
        unreadable: Why nothing can be graded; empty if something can.
        repairs: What a grader would have to repair, a sentence each.
        not_run: Why the checks were not run; empty if they were.
    """

    file: str
    sha256: str = ""
    lesson: str = ""
    unreadable: str = ""
    exercises: tuple[Exercise, ...] = ()
    repairs: tuple[str, ...] = ()
    not_run: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be handed in as it is."""
        return not self.unreadable and all(each.is_done for each in self.exercises)

    @property
    def last_line(self) -> str:
        """The line to copy."""
        if self.unreadable:
            return f"not ready: {self.file} cannot be graded"
        done = sum(each.is_done for each in self.exercises)
        count = f"{done} of {len(self.exercises)} exercises"
        word = "ready to hand in" if self.is_ready else "not ready"
        how = "filled in, checks not run" if self.not_run else "filled in and checked"
        return f"{word}: {self.file}, {self.lesson}, {count} {how}, {self.sha256[:12]}"

    def as_data(self) -> dict[str, Any]:
        """All of it for `--json`."""
        return {**asdict(self), "ready": self.is_ready, "line": self.last_line}


def look_at(path: Path, lesson: str = "", *, run: bool = True) -> Findings:
    """What is found in a file.

    Args:
        path: The notebook.
        lesson: Its lesson, if that is known.
        run: Whether to run its cells.
    """
    try:
        notebook = read_notebook(path)
        release = release_of(notebook, lesson)
    except NotReadable as reason:
        return Findings(path.name, unreadable=str(reason))
    said, not_run = run_checks(notebook, release) if run else ({}, "as you asked")
    silent = NOT_RUN if not_run else "the run ended before it"
    exercises = tuple(
        Exercise(name, state_of(notebook, release, name), said.get(name, silent))
        for name in release.stubs
    )
    return Findings(
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        lesson=release.lesson,
        exercises=exercises,
        repairs=tuple(_repairs(notebook, release)),
        not_run=not_run,
    )


def _repairs(notebook: Notebook, release: Release) -> Iterator[str]:
    if notebook.path.name != f"{release.lesson}.ipynb":
        yield f"The file is not called {release.lesson}.ipynb."
    for name, check in release.checks.items():
        own, cells = notebook.named(name), notebook.like(check)
        if not own and notebook.defining(name):
            yield f"The cell of {name} is not the one that you were given, or has lost its name."
        elif not own:
            yield f"The cell of {name} is missing."
        if len(own) > 1 or len(notebook.defining(name)) > 1:
            yield f"{name} is there more than once; graders take the one that is finished."
        if not cells:
            yield f"The check below {name} is missing; graders use their own."
        elif all(cell.source.split() != check.source.split() for cell in cells):
            yield f"The check below {name} was changed; graders use their own."
