"""Imports one notebook: reads it, tries it, writes the lesson, and says what is left to do."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.authoring import leaks_in, list_lesson, refuse_name
from autograder.course import Course, TrialCourse, load_course
from autograder.files import put
from autograder.importing.code import returns_nothing
from autograder.importing.form import Draft, RawCell, Remark
from autograder.importing.formats import nbgrader, neuromatch, otter
from autograder.importing.hidden import HiddenTest, hidden_tests
from autograder.importing.lesson import Built, build
from autograder.importing.needs import Solved
from autograder.importing.reading import (
    Format,
    files_beside,
    format_of,
    pictures,
    read_cells,
    with_pictures,
)
from autograder.importing.trial import Tried, missing_packages, try_lesson
from autograder.importing.writer import grader_text, solutions_text, source_text, write
from autograder.notebooks import Lesson, missing, read_lesson

MOST = 64 << 20  # bytes of all files that a notebook brings along
READERS = {"neuromatch": neuromatch.read, "nbgrader": nbgrader.read, "otter": otter.read}


@dataclass(frozen=True)
class Imported:
    """The state of an imported lesson.

    Attributes:
        lesson: The lesson.
        format: What the notebook was written for.
        is_new: Whether files were written; False if its last import wrote the same.
        is_listed: Whether course_config.py lists it.
        files: The files of the lesson.
        tried: What became of each solution.
        tests: The hidden tests that pass on the solutions.
        remarks: What a person must look at, by cell.
    """

    lesson: Lesson
    format: Format
    is_new: bool
    is_listed: bool
    files: tuple[Path, ...]
    tried: tuple[Tried, ...]
    tests: tuple[HiddenTest, ...]
    remarks: tuple[Remark, ...]

    def plain(self) -> dict[str, object]:
        """What is written to JSON."""
        return {
            "name": self.name,
            "format": self.format,
            "files": [str(path) for path in self.files],
            "is_new": self.is_new,
            "exercises": self.exercises,
            "solved": self.solved,
            "untested": self.untested,
            "questions": [question.name for question in self.lesson.questions],
            "hidden_tests": len(self.tests),
            "remarks": [asdict(remark) for remark in self.remarks],
        }

    @property
    def name(self) -> str:
        """The lesson's name."""
        return self.lesson.name

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of its exercises."""
        return tuple(exercise.name for exercise in self.lesson.exercises)

    @property
    def solved(self) -> tuple[str, ...]:
        """The exercises whose solution runs in the sandbox."""
        return tuple(t.name for t in self.tried if t.kind == "solution" and not t.problem)

    @property
    def untested(self) -> tuple[str, ...]:
        """The exercises without a hidden test."""
        tested = {test.exercise for test in self.tests}
        return tuple(name for name in self.exercises if name not in tested)


def lesson_name(path: Path) -> str:
    """The name of the lesson that a notebook becomes: its file's name as a slug."""
    name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
    return name if name[:1].isalpha() else f"lesson_{name}".rstrip("_")


def import_lesson(
    course: Course, path: Path, name: str, wanted: Format | None, *, is_dry: bool = False
) -> Imported:
    """Make a lesson of a notebook.

    Args:
        course: The course.
        path: The notebook.
        name: The lesson's name.
        wanted: The notebook's format; by default what its marks say.
        is_dry: Try it, and write nothing into the course.

    Raises:
        CourseError: The notebook cannot be read, the name is no slug, or the lesson was edited.
    """
    refuse_name(name)
    cells = read_cells(path)
    kind = wanted or format_of(path, cells)
    draft = READERS[kind](list(map(with_pictures, cells)))
    built = build(draft, _corners(course))
    extra = dict(pictures(cells)) | dict(_beside(course, path, name, cells, draft, built))
    solved = Solved(built.parts)
    modules = {Path(place.parts[0]).stem for place in extra if place.suffix == ".py"}
    tests = list(hidden_tests(built.parts, solved, modules))
    lesson, tried = _tried(course, name, built, solved, tests, extra)
    built.remarks += _remarks(tried, built, tests, modules)
    files = _files(course, name, built, solved, tests, extra)
    return Imported(
        lesson,
        kind,
        is_new=write(course, name, files, is_dry=is_dry),
        is_listed=_is_listed(course, name, is_dry=is_dry),
        files=tuple(files),
        tried=tried,
        tests=tuple(test for test in tests if not test.reason),
        remarks=tuple(sorted(built.remarks, key=lambda remark: remark.cell)),
    )


