"""What an attack is: a file in `entries/` that says what it tries and what it must get.

Its docstring is the sentence on what it tries. Then comes what is handed in:

    CODE        what the student writes into the cell of the exercise `double`, or
    VARIANTS    several such texts by name, or
    NOTEBOOKS   functions, by name, from the released notebook to what lies in the file, or
    HAND_INS    functions, by name, that put something into the place of the file;

and what it must get, in the report as in the gradebook:

    EXPECT      an Outcome, or one for each isolation level that the attack is tried at;
    AS_ROOT     the Outcome at level 1 where we are root, whose boxes run as another user;
    READS_FILES whether it is tried at level 1 only where that user may read files of root.

`PATCHES` lists by dotted names what the code replaces in its own process; each must exist there, or
the attack would be none. `SECONDS` shortens the time of a call for code that hangs. `ABSENT` is a
text that must not stand in what is published. With `TWICE` the submission is graded again and must
get the same report. Names in capitals, such as GRADER, are given to the code: places that an
attacker may have learnt of (see `world.py`).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ENTRIES = Path(__file__).with_name("entries")
LEVELS = (3, 2, 1)

Notebook = dict[str, Any]
Builder = Callable[[Notebook], "Notebook | bytes"]


@dataclass(frozen=True)
class Outcome:
    """What the exercise `double`, worth 3 points, must get.

    Attributes:
        status: In the report.
        says: Stands in the feedback; shows that the attack failed by what it tried, and not
            because of a slip in its code.
        score: Of 3 points.
        stopped_by: The limit or the signal, or the first word of several that are right.
        repair: Stands among the repairs.
        half: Points, of 1, for the honest answer to the other exercise of the same notebook.
    """

    status: str
    says: str = ""
    score: float = 0.0
    stopped_by: str = ""
    repair: str = ""
    half: float = 1.0


PASSED = Outcome("passed", score=3.0)
WRONG = Outcome("failed", "`double(x)` is not right")
NOTHING = Outcome("failed", "but it is None")  # it found nothing to answer with
OTHER_TYPE = Outcome("failed", "should be a tensor")
UNREADABLE = Outcome("not_attempted", half=0.0)


def stopped(reason: str) -> Outcome:
    """The student's process was ended."""
    return Outcome("stopped", stopped_by=reason)


def raised(text: str) -> Outcome:
    """The student's code ended in an exception."""
    return Outcome("failed", f"Your code raised {text}")


def cell(notebook: Notebook, name: str) -> Notebook:
    """The cell with that id."""
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def answered_wrongly(notebook: Notebook) -> Notebook:
    """The notebook with a wrong answer to `double`."""
    cell(notebook, "double")["source"] = "def double(x):\n    return x"
    return notebook


@dataclass(frozen=True)
class Attack:
    """One attack in one of its variants."""

    name: str
    variant: str
    entry: ModuleType

    @property
    def expected(self) -> Mapping[int, Outcome]:
        """The outcome by level."""
        expect = self.entry.EXPECT
        if isinstance(expect, dict) and self.variant in expect:
            expect = expect[self.variant]
        if isinstance(expect, dict):
            return expect
        return dict.fromkeys(LEVELS, expect)

    @property
    def seconds(self) -> float | None:
        """The longest time for one call, where the attack uses it up."""
        return getattr(self.entry, "SECONDS", None)


@cache
def attacks() -> tuple[Attack, ...]:
    """Every attack, in the order of its number."""
    return tuple(_attacks())


def _attacks() -> Iterator[Attack]:
    for path in sorted(ENTRIES.glob("[0-9]*.py")):
        spec = importlib.util.spec_from_file_location(f"attack_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        entry = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(entry)
        for variant in _variants(entry):
            yield Attack(path.stem, variant, entry)


def _variants(entry: ModuleType) -> Iterator[str]:
    for kind in ("VARIANTS", "NOTEBOOKS", "HAND_INS"):
        yield from getattr(entry, kind, ())
    if hasattr(entry, "CODE"):
        yield ""
