"""The inbound folder of nbgrader's exchange, and the feedback that goes back through it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from nbgrader.utils import notebook_hash

from autograder.authoring import first_error, nbgrader_api
from autograder.course import Course
from autograder.errors import CourseError, EngineFault
from autograder.files import put
from autograder.gradebook import Page

SECRET = "submission_secret.txt"  # nbgrader writes it beside each submission, and students keep it


class Inbound:
    """<exchange>/<course>/inbound/: what students hand in with `nbgrader submit`."""

    def __init__(self, course: Course, folder: Path, lessons: Sequence[str]) -> None:
        """Look at nothing yet.

        Raises:
            CourseError: The folder is another course's.
        """
        self._folder, self._lessons = folder.resolve(), lessons
        settings = deepcopy(course.nbgrader)
        its_course = settings.CourseDirectory.get("course_id", "")
        if self._folder.parent.name != its_course:
            raise CourseError(
                f"{folder} is not the inbound folder of this course, which nbgrader calls "
                f"{its_course!r}: it would be <exchange>/{its_course}/inbound."
            )
        settings.Exchange.root = str(self._folder.parents[1])
        self._api = nbgrader_api(replace(course, nbgrader=settings), course.root)
        self._seen: set[str] = set()

    def collect(self) -> None:
        """Let nbgrader collect what is new into submitted/.

        Raises:
            EngineFault: nbgrader could not.
        """
        # nbgrader writes the secret last.
        names = {path.parent.name for path in self._folder.glob(f"*/{SECRET}")}
        new = names - self._seen
        for lesson in self._lessons:
            if any(f"+{lesson}+" in name for name in new):
                result = self._api.collect(lesson, update=True)
                if not result["success"]:
                    raise EngineFault(f"nbgrader cannot collect {lesson}: {first_error(result)}")
        self._seen = names

    def give_back(self, page: Page, submitted: Path) -> None:
        """Put a page where `nbgrader fetch_feedback` of its student finds it."""
        secret = submitted / SECRET
        if secret.is_file():
            name = notebook_hash(secret=secret.read_text(), notebook_id=page.path.stem)
            feedback = self._folder.with_name("feedback")
            feedback.mkdir(mode=0o711, exist_ok=True)
            put(feedback / f"{name}.html", page.path.read_bytes())
