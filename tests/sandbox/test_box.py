"""What a call into a box returns, at every isolation level."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import compneuro
from autograder.sandbox import Handle, Sandbox, StudentError
from tests.sandbox.conftest import code

NET = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, 3)

    def forward(self, x):
        return self.layer(x)
"""


def test_a_function_gets_copies_and_returns_a_tensor(sandbox: Sandbox) -> None:
    x = torch.ones(2, 3)
    with sandbox.open(code("def double(x):\n    x *= 2\n    return x.T")) as box:
        result = box.call("double", x)
    assert torch.equal(result, torch.full((3, 2), 2.0))
    assert torch.equal(x, torch.ones(2, 3))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("None", None),
        ("True", True),
        ("(1, 2.5, 'x')", [1, 2.5, "x"]),
        ("{'a': [1]}", {"a": [1]}),
        ("b'raw'", b"raw"),
        ("np.float32(0.5)", 0.5),
        ("np.int64(7)", 7),
        ("(i * i for i in range(3))", [0, 1, 4]),
        ("zip('ab', [1, 2])", [["a", 1], ["b", 2]]),
        ("torch.Size([2, 3])", [2, 3]),
        ("-2 ** 63", -(2**63)),
    ],
)
def test_plain_values_arrive_plain(
    strong_sandbox: Sandbox, expression: str, expected: object
) -> None:
    source = f"import torch\nimport numpy as np\ndef give():\n    return {expression}"
    with strong_sandbox.open(code(source)) as box:
        result = box.call("give")
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "expression",
    [
        "torch.arange(6.).reshape(2, 3).T",
        "torch.tensor(3)",
        "torch.empty(0, 4)",
        "torch.tensor([True, False])",
        "torch.tensor([1 + 2j]).conj()",
        "torch.ones(3, dtype=torch.bfloat16, requires_grad=True)",
        "torch.eye(3).to_sparse()",
        "torch.nn.Parameter(torch.ones(2))",
        "torch.ones(1).expand(4, 5)",
        "torch.from_numpy(np.arange(4)[::2].copy())",
    ],
)
def test_tensors_arrive_dense_detached_and_equal(strong_sandbox: Sandbox, expression: str) -> None:
    import numpy as np

    expected = eval(expression, {"torch": torch, "np": np})
    source = f"import torch\nimport numpy as np\ndef give():\n    return {expression}"
    with strong_sandbox.open(code(source)) as box:
        result = box.call("give")
    assert result.dtype == expected.dtype and result.shape == expected.shape
    assert result.is_contiguous() and not result.requires_grad
    assert torch.equal(result, expected.detach().to_dense())


def test_a_tensor_subclass_arrives_as_a_plain_tensor(strong_sandbox: Sandbox) -> None:
    source = """
    import torch

    class Yes(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            return True

    def give():
        return torch.ones(2).as_subclass(Yes)
    """
    with strong_sandbox.open(code(source)) as box:
        result = box.call("give")
    assert type(result) is torch.Tensor


def test_other_objects_stay_inside_and_a_handle_is_returned(sandbox: Sandbox) -> None:
    with sandbox.open(code(NET)) as box:
        net = box.call("Net", width=4)
        assert net == Handle(net.id, "Net")
        logits = box.call(net, torch.zeros(5, 4))
        state = box.call(net, method="state_dict")
        box.call(net, {name: value * 0 for name, value in state.items()}, method="load_state_dict")
        assert list(state) == ["layer.weight", "layer.bias"]
        assert logits.shape == (5, 3)
        assert not box.call(net, torch.ones(1, 4)).any()


def test_a_handle_can_be_an_argument(sandbox: Sandbox) -> None:
    source = NET + "\ndef count(net):\n    return sum(p.numel() for p in net.parameters())\n"
    with sandbox.open(code(source)) as box:
        assert box.call("count", box.call("Net", 4)) == 15


def test_a_number_that_is_too_large_stays_inside(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open(code("def big():\n    return 2 ** 64")) as box:
        assert box.call("big").type_name == "int"


def test_an_endless_generator_is_cut(strong_sandbox: Sandbox) -> None:
    source = "import itertools\ndef count():\n    return itertools.count()"
    with strong_sandbox.open(code(source)) as box:
        assert box.call("count") == list(range(1000))


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("x = []\n    x.append(x)\n    return x", "nested"),
        ("return list(range(30_000))", "items"),
        ("import torch\n    return torch.zeros(20 << 20, dtype=torch.int8)", "million numbers"),
        ("import torch\n    return [torch.zeros(3 << 20)] * 2", "million numbers"),
    ],
)
def test_a_value_that_does_not_fit_is_the_students_error(
    strong_sandbox: Sandbox, body: str, hint: str
) -> None:
    with strong_sandbox.open(code(f"def give():\n    {body}")) as box:
        with pytest.raises(StudentError, match=hint):
            box.call("give")
        with pytest.raises(StudentError, match=hint):
            box.call("give")


