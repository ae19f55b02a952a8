"""A course with a class, and what Moodle and Canvas hand its teacher."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring import init_course, released_notebook, write_notebook
from autograder.course import Course, load_course
from autograder.handins import Row, read_roster
from autograder.lms import Collection
from autograder.notebooks import read_lesson
from tests.commands.commands import LESSON
from tests.handins.kit import zipped

ROSTER = """\
id,name,email,canvas,moodle,extension:first_steps
ada,Ada Lovelace,ada@x.edu,500,1000,2026-12-01T22:00:00Z
ben,Ben Ödön,ben@x.edu,501,1001,
carl,Carl Gauß,carl@x.edu,502,1002,
"""
RIGHT = "def double(x):\n    return 2 * x"
HALF = "def double(x):\n    return 2 * abs(x)"
FOLDER = "{name}_{number}_assignsubmission_file"


def start_term(root: Path) -> Path:
    """A new course with the release of its lesson."""
    init_course(root)
    with (root / "course_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f'c.Course.deadlines = {{"{LESSON}": "2026-11-30 22:00 UTC"}}\n')
    new = load_course(root)
    released = released_notebook(new, read_lesson(new.source(LESSON)))
    new.release(LESSON).parent.mkdir(parents=True)
    write_notebook(new.release(LESSON), released)
    return root


@dataclass(frozen=True)
class Term:
    """The folder of the course."""

    root: Path

    @classmethod
    def copy_of(cls, built: Path, root: Path) -> Term:
        shutil.copytree(built, root)
        (root / "students.csv").write_text(ROSTER, encoding="utf-8")
        return cls(root)

    @property
    def course(self) -> Course:
        return load_course(self.root)

    def notebook(self, answer: str = "") -> bytes:
        """The release, answered."""
        document = json.loads((self.root / "release" / LESSON / f"{LESSON}.ipynb").read_text())
        for cell in document["cells"]:
            if cell["id"] == "double" and answer:
                cell["source"] = answer
        return json.dumps(document).encode()

    def zip(self, files: Mapping[str, bytes], name: str = "download.zip", day: int = 20) -> Path:
        """A zip with a day between its files."""
        times = {each: (2026, 11, day + place, 10, 0, 0) for place, each in enumerate(files)}
        path = self.root.parent / name
        path.write_bytes(zipped(files, times))
        return path

    def collect(self, *sources: Path | str, **options: bool) -> list[Row]:
        roster = read_roster(self.root / "students.csv", self.course.lessons)
        with Collection(self.course, LESSON, roster, **options) as collection:
            for source in sources:
                collection.open(str(source))
            for student in collection.students():
                collection.take(*student)
        return collection.rows

    def submitted(self, student: str, name: str = f"{LESSON}.ipynb") -> Path:
        return self.root / "submitted" / student / LESSON / name


def table(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding)
    return path


def moodle_folder(name: str, number: int, end: str = "") -> str:
    return FOLDER.format(name=name, number=number) + end


def fates(rows: Sequence[Row]) -> dict[str, str]:
    return {f"{row.student}: {row.file.rpartition('/')[2]}": row.became for row in rows}