def _tried(
    course: Course,
    name: str,
    built: Built,
    solved: Solved,
    tests: Sequence[HiddenTest],
    extra: Mapping[Path, bytes],
) -> tuple[Lesson, tuple[Tried, ...]]:
    """The lesson, and what became of each solution, tried in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        trial = TrialCourse.of(course, Path(folder))
        for file, content in _files(trial, name, built, solved, tests, extra).items():
            file.parent.mkdir(parents=True, exist_ok=True)
            put(file, content)
        lesson = read_lesson(trial.source(name))
        return lesson, tuple(try_lesson(trial, lesson, solved))


def _is_listed(course: Course, name: str, *, is_dry: bool) -> bool:
    """Whether course_config.py lists the lesson, which is added there; others may be since."""
    return name in course.lessons if is_dry else list_lesson(load_course(course.root), name)


def _corners(course: Course) -> str:
    """The module of the course's library that has feedback corners."""
    is_there = bool(course.library) and (course.root / course.library / "feedback.py").is_file()
    return f"{course.library}.feedback" if is_there else ""


def _files(
    course: Course,
    name: str,
    built: Built,
    solved: Solved,
    tests: Sequence[HiddenTest],
    extra: Mapping[Path, bytes],
) -> dict[Path, str | bytes]:
    """All files of the lesson; those that the notebook brings along lie beside the source."""
    return {
        course.source(name): source_text(built),
        course.solutions(name): solutions_text(name, built, solved),
        course.grader(name): grader_text(name, built, tests),
        **{course.source(name).parent / place: content for place, content in extra.items()},
    }


def _remarks(
    tried: Sequence[Tried], built: Built, tests: Sequence[HiddenTest], modules: Collection[str]
) -> Iterator[Remark]:
    """What the trial says to a person; a test that does not pass gets the reason."""
    cells = {part.name: part.cell for part in built.parts if part.name}
    failed = {each.name: each.problem for each in tried if each.kind == "test" and each.problem}
    for test in tests:
        if not test.reason and test.name in failed:
            test.reason = f"it does not pass on the solutions: {failed[test.name]}"
        if test.reason:
            yield Remark(test.part.cell, f"the test became a comment: {test.reason}")
    if not any(part.role in ("exercise", "question") for part in built.parts):
        yield Remark(0, "the notebook has no solution, so nothing became an exercise.")
    for part in built.parts:
        if part.role == "exercise" and part.solution and returns_nothing(part.solution):
            sees = "a test sees only that it runs and what it changes."
            yield Remark(part.cell, f"`{part.name}` returns nothing: {sees}")
    for cell, name in missing_packages(built.parts, modules):
        yield Remark(cell, f"`{name}` is not installed here; `course grade` needs it.")
    broken = {each.name for each in tried if each.kind == "solution" and each.problem}
    for each in (each for each in tried if each.problem):
        if each.kind == "solution":
            text = f"the solution of `{each.name}` does not run: {each.problem}"
            yield Remark(cells[each.name], text)
        elif each.kind == "demo" and each.name not in broken:
            text = f"the code below `{each.name}` does not run: {each.problem}"
            yield Remark(cells[each.name], text)
        elif each.kind in ("lesson", "drift"):
            named = [name for name in re.findall(r"\w+", each.problem) if name in cells]
            yield Remark(cells[named[0]] if named else 0, each.problem)


def _beside(
    course: Course,
    path: Path,
    name: str,
    cells: Sequence[RawCell],
    draft: Draft,
    built: Built,
) -> Iterator[tuple[Path, bytes]]:
    """The files beside the notebook that it names."""
    room = MOST
    for file in files_beside(path, cells, draft.files):
        place = path.resolve().parent / file
        if place.stat().st_size > room:
            why = f"{file} was not carried along: all files together may have {MOST >> 20} MB."
            built.remarks.append(Remark(0, why))
            continue
        content = place.read_bytes()
        room -= len(content)
        text = content.decode("utf-8", errors="replace")
        if any(leaks_in(str(file), text, (), course.root)):
            why = f"{file} holds marks of a solution, so it was not carried along."
            built.remarks.append(Remark(0, why))
        elif file == Path(f"{name}.py"):
            why = f"{file} has the lesson's name, so it was not carried along; choose another --as."
            built.remarks.append(Remark(0, why))
        else:
            yield file, content
            name_of = file.parent if file.name == "__init__.py" else file.with_suffix("")
            is_top = file.suffix == ".py" and len(name_of.parts) == 1
            if is_top and not missing(f"import {name_of}"):
                why = f"{file} has the name of an installed package, which is imported instead."
                built.remarks.append(Remark(0, why))