def test_an_exception_names_the_students_cell_line_and_code(sandbox: Sandbox) -> None:
    source = "import torch\n\ndef f(x):\n    # wrong\n    return torch.ones(2) @ x\n"
    with sandbox.open(code(source)) as box, pytest.raises(StudentError) as caught:
        box.call("f", torch.ones(3))
    error = caught.value
    assert (error.type_name, error.cell, error.line) == ("RuntimeError", 1, 5)
    assert error.code == "return torch.ones(2) @ x"
    assert not error.is_stub


def test_a_stub_is_recognised(strong_sandbox: Sandbox) -> None:
    source = """
    import torch

    def f():
        raise NotImplementedError("Student exercise")

    def other():
        return torch.ones(2, device="meta").item() + torch.empty(2).to_sparse().data_ptr()
    """
    with strong_sandbox.open(code(source)) as box:
        with pytest.raises(StudentError) as caught:
            box.call("f")
        with pytest.raises(StudentError) as other:
            box.call("other")
    assert not other.value.is_stub
    assert caught.value.is_stub and caught.value.message == "Student exercise"


def test_a_missing_name_is_the_students_error(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open([]) as box, pytest.raises(StudentError, match="NameError"):
        box.call("absent")


@pytest.mark.parametrize("raised", ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()"])
def test_exceptions_that_end_programs_do_not_end_a_box(
    strong_sandbox: Sandbox, raised: str
) -> None:
    with strong_sandbox.open(code(f"def f():\n    raise {raised}")) as box:
        with pytest.raises(StudentError):
            box.call("f")
        with pytest.raises(StudentError):
            box.call("f")


def test_an_exception_without_a_text_is_still_reported(strong_sandbox: Sandbox) -> None:
    source = """
    class Rude(Exception):
        def __str__(self):
            raise self

    def f():
        raise Rude

    def long():
        raise ValueError("x" * 10_000 + chr(0xd800))
    """
    with strong_sandbox.open(code(source)) as box:
        with pytest.raises(StudentError, match="cannot be shown"):
            box.call("f")
        with pytest.raises(StudentError) as caught:
            box.call("long")
    assert len(caught.value.message) == 300


def test_a_statement_that_fails_does_not_stop_the_others(sandbox: Sandbox) -> None:
    with sandbox.open(code("a = 1\nb = missing\nc = 3\ndef get():\n    return a + c")) as box:
        assert [(error.type_name, error.line) for error in box.load_errors] == [("NameError", 2)]
        assert box.call("get") == 4


def test_the_code_is_the_main_module(strong_sandbox: Sandbox) -> None:
    source = """
    from __future__ import annotations
    from dataclasses import dataclass
    import inspect
    import torch

    @dataclass
    class Point:
        x: Undefined

    def name():
        return __name__, Point(2).x, inspect.getsource(name).splitlines()[0]

    @torch.jit.script
    def scripted(x: int):
        return x + 1
    """
    with strong_sandbox.open(code(source)) as box:
        assert box.load_errors == []
        assert box.call("name") == ["__main__", 2, "def name():"]
        assert box.call("scripted", 1) == 2


def test_the_same_seed_gives_the_same_numbers(sandbox: Sandbox) -> None:
    source = """
    import random, numpy, torch
    def draw():
        return random.random(), numpy.random.rand(), torch.rand(2)
    """
    with sandbox.open(code(source)) as box:
        first, other, again = (box.call("draw", seed=seed) for seed in (1, 2, 1))
    torch.manual_seed(1)
    assert torch.equal(first[2], torch.rand(2))
    assert first[:2] == again[:2] != other[:2]


def test_boxes_share_nothing(sandbox: Sandbox) -> None:
    source = "import torch\ntorch.leftover = 1\ndef f():\n    return hasattr(torch, 'leftover')"
    with sandbox.open(code(source)) as one, sandbox.open(code(source.replace("= 1", "")[:13])):
        assert one.call("f")
    with sandbox.open(code("import torch\ndef f():\n    return hasattr(torch, 'leftover')")) as two:
        assert not two.call("f")


def test_the_gradient_of_an_argument_is_returned(sandbox: Sandbox) -> None:
    with sandbox.open(code("def f(a, x):\n    return a * x ** 2")) as box:
        gradient = box.gradient("f", 3.0, torch.tensor([1.0, 2.0]), wrt=1)
        named = box.gradient("f", 3.0, x=torch.tensor([1.0, 2.0]), wrt="x")
    assert torch.equal(gradient, torch.tensor([6.0, 12.0])) and torch.equal(named, gradient)


def test_the_gradients_of_a_module_are_returned_by_name(sandbox: Sandbox) -> None:
    with sandbox.open(code(NET)) as box:
        net = box.call("Net", 2)
        gradients = box.gradient(net, torch.ones(4, 2), wrt="parameters")
    assert torch.equal(gradients["layer.bias"], torch.full((3,), 4.0))


@pytest.mark.parametrize("result", ["x.detach() + 1", "torch.tensor(x.tolist())"])
def test_a_detached_result_has_no_gradient(strong_sandbox: Sandbox, result: str) -> None:
    source = f"import torch\ndef f(x):\n    return {result}"
    with (
        strong_sandbox.open(code(source)) as box,
        pytest.raises(StudentError, match="no gradient flows"),
    ):
        box.gradient("f", torch.ones(2))


@pytest.mark.slow
def test_training_lowers_the_loss_and_is_reproducible(sandbox: Sandbox) -> None:
    inputs = torch.randn(60, 2, generator=torch.Generator().manual_seed(0))
    labels = (inputs[:, 0] > 0).long()

    def losses() -> list[float]:
        with sandbox.open(code(NET)) as box:
            net = box.call("Net", 2, seed=0)
            options = {"epochs": 4, "batch_size": 20, "lr": 0.05, "seed": 3}
            return box.train(net, inputs, labels, **options)  # type: ignore[arg-type]

    first = losses()
    assert len(first) == 4 and first[-1] < first[0]
    assert losses() == first


ORDINARY = """
import io
import threading
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def batches(workers):
    data = TensorDataset(torch.arange(8.0))
    return [batch for (batch,) in DataLoader(data, batch_size=4, num_workers=workers)]

def saved():
    buffer = io.BytesIO()
    torch.save(torch.ones(2), buffer)
    buffer.seek(0)
    return torch.load(buffer)

def layers():
    out, _ = nn.LSTM(3, 4)(nn.Conv1d(2, 3, 1)(torch.ones(1, 2, 5)).transpose(1, 2))
    out.sum().backward()
    return out.shape

def threads():
    torch.set_num_threads(2)
    found = []
    thread = threading.Thread(target=lambda: found.append(torch.ones(500, 500) @ torch.ones(500)))
    thread.start()
    thread.join()
    return found[0].sum()

def drawn():
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    figure.canvas.draw()
    return len(axes.lines)
"""


def test_ordinary_lesson_code_works_in_the_sandbox(sandbox: Sandbox) -> None:
    with sandbox.open(code(ORDINARY)) as box:
        assert [len(batch) for batch in box.call("batches", 0)] == [4, 4]
        assert torch.equal(box.call("saved"), torch.ones(2))
        assert box.call("layers") == [1, 5, 4]
        assert box.call("threads") == 500 * 500


def test_workers_load_data_where_processes_are_allowed(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open(code(ORDINARY)) as box:
        assert torch.equal(torch.cat(box.call("batches", 2)), torch.arange(8.0))


@pytest.mark.slow
def test_a_preloaded_library_and_matplotlib_can_be_used() -> None:
    folder = Path(compneuro.__file__).parent
    preload = ["compneuro", "matplotlib"]
    source = ORDINARY + "\nimport compneuro\ndef name():\n    return compneuro.__name__\n"
    with (
        Sandbox(minimum_level=1, preload=preload, readable=[folder]) as sandbox,
        sandbox.open(code(source)) as box,
    ):
        assert box.load_errors == []
        assert box.call("name") == "compneuro"
        assert box.call("drawn") == 1


def test_printing_does_not_block(sandbox: Sandbox) -> None:
    source = """
    import sys
    def loud():
        sys.stdout.write("x" * 5_000_000)
        print("y" * 5_000_000, file=sys.stderr)
        return 1
    """
    with sandbox.open(code(source)) as box:
        assert box.call("loud") == 1


def test_an_optimizer_works_without_the_compiler_which_loads_when_it_is_used(
    strong_sandbox: Sandbox,
) -> None:
    source = """
    import sys
    import torch

    def step(optimizer):
        w = torch.nn.Parameter(torch.ones(2))
        made = getattr(torch.optim, optimizer)([w], lr=0.5)
        w.sum().backward()
        made.step()
        return w, "torch._dynamo.utils" in sys.modules

    def compiled(x):
        import torch._dynamo.config
        return torch.compile(torch.cos, backend="eager")(x), torch._dynamo.is_compiling()
    """
    with strong_sandbox.open(code(source)) as box:
        w, is_loaded = box.call("step", "SGD")
        assert torch.equal(w, torch.full((2,), 0.5)) and not is_loaded
        assert not box.call("step", "Adam")[1]
        value, is_compiling = box.call("compiled", torch.zeros(1))
    assert torch.equal(value, torch.ones(1)) and not is_compiling
