"""Turns reports and lessons into rows of nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Callable, Collection

from nbformat import NotebookNode
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import SaveCells

from autograder.errors import CourseError
from autograder.notebooks import Lesson, Submission, SubmittedCell, answers
from autograder.report import Report

Upsert = Callable[..., object]
NO_RESPONSE = "No response."  # nbgrader's own words


def save(
    book: Gradebook,
    lesson: Lesson,
    submission: Submission,
    report: Report,
    changed: Collection[str],
) -> SubmittedAssignment:
    """Create or update the rows of one submission. The caller commits them.

    Args:
        book: The gradebook.
        lesson: The lesson.
        submission: What the student submitted.
        report: The report on it.
        changed: Cells that differ from the last time this student was graded. A manual score for
            one of them is kept and flagged for review.
    """
    notebook = book.find_notebook(lesson.name, lesson.name)
    handed_in, row = _submitted(book, notebook, report.student)
    _complete(row, notebook)
    names = {cell.id: cell.name for cell in (*notebook.grade_cells, *notebook.solution_cells)}
    written = answers(lesson, submission.cells)
    for grade in row.grades:
        _enter(grade, names[grade.cell_id], submission, report, written, changed)
    attempted = {result.name: result.status != "not_attempted" for result in report.exercises}
    for comment in row.comments:
        name = names[comment.cell_id]
        silent = not (attempted.get(name) or written.get(name))
        comment.auto_comment = (submission.unreadable or NO_RESPONSE) if silent else None
    book.db.flush()
    return handed_in


def _enter(
    grade: Grade,
    name: str,
    submission: Submission,
    report: Report,
    written: dict[str, list[SubmittedCell]],
    changed: Collection[str],
) -> None:
    """Set the score of one cell. An answer in words waits for a person."""
    scores = {f"test_{result.name}": result for result in report.exercises}
    if result := scores.get(name):
        score: float | None = result.score
        if result.status == "error" and grade.auto_score is not None:
            score = grade.auto_score  # a fault of ours takes no points that were given before
        review = result.status == "error" or bool(submission.unreadable)
        is_new = grade.auto_score != score
    else:
        score = None if written[name] else 0.0
        review = bool(written[name] or submission.unreadable)
        is_new = name in changed
    if grade.manual_score is not None:
        review = grade.needs_manual_grade or is_new
    grade.auto_score, grade.needs_manual_grade = score, review


class SaveLessonCells(SaveCells):  # type: ignore[misc]
    """Saves nbgrader's rows for a lesson's cells, even after notebooks were submitted.

    nbgrader itself refuses any change then. Here a new exercise gets an empty score in every
    submission, and an exercise that the lesson no longer has loses its rows.
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            notebook = None
        if notebook and notebook.submissions:
            self._remove_stale(notebook)
            self._add(self.new_grade_cells, self.gradebook.update_or_create_grade_cell)
            self._add(self.new_solution_cells, self.gradebook.update_or_create_solution_cell)
            self._add(self.new_source_cells, self.gradebook.update_or_create_source_cell)
            for submitted in notebook.submissions:
                _complete(submitted, notebook)
        super()._create_notebook(nb)

    def _add(self, cells: dict[str, dict[str, object]], update_or_create: Upsert) -> None:
        for name, info in cells.items():
            update_or_create(name, self.notebook_id, self.assignment_id, **info)

    def _remove_stale(self, notebook: Notebook) -> None:
        stale = [cell for cell in notebook.grade_cells if cell.name not in self.new_grade_cells]
        by_hand = [cell for cell in stale if any(g.manual_score is not None for g in cell.grades)]
        if by_hand:
            raise CourseError(
                f"{self.notebook_id} no longer has {by_hand[0].name!r}, but gradebook.db holds "
                "manual scores for it; put the cell back, or clear those scores first."
            )
        stale += [c for c in notebook.solution_cells if c.name not in self.new_solution_cells]
        stale += [c for c in notebook.source_cells if c.name not in self.new_source_cells]
        for cell in stale:
            for row in (
                *(getattr(cell, "grades", None) or ()),
                *(getattr(cell, "comments", None) or ()),
            ):
                self.gradebook.db.delete(row)
            self.gradebook.db.delete(cell)
        self.gradebook.db.commit()


def save_lesson(book: Gradebook, db_url: str, released: NotebookNode, name: str) -> None:
    """Create or update the rows of the lesson itself.

    Args:
        book: The gradebook.
        db_url: Its address.
        released: The notebook that students get.
        name: The lesson's slug.
    """
    marks = [(c.metadata.nbgrader, c) for c in released.cells if "nbgrader" in c.metadata]
    wanted = {(mark.grade_id, mark.checksum) for mark, _ in marks}
    with_points = {(mark.grade_id, mark.points) for mark, _ in marks if mark.grade}
    try:
        notebook = book.find_notebook(name, name)
    except MissingEntry:
        book.update_or_create_assignment(name)
    else:
        known = {(cell.name, cell.checksum) for cell in notebook.source_cells}
        if (known, {(c.name, c.max_score) for c in notebook.grade_cells}) == (wanted, with_points):
            return
    SaveLessonCells().preprocess(released, resources_for(db_url, name))
    book.db.expire_all()


def _submitted(
    book: Gradebook, notebook: Notebook, student: str
) -> tuple[SubmittedAssignment, SubmittedNotebook]:
    """The rows of one student's submission, created if they are missing."""
    keys = {"assignment_id": notebook.assignment_id, "student_id": student}
    handed_in = book.db.query(SubmittedAssignment).filter_by(**keys).one_or_none()
    if not handed_in:
        if not book.db.get(Student, student):
            book.db.add(Student(id=student))
        handed_in = SubmittedAssignment(id=new_uuid(), notebooks=[], **keys)
        book.db.add(handed_in)
    for row in handed_in.notebooks:
        if row.notebook_id == notebook.id:
            return handed_in, row
    row = SubmittedNotebook(id=new_uuid(), notebook_id=notebook.id, grades=[], comments=[])
    handed_in.notebooks.append(row)
    return handed_in, row


def _complete(row: SubmittedNotebook, notebook: Notebook) -> None:
    """Add the scores and comments that a submission lacks, for cells newer than itself."""
    graded = {grade.cell_id for grade in row.grades}
    commented = {comment.cell_id for comment in row.comments}
    # By id: a reference to the lesson's object would keep every student's rows in memory.
    row.grades += [Grade(cell_id=c.id) for c in notebook.grade_cells if c.id not in graded]
    new = [cell for cell in notebook.solution_cells if cell.id not in commented]
    row.comments += [Comment(cell_id=cell.id) for cell in new]


def resources_for(db_url: str, lesson: str, student: str = "") -> dict[str, dict[str, str]]:
    """The `resources` that nbgrader's preprocessors need."""
    return {
        "nbgrader": {
            "db_url": db_url,
            "assignment": lesson,
            "notebook": lesson,
            "student": student,
        }
    }
