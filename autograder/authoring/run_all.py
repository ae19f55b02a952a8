"""Which cells must not stop "Run all": those that need an exercise which may still be open."""

from __future__ import annotations

from autograder.notebooks import Lesson, names_of

GOES_ON = "raises-exception"  # Jupyter goes on after an exception in a cell with this tag


def may_fail(lesson: Lesson) -> set[str]:
    """The ids of the cells that use an exercise, or what came of one, in reading order."""
    stubs = {exercise.stub.id for exercise in lesson.exercises}
    open_names = {exercise.name for exercise in lesson.exercises}
    found = set()
    for cell in lesson.cells:
        if cell.kind != "code" or cell.id in stubs:
            continue
        reads, binds = names_of(cell.source)
        if reads & open_names:
            found.add(cell.id)
            open_names |= {*binds}
        else:
            open_names -= {*binds}
    return found
