"""Imports one notebook: reads it, tries it, writes the lesson, and says what is left to do."""

from __future__ import annotations

import re
import tempfile
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring import leaks_in, list_lesson, refuse_name
from autograder.batch import GradingProcess
from autograder.course import Course, load_course
from autograder.files import put
from autograder.importing.form import Draft, RawCell, Remark
from autograder.importing.formats import nbgrader, neuromatch, otter
from autograder.importing.hidden import HiddenTest, hidden_tests
from autograder.importing.lesson import Built, build
from autograder.importing.needs import Solved
from autograder.importing.reading import Format, files_beside, format_of, read_cells
from autograder.importing.trial import Tried, lesson_to_warm, missing_packages, programs, try_out
from autograder.importing.writer import grader_text, solutions_text, source_text, write
from autograder.notebooks import (
    Lesson,
    drift,
    read_lesson,
    read_solutions,
)

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


def import_lesson(course: Course, path: Path, name: str, wanted: Format | None) -> Imported:
    """Make a lesson of a notebook.

    Args:
        course: The course.
        path: The notebook.
        name: The lesson's name.
        wanted: The notebook's format; by default what its marks say.

    Raises:
        CourseError: The notebook cannot be read, the name is no slug, or the lesson was edited.
    """
    refuse_name(name)
    cells = read_cells(path)
    kind = wanted or format_of(path, cells)
    draft = READERS[kind]([_with_pictures(cell) for cell in cells])
    built = build(draft, _corners(course))
    solved = Solved(built.parts)
    tests = list(hidden_tests(built.parts, solved))
    texts = _texts(course, name, built, solved, tests)
    lesson, tried = _tried(course, name, texts, solved)
    built.remarks += _remarks(tried, built, tests)
    texts[course.grader(name)] = grader_text(name, built, tests)
    files: dict[Path, str | bytes] = {**texts}
    folder = course.source(name).parent
    files |= {folder / place: content for place, content in _pictures(cells)}
    files |= {
        folder / place: content for place, content in _beside(course, path, cells, draft, built)
    }
    return Imported(
        lesson,
        kind,
        is_new=write(course, name, files),
        is_listed=list_lesson(load_course(course.root), name),  # others may be listed since
        files=tuple(files),
        tried=tuple(tried),
        tests=tuple(test for test in tests if not test.reason),
        remarks=tuple(sorted(built.remarks, key=lambda remark: remark.cell)),
    )


def _pictures(cells: Sequence[RawCell]) -> Iterator[tuple[str, bytes]]:
    """The images in the cells themselves, each with a place beside the source."""
    for cell in cells:
        for name, data in cell.attachments.items():
            yield _place(cell, name), b64decode(data)


def _place(cell: RawCell, name: str) -> str:
    return f"images/{cell.number}_{re.sub(r'[^A-Za-z0-9.]+', '_', name)}"


def _with_pictures(cell: RawCell) -> RawCell:
    source = cell.source
    for name in cell.attachments:
        source = source.replace(f"attachment:{name}", _place(cell, name))
    return replace(cell, source=source)


def _corners(course: Course) -> str:
    """The module of the course's library that has feedback corners."""
    is_there = bool(course.library) and (course.root / course.library / "feedback.py").is_file()
    return f"{course.library}.feedback" if is_there else ""


def _texts(
    course: Course, name: str, built: Built, solved: Solved, tests: Sequence[HiddenTest]
) -> dict[Path, str]:
    return {
        course.source(name): source_text(built),
        course.solutions(name): solutions_text(name, built, solved),
        course.grader(name): grader_text(name, built, tests),
    }


def _tried(
    course: Course, name: str, texts: Mapping[Path, str], solved: Solved
) -> tuple[Lesson, list[Tried]]:
    """The lesson, and what became of its solutions and tests in a course of its own."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        elsewhere = replace(course, root=Path(folder))
        for path, text in texts.items():
            place = elsewhere.root / path.relative_to(course.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            put(place, text)
        lesson = read_lesson(elsewhere.source(name))
        with GradingProcess() as process:
            process.prepare(course, lesson_to_warm(lesson))
            found = process.run(try_out, elsewhere, lesson, programs(solved))
            tried = [
                replace(each, problem=each.problem.replace(f"{folder}/", "")) for each in found
            ]
        code = read_solutions(elsewhere.solutions(name))
        tried += [Tried("drift", "", sentence) for sentence in drift(lesson, *code)]
    return lesson, tried


def _remarks(tried: Sequence[Tried], built: Built, tests: Sequence[HiddenTest]) -> Iterator[Remark]:
    """What the trial says to a person; a test that does not pass gets the reason."""
    cells = {part.name: part.cell for part in built.parts if part.name}
    failed = {each.name: each.problem for each in tried if each.kind == "test" and each.problem}
    for test in tests:
        if not test.reason and test.name in failed:
            test.reason = f"it does not pass on the solutions: {failed[test.name]}"
        if test.reason:
            yield Remark(test.part.cell, f"the test became a comment: {test.reason}")
    for cell, name in missing_packages(built.parts):
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
    course: Course, path: Path, cells: Sequence[RawCell], draft: Draft, built: Built
) -> Iterator[tuple[Path, bytes]]:
    """The files beside the notebook that it names."""
    for file in files_beside(path, cells, draft.files):
        content = (path.resolve().parent / file).read_bytes()
        text = content.decode("utf-8", errors="replace")
        if any(leaks_in(str(file), text, (), course.root)):
            why = f"{file} holds marks of a solution, so it was not carried along."
            built.remarks.append(Remark(0, why))
        else:
            yield file, content
