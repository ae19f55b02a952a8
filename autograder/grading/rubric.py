"""The points of a lesson, read from the pytest marks of its hidden tests without running them.

Points are only in the marks of `autograder/graders/<lesson>/test_<lesson>.py`:

    @pytest.mark.exercise("cross_entropy_loss", points=2)
    def test_any_batch(student, reference): ...

    @pytest.mark.exercise("cross_entropy_loss", points=1, visible="after_deadline")
    def test_far_apart_logits(student, reference): ...

    @pytest.mark.exercise("cross_entropy_loss", points=1, after="test_any_batch")
    def test_whole_number_labels(student, reference): ...

    pytestmark = [pytest.mark.question("does_it_generalise", points=1)]
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from autograder.errors import CourseError
from autograder.notebooks import Node, Program, parse_file, split_statements, syntax_tree
from autograder.report import Visibility
from autograder.sandbox import Statement


@dataclass(frozen=True)
class HiddenTest:
    """One test function.

    Attributes:
        exercise: The exercise that it tests.
        points: The points for passing it.
        title: The rule that it checks, as a sentence for students.
        seed: Seed of its random inputs: a hash of its source, which students do not have. It is the
            same for every version of Python.
        text: Its source and all definitions of the file that it needs, to notice changes.
        visible: When a student may see more than its points.
        after: The tests that must pass before this one is tried: the one that its mark names, and
            those that this one waits for.
    """

    name: str
    exercise: str
    points: float
    title: str
    seed: int
    text: str
    visible: Visibility = "always"
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rubric:
    """All points of one lesson.

    Attributes:
        tests: The tests, in the order of the file.
        questions: Points of each question that a person grades.
    """

    tests: tuple[HiddenTest, ...]
    questions: dict[str, float]

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that have tests, in order."""
        return tuple(dict.fromkeys(test.exercise for test in self.tests))

    def of(self, exercise: str) -> tuple[HiddenTest, ...]:
        """The tests of one exercise."""
        return tuple(test for test in self.tests if test.exercise == exercise)

    def points(self, exercise: str) -> float:
        """The points of an exercise: the sum over its tests."""
        return sum(test.points for test in self.of(exercise))


def read_rubric(path: Path) -> Rubric:
    """Read the points and titles of hidden tests.

    Raises:
        CourseError: The file is missing or cannot be read, or a test has no exercise, points or
            title.
    """
    text, tree = parse_file(path, "hidden tests")
    pieces = split_statements(0, text)
    program = Program(Node(p, (i,)) for i, p in enumerate(pieces) if isinstance(p, Statement))
    trees = [(node.statement, syntax_tree(node.statement.source)) for node in program.nodes]
    tests: dict[str, HiddenTest] = {}
    for statement, node in trees:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            needs = program.slice([node.name], len(trees)).statements()
            tests[node.name] = _hidden_test(path, statement, node, needs, tests)
    return Rubric(tuple(tests.values()), dict(_questions(path, tree)))


def _hidden_test(
    path: Path,
    statement: Statement,
    test: ast.FunctionDef,
    needs: Iterable[Statement],
    above: Mapping[str, HiddenTest],
) -> HiddenTest:
    where = f"{path.name}: {test.name}"
    title = (ast.get_docstring(test) or "").split("\n\n")[0].replace("\n", " ")
    if not title:
        raise CourseError(f"{where} has no docstring; write the rule it checks as a sentence.")
    for mark in test.decorator_list:
        if _mark_name(mark) == "exercise":
            exercise, points, given = _arguments(where, mark)
            seed = int.from_bytes(hashlib.sha256(statement.source.encode()).digest()[:4])
            text = "\n".join(each.source for each in needs)
            visible = _visibility(where, given.get("visible", "always"))
            found = HiddenTest(test.name, exercise, points, title, seed, text, visible)
            return replace(found, after=_after(where, given.get("after"), found, above))
    raise CourseError(f'{where} has no mark; add @pytest.mark.exercise("<name>", points=1).')


def _questions(path: Path, tree: ast.Module) -> Iterator[tuple[str, float]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            for mark in ast.walk(node.value):
                if _mark_name(mark) == "question":
                    name, points, _ = _arguments(f"{path.name}: pytestmark", mark)
                    yield name, points


def _mark_name(node: ast.AST) -> str:
    """`exercise` for the syntax tree of `pytest.mark.exercise(...)`; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner, _, name = ast.unparse(node.func).rpartition(".")
        return name if owner == "pytest.mark" else ""
    return ""


def _arguments(where: str, mark: ast.AST) -> tuple[str, float, dict[str | None, Any]]:
    assert isinstance(mark, ast.Call)
    try:
        name = ast.literal_eval(mark.args[0])
        given = {k.arg: ast.literal_eval(k.value) for k in mark.keywords}
        points = given["points"]
        if isinstance(name, str) and points > 0:
            return name, float(points), given
    except (IndexError, KeyError, TypeError, ValueError):
        pass
    raise CourseError(f"{where}: a mark needs a name and points above 0, written as literals.")


def _after(
    where: str, name: Any, test: HiddenTest, above: Mapping[str, HiddenTest]
) -> tuple[str, ...]:
    """The tests that a test waits for, the first one first; its message shows their titles."""
    if name is None:
        return ()
    before = above.get(name)
    if (
        before is None
        or before.exercise != test.exercise
        or before.visible not in ("always", test.visible)
    ):
        raise CourseError(
            f"{where}: after={name!r} must name a test above it of the same exercise, which "
            "students see at the same time or always."
        )
    return (*before.after, before.name)


def _visibility(where: str, value: Any) -> Visibility:
    for known in get_args(Visibility):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise CourseError(
        f"{where}: visible={value!r} is no time to show a test; there are: "
        f"{', '.join(get_args(Visibility))}."
    )
