"""The course as data: its lessons in order, its limits, and the paths of its files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.errors import CourseError
from autograder.moments import moment
from autograder.sandbox import Limits

CONFIG_FILE = "nbgrader_config.py"  # nbgrader looks for this name only, and loads the other
SETTINGS_FILE = "course_config.py"
LEFT_BEHIND = ("*.mp4", "frame_[0-9]*.png")  # by a run: films of a training, and their frames


@dataclass(frozen=True)
class Course:
    """The settings of `c.Course` in course_config.py.

    Attributes:
        root: The folder that holds course_config.py.
        lessons: Slugs of the lessons, in the order in which they are taught.
        graders: The folder that holds a folder of hidden tests for each lesson.
        library: The import name of the course's own library, which the first cell of every lesson
            installs if it is missing; without a library there is no such cell.
        install: What `pip install` needs to fetch that library.
        limits: What a student's code may use.
        minimum_level: The lowest isolation level that the course accepts (3, 2 or 1).
        audit_threshold: The share of a lesson's mutants that its hidden tests must catch.
        shared_verdicts: A folder in which several machines share verdicts; empty for none.
        deadlines: The deadline of each lesson, in its zone; nbgrader's due dates follow these.
        nbgrader: The whole configuration, as nbgrader reads it.
    """

    root: Path
    lessons: tuple[str, ...] = ()
    graders: str = "autograder/graders"
    library: str = ""
    install: str = ""
    limits: Limits = field(default_factory=Limits)
    minimum_level: int = 2
    audit_threshold: float = 1.0
    shared_verdicts: str = ""
    deadlines: dict[str, datetime] = field(default_factory=dict)
    nbgrader: Config = field(default_factory=Config, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """What other processes get: nbgrader's settings may hold classes of course_config.py."""
        return {**self.__dict__, "nbgrader": Config()}

    def require(self, lesson: str) -> str:
        """The lesson's slug, or an error that lists all lessons."""
        if lesson not in self.lessons:
            known = ", ".join(self.lessons)
            raise CourseError(f"There is no lesson {lesson!r}; course_config.py lists: {known}.")
        return lesson

    def source(self, lesson: str) -> Path:
        """The lesson's source, which its author writes."""
        return self.root / "source" / lesson / f"{lesson}.py"

    def modules(self, lesson: str) -> tuple[Path, ...]:
        """The modules and packages beside the lesson's source, which its code may import."""
        source = self.source(lesson)
        packages = (path.parent for path in source.parent.glob("*/__init__.py"))
        files = (path for path in source.parent.glob("*.py") if path != source)
        return tuple(sorted([*files, *packages]))

    def data(self, lesson: str) -> tuple[Path, ...]:
        """The files beside the lesson's source, and in folders there, that are no code."""
        folder = self.source(lesson).parent
        found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        return tuple(
            path
            for path in sorted(found)
            if path.suffix not in (".py", ".pyc", ".ipynb")
            and not any(map(path.match, LEFT_BEHIND))
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )

    def source_notebook(self, lesson: str) -> Path:
        """The notebook that is built from the source, and from which nbgrader makes the release."""
        return self.source(lesson).with_suffix(".ipynb")

    def solutions(self, lesson: str) -> Path:
        """The reference solutions, an ordinary module."""
        return self.root / "solutions" / f"{lesson}.py"

    def solved_notebook(self, lesson: str) -> Path:
        """The lesson with its solutions filled in, executed."""
        return self.solutions(lesson).with_suffix(".ipynb")

    def hidden(self, lesson: str) -> Path:
        """The folder with everything that students never see: tests, misconceptions, pictures."""
        return self.root / self.graders / lesson

    def secrets(self) -> tuple[Path, ...]:
        """The folders that no student code may read."""
        return self.root / self.graders, self.root / "solutions"

    def grader(self, lesson: str) -> Path:
        """The hidden tests."""
        return self.hidden(lesson) / f"test_{lesson}.py"

    def misconceptions(self, lesson: str) -> Path:
        """Named wrong answers."""
        return self.hidden(lesson) / "misconceptions.py"

    def traces(self, lesson: str) -> Path:
        """What the named wrong answers do in the hidden tests, written by `course build`."""
        return self.hidden(lesson) / "traces.jsonl"

    def equivalents(self, lesson: str) -> Path:
        """Mutants of the solutions that are right answers, each with a reason."""
        return self.hidden(lesson) / "equivalents.toml"

    def pictures(self, lesson: str) -> Path:
        """What failed tests draw; a lesson may have no such file."""
        return self.hidden(lesson) / "pictures.py"

    def release(self, lesson: str) -> Path:
        """What students get."""
        return self.root / "release" / lesson / f"{lesson}.ipynb"

    def results(self) -> Path:
        """The cache of verdicts."""
        return self._kept() / "results.db"

    def shared(self) -> Path | None:
        """The folder of the verdicts that machines share, if there is one."""
        return self.root / self.shared_verdicts if self.shared_verdicts else None

    def figures(self) -> Path:
        """The folder of the pictures of failed tests, each named by its content."""
        return (self.shared() or self._kept()) / "figures"

    def logs(self) -> Path:
        """The folder of the logs of the last runs."""
        return self._kept() / "logs"

    def _kept(self) -> Path:
        """The folder of what is kept between runs; on a cluster, each shard has its own."""
        return Path(os.environ.get("COURSE_RESULTS") or self.root / ".results")

    def submitted(self) -> Path:
        """The folder where nbgrader collects submissions."""
        return self.root / "submitted"


