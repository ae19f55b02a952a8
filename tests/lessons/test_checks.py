"""A visible check meets whatever a student writes with a sentence, and asks what the text says."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from autograder.authoring.run_all import may_fail
from autograder.course import load_course
from autograder.grading import read_rubric
from autograder.notebooks import Lesson, read_lesson, read_solutions
from autograder.notebooks.lesson import Exercise
from compneuro.check.visible import checking

COURSE = load_course(Path(__file__).parent)
LESSONS = {name: read_lesson(COURSE.source(name)) for name in COURSE.lessons}
EXERCISES = [
    pytest.param(lesson, exercise, id=f"{lesson.name} {exercise.name}")
    for lesson in LESSONS.values()
    for exercise in lesson.exercises
]


def run(lesson: Lesson, answer: str, check: str) -> None:
    """Run the lesson's imports, an answer and a check, as a notebook does."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with matplotlib.rc_context():
        for source in (lesson.given[0].source, answer, check):
            exec(compile(source, "<cell>", "exec"), names)


def with_blanks(exercise: Exercise) -> str:
    """The stub without its errors: every blank is still there."""
    return re.sub(r"^ *raise NotImplementedError.*\n", "", exercise.stub.source, flags=re.MULTILINE)


def returning(value: str) -> Callable[[Exercise], str]:
    def answer(exercise: Exercise) -> str:
        return f"def {exercise.name}(*args, **kwargs):\n    return {value}"

    return answer


