"""An odd value, returned by any function, is wrong and no fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import Grader

from .answers import Answer, grade, grade_all

pytestmark = pytest.mark.slow

PARAMETERS = {
    ("artificial_neurons", "neuron"): "x, w, b",
    ("artificial_neurons", "split_train_val"): "n_samples, val_fraction, seed",
    ("artificial_neurons", "prepare_data"): "t_u, t_c, train_indices, val_indices",
    ("artificial_neurons", "training_loop"): "n_epochs, optimizer, model, loss_fn, *data",
    ("artificial_neurons", "named_mlp"): "n_hidden",
    ("single_neuron", "collapse_linear"): "w1, b1, w2, b2",
    ("single_neuron", "build_mlp"): "size_sequence, activation, bias",
    ("single_neuron", "relu_wedge"): "",
    ("single_neuron", "count_parameters"): "size_sequence, bias",
    ("multilayer_perceptrons", "approximate_function"): "x_train, y_train",
    ("multilayer_perceptrons", "Net"): "*args",
    ("multilayer_perceptrons", "cross_entropy_loss"): "x, labels",
    ("multilayer_perceptrons", "shuffle_and_split_data"): "X, y, seed",
}
ODD_VALUES = (
    "None",
    "...",
    "'text'",
    "3",
    "float('nan')",
    "[]",
    "(None, None)",
    "([[]], {})",
    "(['x'], ['y'])",
    "(1, 2, 3, 4)",
    "[torch.ones(3)] * 4",
    "[torch.ones(3, dtype=torch.complex64)] * 2",
    "[torch.zeros(0)] * 4",
    "torch.zeros(0)",
    "torch.tensor(1, dtype=torch.uint8)",
    "{'a': 1}",
    "object()",
    "lambda *args: None",
    "(x for x in 'ab')",
    "nn.Linear(1, 1)",
    "nn.Sequential()",
    "type('Net', (), {'state_dict': lambda self: 3, 'named_children': lambda self: [1, 2, 3]})()",
    "type('Net', (), {'named_children': lambda self: [[[], 1]] * 3})()",
    "True",
    "10**400",
    "1j",
    "(torch.zeros(1, 1), ...)",
    "[torch.full((1, 1), float('inf'))] * 2",
    "[torch.ones(1, 1, dtype=torch.complex64)] * 4",
    "[torch.ones(2)] * 4",
    "(torch.zeros(0, 1), torch.zeros(0), torch.zeros(1, 0), torch.zeros(1))",
    "(torch.ones(2, 1, dtype=torch.bool), torch.ones(2), torch.ones(1, 2), torch.ones(1))",
    "(torch.ones(10**6, 1), torch.ones(10**6), torch.ones(1, 10**6), torch.ones(1))",
    "(torch.full((2, 1), 1e38),) * 4",
    "['a', {}, (), None]",
    "{'a': torch.ones(1)}",
    "[nn.Linear(1, 1)]",
    "nn.ReLU",
    "type('Net', (), {'to': lambda *a: 3, 'state_dict': lambda self: 3})()",
    "type('Net', (), {'to': lambda *a: 3, 'state_dict': lambda self: {'a': 'b'}})()",
    "type('Net', (nn.Linear,), {'forward': lambda self, x: 'text'})(1, 1)",
    "type('Net', (nn.Linear,), {'forward': lambda self, x: [object()]})(1, 1)",
    "type('Net', (nn.Linear,), {'state_dict': lambda self: {'a': object()}})(1, 1)",
    "[object()] * 2",
    "[object()] * 3",
    "[object()] * 4",
    "[[[object()]], {'a': [object()]}]",
    "2**64 - 1",
    "-(2**63)",
    "[2**64 - 1] * 4",
    "torch.zeros(4 << 20)",
    "torch.zeros(5 << 20)",
    "torch.zeros(21_000_000, 2, dtype=torch.int8)",
    "[torch.zeros(1 << 20)] * 4",
    "[torch.zeros(2, 1 << 20)] * 2",
    "['x' * 200_000] * 4",
    "['x' * 300_000] * 4",
    "b'x' * 10_000_000",
    "[0.5] * 9_999",
    "[[0.5]] * 9_999",
    "[torch.tensor(0.5)] * 999",
    "[torch.zeros(0, 1 << 40)] * 4",
    "[torch.zeros((1,) * 20)] * 2",
    "[torch.zeros(3, dtype=torch.uint16)] * 2",
    "[torch.eye(3).to_sparse()] * 2",
    "[torch.zeros(3, dtype=torch.bfloat16)] * 3",
    "(lambda f: f(f, 11))(lambda f, n: [f(f, n - 1)] if n else torch.ones(1))",
    "(lambda f: f(f, 99))(lambda f, n: [f(f, n - 1)] if n else torch.ones(1))",
    "{'weight': {'weight': object()}}",
)
TAMPERINGS = (
    "torch.nn.Module.state_dict = lambda self: 'forged'",
    "torch.nn.Module.state_dict = lambda self: {'weight': 'w', 'bias': None}",
    "torch.nn.Linear = None",
    "torch.nn.Module.parameters = lambda self: []",
    "model.forward.__closure__[1].cell_contents[:] = [1, None]",
    "model.__dict__['forward'] = None",
    "model.__class__ = torch.nn.Identity",
)

ODD_ATTRIBUTES = (
    "None",
    "...",
    "float('nan')",
    "1j",
    "10**400",
    "[object()]",
    "torch.ones(3)",
    "property(lambda self: 1 / 0)",
    "property(lambda self: self)",
)


# What a hidden test is given by the library inside, and hands back.
ODD_PARTS = (
    "[object()]",
    "{'a': [object()]}",
    "[torch.zeros(1 << 22, dtype=torch.float64), 'x' * 200_000, b'x' * (40 << 20)]",
    "[b'x' * (60 << 20)]",
    "2**64 - 1",
    "[0] * 9_999",
    "None",
)


@pytest.mark.parametrize("part", ODD_PARTS)
def test_an_odd_value_from_a_changed_library_is_wrong_and_no_fault(
    part: str, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    code = (
        f"nn.ReLU = nn.Tanh = nn.Sigmoid = lambda: {part}\n\n"
        "def build_mlp(size_sequence, activation=None, bias=False):\n"
        "    return nn.Linear(1, 1)\n"
    )
    answer = Answer("single_neuron", "build_mlp", part, code)
    result = grade(grader("single_neuron"), answer, tmp_path)
    assert result.status in ("failed", "stopped")
    assert result.score == 0


@pytest.mark.parametrize("value", ODD_VALUES)
@pytest.mark.parametrize("lesson", sorted({lesson for lesson, _ in PARAMETERS}))
def test_an_odd_value_is_wrong_and_no_fault(
    lesson: str, value: str, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    answers = [
        Answer(lesson, name, value, f"def {name}({parameters}):\n    return {value}\n")
        for (where, name), parameters in PARAMETERS.items()
        if where == lesson
    ]
    results = grade_all(grader(lesson), answers, tmp_path)
    assert len(results) == len(answers)
    for result in results:
        assert result.status in ("failed", "partial", "stopped"), result.name
        assert result.score <= 1, result.name  # an empty training_loop or prepare_data does no harm


@pytest.mark.parametrize("tampering", TAMPERINGS)
@pytest.mark.parametrize(("lesson", "exercise"), [("artificial_neurons", "training_loop")])
def test_tampering_with_what_is_handed_over_is_wrong_and_no_fault(
    lesson: str, exercise: str, tampering: str, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    head = f"def {exercise}({PARAMETERS[lesson, exercise]}):"
    code = f"{head}\n    {tampering}\n    return [], []\n"
    result = grade(grader(lesson), Answer(lesson, exercise, tampering, code), tmp_path)
    assert result.status in ("failed", "partial")
    assert result.score <= 1


@pytest.mark.parametrize("value", ODD_ATTRIBUTES)
def test_an_odd_attribute_is_wrong_and_no_fault(
    value: str, grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    code = (
        "class Value:\n"
        f"    data = grad = {value}\n\n"
        "    def __init__(self, data):\n        pass\n\n"
        "    def relu(self, *other):\n        return self\n\n"
        "    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = relu\n\n"
        "    def backward(self):\n        return object()\n"
    )
    answer = Answer("backpropagation", "Value", value, code)
    result = grade(grader("backpropagation"), answer, tmp_path)
    assert result.status == "failed"
    assert all(test.message for test in result.tests)
