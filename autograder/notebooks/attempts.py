"""Which of the definitions in a notebook answers an exercise, and the code to run for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.feedback import messages
from autograder.notebooks.flow.names import syntax_tree
from autograder.notebooks.flow.remarks import remark
from autograder.notebooks.flow.slicing import Node, Program
from autograder.notebooks.flow.stubs import is_finished, is_stub
from autograder.notebooks.intake import SubmittedCell
from autograder.notebooks.lesson import Definition, Exercise, Lesson
from autograder.notebooks.statements import Broken, split_statements
from autograder.sandbox import Statement

MAX_STATEMENTS = 1_500  # more do not fit into one message to the sandbox


@dataclass(frozen=True)
class Attempt:
    """What a student wrote for one exercise.

    Attributes:
        code: The statements to execute, in order; empty when there is nothing to grade.
        cell: The number of the cell that holds the definition; 0 if there is none.
        problem: Why there is nothing to grade, as the student reads it.
        attempted: False if the stub is untouched or missing.
        remark: What can be said of the definition without running it, if tests fail.
        replay: All statements down to the exercise's check, to be executed as a second chance where
            it cannot be known which of them are needed.
    """

    code: tuple[Statement, ...] = ()
    cell: int = 0
    problem: str = ""
    attempted: bool = True
    remark: str = ""
    replay: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The definition that counts, and those that do not.

    Attributes:
        node: The definition that counts.
        dropped: Other definitions, which are not run.
    """

    node: Node
    dropped: tuple[Node, ...]


