"""Objects that hidden tests create inside a box, for student code to use."""

from __future__ import annotations

import pytest
import torch

from autograder.sandbox import Handle, Sandbox, StudentError
from autograder.testing import Student
from tests.sandbox.conftest import code


def test_a_library_class_is_made_inside(sandbox: Sandbox) -> None:
    with sandbox.open(code("def double(layer, x):\n    return 2 * layer(x)")) as box:
        layer = box.make("torch.nn.Linear", 2, 3, bias=False)
        box.call(layer, {"weight": torch.ones(3, 2)}, method="load_state_dict")
        doubled = box.call("double", layer, torch.ones(1, 2))
    assert isinstance(layer, Handle) and layer.type_name == "Linear"
    assert torch.equal(doubled, torch.full((1, 3), 4.0))


def test_a_made_object_stays_inside_even_if_it_is_plain_data(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open(code("def grow(items):\n    items.append(3)")) as box:
        items = box.make("builtins.list", [1, 2])
        box.call("grow", items)
        assert box.call(items, method="copy") == [1, 2, 3]


def test_an_optimizer_updates_the_parameters_of_the_model_it_was_made_for(
    strong_sandbox: Sandbox,
) -> None:
    source = """
    def step(model, optimizer, loss_fn, x, y):
        loss_fn(model(x), y).backward()
        optimizer.step()
    """
    with strong_sandbox.open(code(source)) as box:
        model = box.make("torch.nn.Linear", 1, 1)
        box.call(
            model, {"weight": torch.ones(1, 1), "bias": torch.ones(1)}, method="load_state_dict"
        )
        optimizer = box.make("torch.optim.SGD", box.make(model, method="parameters"), lr=0.25)
        loss_fn = box.make("torch.nn.MSELoss")
        box.call("step", model, optimizer, loss_fn, torch.ones(1, 1), torch.zeros(1, 1))
        state = box.call(model, method="state_dict")
    assert {name: value.item() for name, value in state.items()} == {"weight": 0.0, "bias": 0.0}


def test_forward_passes_are_recorded_with_rows_and_gradients(strong_sandbox: Sandbox) -> None:
    source = """
    import torch
    def use(model):
        model(torch.ones(4, 1))
        with torch.no_grad():
            model.forward(torch.ones(2, 1))
    """
    with strong_sandbox.open(code(source)) as box:
        model = box.make("torch.nn.Linear", 1, 1)
        passes = box.record_passes(model)
        box.call("use", model)
        assert box.call(passes, method="copy") == [[4, True], [2, False]]


def test_objects_can_be_positional_and_keyword_arguments(strong_sandbox: Sandbox) -> None:
    student = Student(strong_sandbox, code("def use(model, *, x):\n    return model(x)"))
    layer = student.make("torch.nn.Identity")
    x = student.make("torch.full", [2], 7.0)
    assert student.use(layer, x=x).tolist() == [7.0, 7.0]
    assert student.use(model=layer, x=x).tolist() == [7.0, 7.0]
    student.close()


@pytest.mark.parametrize("name", ["torch.nn.Linaer", "no_such_module.thing", "torch."])
def test_an_unknown_name_is_an_error(strong_sandbox: Sandbox, name: str) -> None:
    with strong_sandbox.open([]) as box, pytest.raises(StudentError):
        box.make(name)


CHANGES = {
    "in place": "x *= 2",
    "another shape": "x.resize_(1)",
    "another type": "x.data = x.data.double()",
    "a part of it": "x[0] = 7",
}


@pytest.mark.parametrize("step", CHANGES.values(), ids=CHANGES)
def test_a_function_must_not_change_its_arguments_in_this_context(
    strong_sandbox: Sandbox, step: str
) -> None:
    source = f"def change(n, x):\n    {step}\n    return n"
    student = Student(strong_sandbox, code(source))
    assert student.change(3, torch.ones(2)) == 3, "changes are allowed before"
    with student.arguments_unchanged(), pytest.raises(AssertionError, match="its second argument"):
        student.change(3, torch.ones(2))
    assert student.change(3, torch.ones(2)) == 3, "changes are allowed afterwards"
    student.close()


def test_a_checked_function_returns_its_usual_result(strong_sandbox: Sandbox) -> None:
    student = Student(strong_sandbox, code("def double(x, by=2):\n    x = by * x\n    return x"))
    with student.arguments_unchanged():
        assert student.double(torch.ones(2)).tolist() == [2.0, 2.0]
        assert student.double(torch.ones(2), by=3).tolist() == [3.0, 3.0]
    student.close()


def test_objects_in_a_students_value_can_be_handed_back_wherever_they_are(
    strong_sandbox: Sandbox,
) -> None:
    source = """
    class Thing:
        def number(self):
            return 3
    def give():
        return [Thing(), {"a": (Thing(),)}]
    def count(things, more, named):
        return [isinstance(each, Thing) for each in (things[0], more["a"][0], named[0])]
    """
    student = Student(strong_sandbox, code(source))
    first, rest = student.give()
    assert first.number() == rest["a"][0].number() == 3
    assert student.count([first], rest, named=(first,)) == [True] * 3
    student.close()