WRONG: dict[str, Callable[[Exercise], str]] = {
    "blanks": with_blanks,
    "nothing": returning("None"),
    "a blank": returning("..."),
    "two blanks": returning("..., ..."),
    "four blanks": returning("..., ..., ..., ..."),
    "whole numbers": returning("[torch.tensor([1, 2])] * 4"),
    "a pair of whole numbers": returning("torch.tensor([[1], [2]]), torch.tensor([1, 2])"),
    "text": returning("'text'"),
    "a wrong product": returning("args[0] @ torch.zeros(97, 3).long()"),
    "missing name": returning("weights"),
}


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_meets_a_sentence(lesson: Lesson, exercise: Exercise, wrong: str) -> None:
    with pytest.raises(AssertionError) as met:
        run(lesson, WRONG[wrong](exercise), exercise.check.source)
    assert re.search(r"\w+ \w+ \w+", str(met.value))


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)
def test_a_blank_is_named(lesson: Lesson, exercise: Exercise) -> None:
    with pytest.raises(AssertionError, match=r"\.\.\.|llipsis|blank"):
        run(lesson, with_blanks(exercise), exercise.check.source)


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)
def test_the_solution_looks_right(
    lesson: Lesson, exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    solutions, _ = read_solutions(COURSE.solutions(lesson.name))
    run(lesson, solutions[exercise.name], exercise.check.source)
    assert capsys.readouterr().out.endswith(f"{exercise.name} looks right.\n")


REFUSED = {
    ("artificial_neurons", "neuron"): "def neuron(x, w, b):\n"
    "    z = (w @ x if w.dim() == 2 else w * x) + b\n    return torch.tanh(z).detach()",
    ("artificial_neurons", "mse_gradients"): "def mse_gradients(x, t, w, b):\n"
    "    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()\n"
    "    ((w * x + b - t) ** 2).mean().backward()\n    return w.grad, b.grad",
    ("single_neuron", "build_mlp"): "from compneuro.mlp import build_mlp_model\n"
    "def build_mlp(sizes, activation=None, bias=False):\n"
    "    return build_mlp_model(sizes, activation, bias)",
    ("multilayer_perceptrons", "cross_entropy_loss"): "def cross_entropy_loss(x, labels):\n"
    "    return nn.functional.cross_entropy(x, labels)",
}


@pytest.mark.parametrize(("name", "exercise"), REFUSED)
def test_what_the_text_rules_out_does_not_pass(name: str, exercise: str) -> None:
    check = next(each.check for each in LESSONS[name].exercises if each.name == exercise)
    with pytest.raises(AssertionError):
        run(LESSONS[name], REFUSED[name, exercise], check.source)


CHANGED = {
    "torch.no_grad()": "torch.enable_grad()",
    "loss_fn(t_p_train, t_c_train)": "loss_fn(t_c_train, t_p_train)",
}


@pytest.mark.parametrize("was", CHANGED)
def test_the_training_loop_is_asked_for_all_that_the_text_says(was: str) -> None:
    lesson = LESSONS["artificial_neurons"]
    solution = read_solutions(COURSE.solutions(lesson.name))[0]["training_loop"]
    assert was in solution
    check = next(each.check for each in lesson.exercises if each.name == "training_loop")
    with pytest.raises(AssertionError):
        run(lesson, solution.replace(was, CHANGED[was]), check.source)


SLIPS = {
    "parent.grad +=": "parent.grad =",
    "reversed(self.graph())": "self.graph()",
    "self.grad = 1.0": "self.grad = 0.0",
    "slopes = (other.data, self.data)": "slopes = (self.data, other.data)",
    "if self.data > 0": "if self.data > 5",
    "visit(parent)\n                found.append(value)": "visit(parent)\n",
}


@pytest.mark.parametrize("was", SLIPS)
def test_the_engine_is_asked_for_all_that_the_text_says(was: str) -> None:
    lesson = LESSONS["backpropagation"]
    solution = read_solutions(COURSE.solutions(lesson.name))[0]["Value"]
    assert was in solution
    check = next(each.check for each in lesson.exercises if each.name == "Value")
    with pytest.raises(AssertionError):
        run(lesson, solution.replace(was, SLIPS[was]), check.source)


def test_a_wedge_of_whole_numbers_is_checked_like_any_other() -> None:
    answer = (
        "def relu_wedge():\n    return torch.tensor([[-1], [1], [1]]),"
        " torch.tensor([0, 0, 0]), torch.tensor([[1, 1, 0]]), torch.tensor([0])"
    )
    lesson = LESSONS["single_neuron"]
    check = next(each.check for each in lesson.exercises if each.name == "relu_wedge")
    with pytest.raises(AssertionError, match="the wedge is"):
        run(lesson, answer, check.source)


def test_an_exercise_that_is_not_begun_says_its_own_sentence() -> None:
    with pytest.raises(NotImplementedError, match="Complete it!"), checking("it"):
        raise NotImplementedError("Complete it!")


def test_a_cell_that_was_not_run_is_named() -> None:
    with (
        pytest.raises(AssertionError, match="no double yet: run the cell above"),
        checking("double"),
    ):
        double(2)  # noqa: F821


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_the_points_in_the_text_are_those_of_the_tests(lesson: Lesson) -> None:
    rubric = read_rubric(COURSE.grader(lesson.name))
    text = "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
    said = {name: float(points) for name, points in re.findall(r"`(\w+)` \| ([\d.]+) \|", text)}
    assert said == {name: rubric.points(name) for name in rubric.exercises}
    assert f"questions in words | {len(lesson.questions)} |" in text


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_every_exercise_has_hints_and_every_section_questions(lesson: Lesson) -> None:
    places = [lesson.cells.index(exercise.stub) for exercise in lesson.exercises]
    for place in places:
        assert 2 <= lesson.cells[place - 1].source.count("<details><summary>Hint") <= 3
    for section in lesson.sections:
        above = lesson.cells[lesson.cells.index(section.corner) - 1].source
        assert re.search(r"Quick questions\n\n1\. .*\n2\. .*\n3\. ", above, re.DOTALL)
        assert "**Stretch task**" in above


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_run_all_goes_on_past_open_exercises_and_nothing_else(lesson: Lesson) -> None:
    passed_over = may_fail(lesson)
    assert {exercise.check.id for exercise in lesson.exercises} <= passed_over
    assert not {exercise.stub.id for exercise in lesson.exercises} & passed_over
    names = {exercise.name for exercise in lesson.exercises}
    for cell in lesson.cells:
        if cell.kind == "code" and cell.id not in passed_over:
            used = {
                node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)
            }
            # A class such as `Value` names itself in its own methods, which its cell does not run
            itself = {each.name for each in lesson.exercises if each.stub.id == cell.id}
            assert not used & (names - itself)