class Answers:
    """The code of a notebook and the lesson's given code, in the order in which they run."""

    def __init__(self, cells: Sequence[SubmittedCell], lesson: Lesson) -> None:
        self.broken: list[Broken] = []
        self._ids = {cell.number: cell.id for cell in cells}
        self._homes = {cell.id: cell for cell in reversed(cells) if cell.id}
        self._numbers = {name: cell.number for name, cell in self._homes.items()}
        given = list(self._given(lesson))
        nodes = [*self._own(cells, given), *given]
        self._imports = {
            name for node in given for name, kind in node.effects.binds.items() if kind == "import"
        }
        self._exercises = {exercise.name: exercise for exercise in lesson.exercises}
        whole = Program(nodes, self._exercises)
        chosen = {each.name: self._choose(each, whole) for each in lesson.exercises}
        self.choices = {name: choice for name, choice in chosen.items() if choice}
        dropped = {node.place for choice in self.choices.values() for node in choice.dropped}
        left = [node for node in nodes if node.place not in dropped]
        self._program = Program(left, self._exercises) if dropped else whole

    def mentions(self, exercise: Exercise) -> bool:
        """Whether the exercise's cell or a definition of it is in the notebook, in any state."""
        name = exercise.name
        return name in self.choices or name in self._homes or self._broken(name) is not None

    def attempt(self, exercise: Exercise) -> Attempt:
        """What to grade for one exercise."""
        choice = self.choices.get(exercise.name)
        at = self._program.index(self._check(exercise, choice.node if choice else None))
        part = self._program.slice([exercise.name, *self._imports], at)
        opaque = self._program.is_opaque(at)
        replay = tuple(part.replay(at))
        replay = replay if len(replay) <= MAX_STATEMENTS else ()
        if choice and not is_stub(choice.node, exercise):
            code = tuple(part.statements())
            if len(code) > MAX_STATEMENTS:
                code = tuple(each for each in code if not each.maybe)
            unsure = opaque or part.missing or not part.is_whole
            said = remark(choice.node, exercise)
            cell = choice.node.statement.cell
            return Attempt(code, cell, remark=said, replay=replay if unsure else ())
        if broken := self._broken(exercise.name):
            problem = messages.syntax(exercise.name, broken.cell, broken.line, broken.message)
            if broken.is_newer_python:
                problem += messages.newer_python()
            return Attempt((), broken.cell, problem)
        # A function may bind the name, for example.
        written = len(list(self._program.writers(exercise.name, at))) > bool(choice)
        replay = replay if opaque or written else ()
        if choice:
            cell = choice.node.statement.cell
            return Attempt((), cell, messages.NOT_ATTEMPTED, attempted=False, replay=replay)
        return replace(self._without_definition(exercise.name), replay=replay)

    def _without_definition(self, name: str) -> Attempt:
        """What is said where no definition of the exercise can be found."""
        cell = self._homes.get(name)
        if cell and cell.is_too_long:
            return Attempt((), cell.number, messages.its_cell_is_too_long(name, cell.number))
        if cell and cell.source.strip():
            here = [n for n in self._program.nodes if n.statement.cell == cell.number]
            trees = [syntax_tree(node.statement.source) for node in here]
            names = [tree.name for tree in trees if isinstance(tree, Definition)]
            return Attempt((), cell.number, messages.not_in_its_cell(name, cell.number, names))
        return Attempt(problem=messages.missing(name), attempted=False)

    def repairs(self, attempts: Iterable[Attempt]) -> Iterator[str]:
        """Sentences about definitions in unexpected cells and about unreadable code."""
        for name, choice in self.choices.items():
            yield from self._about(name, choice)
        reported = {attempt.cell for attempt in attempts if not attempt.code}
        for cell in sorted({piece.cell for piece in self.broken} - reported):
            yield messages.cell_unreadable(cell)

    def _about(self, name: str, choice: Choice) -> Iterator[str]:
        """Sentences on where the answer to an exercise was found, and on other definitions."""
        exercise, cell = self._exercises[name], choice.node.statement.cell
        elsewhere = self._ids[cell] != name and name in self._ids.values()
        if elsewhere and is_finished(choice.node, exercise):
            own = [node for node in choice.dropped if self._is_home(node, name)]
            stub = bool(own) and all(is_stub(node, exercise) for node in own)
            yield messages.defined_elsewhere(name, cell, stub=stub)
        others = {n.statement.cell: n for n in choice.dropped if not is_stub(n, exercise)}
        for other in sorted(others.keys() - {cell}):
            why = self._why(exercise, choice, others[other])
            yield messages.set_aside(name, other, cell, why)

    def _why(self, exercise: Exercise, choice: Choice, other: Node) -> str:
        """Why another definition was set aside."""
        if self._is_home(choice.node, exercise.name):
            return "own"
        if is_finished(choice.node, exercise) and not is_finished(other, exercise):
            return "unfinished"
        before = choice.node.statement.cell < self._numbers.get(exercise.check.id, 0)
        return "check" if before else "order"

    def _own(self, cells: Iterable[SubmittedCell], given: Iterable[Node]) -> Iterator[Node]:
        """The student's code; the lesson's own stands in `given`."""
        known = {(node.place[0], node.statement.source) for node in given}
        for cell in cells:
            pieces = split_statements(cell.number, cell.source) if cell.kind == "code" else []
            for i, piece in enumerate(pieces):
                if isinstance(piece, Broken):
                    self.broken.append(piece)
                elif (cell.number, piece.source) not in known:
                    yield Node(piece, (cell.number, -1, i))

    def _given(self, lesson: Lesson) -> Iterator[Node]:
        """The lesson's code, at the places where the notebook has (possibly changed) copies."""
        codes = {cell.id for cell in lesson.given}
        here = 0
        for order, cell in enumerate(lesson.cells):
            here = self._numbers.get(cell.id, here)
            if cell.id in codes:
                for i, piece in enumerate(split_statements(0, cell.source)):
                    if isinstance(piece, Statement):
                        yield Node(piece, (here, order, i))

    def _check(self, exercise: Exercise, node: Node | None) -> tuple[int, ...]:
        """The place where the exercise is checked; what stands below it does not count.

        It is that of the visible check, or of the first cell of the lesson below the answer.
        """
        answered = node.statement.cell if node else 0
        known = (number for number, name in self._ids.items() if name and number > answered)
        below = min(known, default=len(self._ids) + 1) if node else 0
        return (max(self._numbers.get(exercise.check.id, 0), below),)

    def _choose(self, exercise: Exercise, program: Program) -> Choice | None:
        """The definition that counts.

        It is the one in the exercise's own cell unless that is unfinished; or else the last
        finished one below that the check runs, or the next one below the check.
        """
        name = exercise.name
        found = [node for node in program.nodes if node.statement.cell and defines(node, name)]
        new = [node for i, node in enumerate(found) if not _extends(node, found[:i], name, program)]
        if len(new) < 2:
            return Choice(new[0], ()) if new else None
        finished = [node for node in new if is_finished(node, exercise)]
        home = self._numbers.get(name, 0)
        check = self._numbers.get(exercise.check.id, 0)
        open_ones = [node for node in new if not is_stub(node, exercise)]
        ranked = (
            *_first_cell(node for node in finished if self._is_home(node, name)),
            *[node for node in finished if home < node.statement.cell < check][:-2:-1],
            *_first_cell(node for node in finished if node.statement.cell > home),
            *finished[:-2:-1],
            *_first_cell(node for node in open_ones if self._is_home(node, name)),
            *open_ones[:-2:-1],
            new[-1],
        )
        node = ranked[0]
        cell = node.statement.cell
        others = (n for n in new if n.statement.cell != cell or n.place > node.place)
        return Choice(node, tuple(others))

    def _is_home(self, node: Node, name: str) -> bool:
        return self._ids[node.statement.cell] == name

    def _broken(self, name: str) -> Broken | None:
        """The last piece of unreadable code that looks like a definition of the exercise.

        Otherwise one in its own cell.
        """
        heads = tuple(f"{keyword} {name}" for keyword in ("def", "class", "async def"))
        beside = [b for b in self.broken if self._ids[b.cell] == name]
        pieces = [b for b in self.broken if any(h in b.source for h in heads)]
        return next(reversed([*beside, *pieces]), None)


def defines(node: Node, name: str) -> bool:
    """Whether a statement defines, imports or assigns that name."""
    return name in node.effects.defines


def _extends(node: Node, earlier: Sequence[Node], name: str, program: Program) -> bool:
    """Whether a definition needs an earlier one of the same name: `class Net(Net)`."""
    if not earlier:
        return False
    found, at = node.effects, program.index(node.place)
    reads = found.now.reads | (found.later.reads - {name})
    basis = program.slice(reads, at)
    return any(program.index(each.place) in basis for each in earlier)


def _first_cell(nodes: Iterable[Node]) -> list[Node]:
    """Of the definitions in the first cell that has any, the last."""
    found = list(nodes)
    return [node for node in found if node.statement.cell == found[0].statement.cell][-1:]
