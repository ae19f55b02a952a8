"""Runs the solved notebook in the sandbox, and collects how it calls its exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import describe
from autograder.grading import sandbox_options
from autograder.notebooks import Cell, Lesson, Node, Program, names_of, split_statements
from autograder.sandbox import Box, Sandbox, SandboxFault, Statement, Stopped, WarmParent

CELL_SECONDS = 20.0
CALL_SECONDS = 60.0  # above what a cell may take, for what ignores the alarm
RECORDER = Path(__file__).with_name("inside.py")
# The recorder's names stay out of the notebook's.
START = """
import types as __types
__recorder = __types.ModuleType("recorder")
exec(compile({text!r}, "<recorder>", "exec"), vars(__recorder))
"""

Data = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of an exercise in the solved notebook.

    Attributes:
        args: A description of each argument, by the parameter's name.
        result: A description of what came back.
        changed: The arguments that the call changed.
        method: The method, for an object of an exercise's class.
        built: A description of the arguments with which this object was made.
        object: The number of this object.
    """

    args: dict[str, Data]
    result: Data
    changed: tuple[str, ...] = ()
    method: str = ""
    built: dict[str, Data] = field(default_factory=dict)
    object: int = -1


@dataclass(frozen=True)
class Recording:
    """What a run of the solved notebook showed.

    Attributes:
        calls: The calls of each exercise.
        raised: What calls of an exercise raised.
        trained: The classes of which an object was trained.
        problems: Cells that did not run, a sentence each.
        missing: The exercises that the run did not define.
    """

    calls: dict[str, list[Call]]
    raised: dict[str, str]
    trained: frozenset[str]
    problems: tuple[str, ...]
    missing: frozenset[str]


def record(parent: WarmParent, course: Course, lesson: Lesson, cells: Sequence[Cell]) -> Recording:
    """Run what the exercises need and what calls them, and record these calls.

    Args:
        parent: The sandbox's fork server.
        course: The course, with limits for a whole notebook.
        lesson: The lesson.
        cells: Its cells, with the solutions filled in.
    """
    options = sandbox_options(course, lesson, None)
    stubs = {exercise.stub.id: exercise.name for exercise in lesson.exercises}
    problems: list[str] = []
    missing: set[str] = set()
    with (
        Sandbox(course.limits, **options, parent=parent) as sandbox,
        closing(_open(sandbox)) as box,
    ):
        for number, cell, sources in needed(cells, [*stubs.values()]):
            problem = _run(box, sources)
            if problem and not (problems and "raised NameError" in problem):  # one leads to others
                problems.append(f"cell {number} of the solved notebook {problem}")
            name = stubs.get(cell.id)
            if name and not box.call("__recorder", name, method="watch"):
                missing.add(name)
            if problem.startswith("ended"):
                break
        found = {name: _recordings(box, name) for name in stubs.values()}
    calls = {name: [*map(_call, each.get("calls", []))] for name, each in found.items()}
    raised = {name: each["raised"] for name, each in found.items() if each.get("raised")}
    trained = frozenset(name for name, each in found.items() if each.get("trained"))
    return Recording(calls, raised, trained, tuple(problems), frozenset(missing))


def needed(
    cells: Sequence[Cell], exercises: Sequence[str]
) -> Iterator[tuple[int, Cell, list[str]]]:
    """The cells that call an exercise, and what these need; the rest of a lesson may take hours."""
    nodes = [
        Node(piece, (number, place))
        for number, cell in enumerate(cells, start=1)
        if cell.kind == "code"
        for place, piece in enumerate(split_statements(number, cell.source))
        if isinstance(piece, Statement)
    ]
    program = Program(nodes)
    wanted: set[tuple[int, int]] = set()
    tainted = set(exercises)
    for index, node in enumerate(program.nodes):
        reads, binds = names_of(node.statement.source)
        if tainted & {*reads, *binds}:
            tainted |= {*binds}
            wanted.add((node.statement.cell, node.statement.line))
            needs = program.slice(reads, index).statements()
            wanted |= {(each.cell, each.line) for each in needs}
    for number, cell in enumerate(cells, start=1):
        of_cell = [n.statement for n in program.nodes if n.statement.cell == number]
        sources = [each.source for each in of_cell if (each.cell, each.line) in wanted]
        if sources:
            yield number, cell, sources


def _open(sandbox: Sandbox) -> Box:
    start = START.format(text=RECORDER.read_text(encoding="utf-8"))
    return sandbox.open([Statement(0, 1, start)], seed=0)


def _run(box: Box, sources: Sequence[str]) -> str:
    """Run a cell; returns what went wrong, or an empty text."""
    box.seconds = CALL_SECONDS
    try:
        return str(box.call("__recorder", list(sources), CELL_SECONDS, method="run"))
    except Stopped as stopped:
        return f"ended the process: {describe(stopped)}"


def _recordings(box: Box, name: str) -> Data:
    try:
        return dict(box.call("__recorder", name, method="recordings"))
    except (Stopped, SandboxFault):
        return {}


def _call(data: Data) -> Call:
    return Call(
        data["args"],
        data["result"],
        tuple(data["changed"]),
        data["method"],
        data["built"],
        data["object"],
    )
