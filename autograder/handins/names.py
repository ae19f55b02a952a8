"""What names of files and folders say: which could be notebooks, and whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.text import decoded

NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)
# What is handed in for a notebook.
MISTAKEN = {
    *(".json", ".html", ".htm", ".py", ".pdf", ".doc", ".docx", ".odt"),
    *(".zip", ".7z", ".rar", ".gz", ".tgz", ".xz", ".bz2"),
}
# What browsers and editors add to the name of a copy.
COPY = re.compile(
    r"^(?:(?:Copy of|Kopie von|Copie de|Copia de|Cópia de) )+"
    r"|(?:[ _-]*\((?:\d+|(?:\w+ )?copy|Kopie)\)| ?- ?(?:Copy|Kopie|Copie|Copia)\d*"
    r"| (?:copy|Kopie|copie)(?: \d+)?)+$",
    re.IGNORECASE,
)
# A zip with another name is a document or a model, whose parts are no files of anybody.
ARCHIVE = re.compile(r"\.(?:zip|ipynb)\b|^[^.]+$", re.IGNORECASE)

# What computers put beside files, and no student hands in. Git's folder holds no work.
LITTER = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git", "__pycache__"}
CHECKPOINTS = ".ipynb_checkpoints"
EXTRA = "extra"  # where `course collect` keeps what was handed in beside a notebook

MOODLE = re.compile(
    r"(?P<folder>(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?)(?:_?(?<=_).+)?"
)
CANVAS = (
    re.compile(r"anon_(?P<name>(?P<id>[A-Za-z0-9]+))(?P<late>_LATE)?_(?P<at>\d+)_(?P<file>.+)"),
    re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<at>\d+)_(?P<file>.+)"),
    re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<at>)(?P<file>(?:text|link)\.html)"),
)
INBOUND = re.compile(r"(?P<name>[^+]+)\+(?P<lesson>[^+]+)\+(?P<time>[\d-]+ [\d:.]+)[^+]*(?:\+.*)?")


@dataclass(frozen=True)
class Owner:
    """Whose a file is, as its source says it.

    Attributes:
        name: The student's name or id.
        lms: `moodle`, `canvas` or `exchange`; empty if the source is none of them.
        id: The number that the LMS gives the student.
        folder: The name under which the LMS takes feedback back.
        lesson: The lesson, where the name says it.
        is_late: Whether the LMS marked it as late.
        order: The number of the upload: the larger, the later.
        time: When it was handed in, where the name says it.
    """

    name: str
    lms: str = ""
    id: str = ""
    folder: str = ""
    lesson: str = ""
    is_late: bool = False
    order: int = 0
    time: datetime | None = None

    @property
    def student(self) -> tuple[str, str, str]:
        """What all files of one student share."""
        return (self.lms, self.id, "") if self.id else (self.lms, "", self.name)


def owner_of(name: str) -> Owner | None:
    """Whose a file or folder is that an LMS or nbgrader's exchange named; None for other names."""
    if found := MOODLE.fullmatch(name):
        return Owner(found["name"].strip(), "moodle", found["id"], found["folder"])
    if (found := INBOUND.fullmatch(name)) and (time := _utc(found["time"])):
        return Owner(found["name"], "exchange", lesson=found["lesson"], time=time)
    for pattern in CANVAS:
        if found := pattern.fullmatch(name):
            at, late = int(found["at"] or 0), bool(found["late"])
            return Owner(found["name"], "canvas", found["id"], name, is_late=late, order=at)
    return None


def _utc(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_notebook(name: str) -> bool:
    """Whether a file is named like a notebook; browsers and mail programs lengthen the name."""
    return NOTEBOOK.search(name) is not None and not name.startswith(".")


def is_mistaken(name: str) -> bool:
    """Whether a file that is no notebook was surely meant as one."""
    return ".ipynb" in name.lower() or Path(name).suffix.lower() in MISTAKEN


def is_litter(name: str) -> bool:
    """Whether a computer put the file or folder there, not a person."""
    return name.startswith("._") or name.lower() in LITTER


def same_name(name: str, lesson: str) -> bool:
    """Whether a folder is named like the lesson, in capitals or with spaces, too."""
    return re.sub(r"[\s-]+", "_", name.strip().lower()) == lesson.lower()


def student_name(name: str) -> str:
    """The student's name in the name of a single file, without what marks a copy."""
    stem = re.split(r"\.(?:ipynb|tar)\b", name, maxsplit=1, flags=re.IGNORECASE)[0] or name
    stem = stem if stem != name else Path(name).stem
    return decoded(COPY.sub("", stem) or stem).strip()