@dataclass(frozen=True)
class TrialCourse(Course):
    """A course whose lessons are tried in another folder: it has their files there.

    Attributes:
        files: The folder.
    """

    files: Path = Path()

    @classmethod
    def of(cls, course: Course, files: Path) -> TrialCourse:
        """The trial of a course."""
        settings = {each.name: getattr(course, each.name) for each in fields(Course)}
        return cls(**settings, files=files)

    def source(self, lesson: str) -> Path:
        """The lesson's source."""
        return self.files / "source" / lesson / f"{lesson}.py"

    def solutions(self, lesson: str) -> Path:
        """The reference solutions."""
        return self.files / "solutions" / f"{lesson}.py"

    def hidden(self, lesson: str) -> Path:
        """The folder with everything that students never see."""
        return self.files / "hidden" / lesson

    def secrets(self) -> tuple[Path, ...]:
        """The folders that no student code may read."""
        return *super().secrets(), self.files / "hidden", self.files / "solutions"


def load_course(start: Path | None = None) -> Course:
    """The course in `start`, or in the nearest folder above it that holds one.

    Args:
        start: A folder; by default the current one.

    Raises:
        CourseError: There is no course, or course_config.py has an unknown or wrong setting.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_FILE).is_file() and (folder / SETTINGS_FILE).is_file():
            return _course(folder)
    raise CourseError(
        f"No course in {start} or above it: run the command in a folder with course_config.py."
    )


def _course(root: Path) -> Course:
    try:
        config = PyFileConfigLoader(CONFIG_FILE, path=str(root)).load_config()
    except (ConfigFileNotFound, SyntaxError, NameError) as error:
        raise CourseError(f"{root / SETTINGS_FILE} cannot be loaded: {error}.") from error
    return course_from(config, root)


def course_from(config: Config, root: Path) -> Course:
    """The course that nbgrader's configuration describes.

    Raises:
        CourseError: A setting is unknown or wrong.
    """
    settings: dict[str, Any] = dict(config.Course)
    settings.pop("root", None)
    known = {item.name for item in fields(Course)} - {"root", "nbgrader"}
    if unknown := sorted(set(settings) - known):
        raise CourseError(
            f"course_config.py sets c.Course.{unknown[0]}, which is no setting of a course; "
            f"there are: {', '.join(sorted(known))}."
        )
    if "limits" in settings:
        settings["limits"] = _limits(settings["limits"])
    settings["lessons"] = tuple(settings.get("lessons", ()))
    if "deadlines" in settings:
        settings["deadlines"] = dict(_deadlines(settings["deadlines"], settings["lessons"]))
    course = Course(root=root, nbgrader=config, **settings)
    _check_library(course.library, course.install)
    return course


def _check_library(library: str, install: str) -> None:
    if bool(library) != bool(install):
        raise CourseError(
            "c.Course.library, the import name of the course's library, and c.Course.install, what "
            "pip needs to fetch it, go together: set both or neither."
        )
    if library and not library.isidentifier():
        raise CourseError(
            f"c.Course.library = {library!r} is no import name; write what stands after `import`, "
            "without dots."
        )


def _limits(values: dict[str, Any]) -> Limits:
    try:
        return Limits(**values)
    except TypeError as error:
        names = ", ".join(item.name for item in fields(Limits))
        raise CourseError(f"c.Course.limits knows {names}; {error}.") from error


def _deadlines(
    values: Mapping[str, object], lessons: Sequence[str]
) -> Iterator[tuple[str, datetime]]:
    for lesson, value in values.items():
        found = moment(str(value), late=True)
        if lesson not in lessons or found is None or found.tzinfo is None:
            raise CourseError(
                f"c.Course.deadlines[{lesson!r}] = {value!r} is no deadline of a lesson; write "
                'one like {"<lesson>": "2030-01-31 22:00 Europe/Berlin"}, with the time zone.'
            )
        yield lesson, found
