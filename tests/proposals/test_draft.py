"""Drafts from recorded calls: of what kind the new inputs are, and what is asked of results."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebooks import load_module, read_lesson
from autograder.proposals.drafting.draft import Drafts, draft, sketches
from autograder.proposals.drafting.replay import replayed_check
from autograder.proposals.drafting.sketch import Sketch
from autograder.proposals.drafting.trial import Trial
from autograder.proposals.drafting.values import drawn
from autograder.proposals.recording import inside
from autograder.proposals.recording.record import Call
from autograder.testing import Reference

STUB = '''\
# %%
def f({parameters}):
    """{text}"""
    raise NotImplementedError("Complete f!")

# %%
assert True
'''


def calls(*arguments: dict[str, Any]) -> list[Call]:
    return [
        Call({name: inside.describe(value) for name, value in each.items()}, {})
        for each in arguments
    ]


@pytest.fixture
def drafts(tmp_path: Path) -> Callable[..., Drafts]:
    """Drafts for a function with this solution, which was called like this."""

    def make(solution: str, *arguments: dict[str, Any], text: str = "A function.") -> Drafts:
        source, path = tmp_path / "lesson.py", tmp_path / "solutions.py"
        head = solution.partition("(")[2].partition(")")[0]
        source.write_text(STUB.format(parameters=head, text=text))
        path.write_text("import torch\n\n" + solution)
        trial = Trial(Reference(load_module(path, "solutions")), "f", solution)
        return draft(read_lesson(source), "f", calls(*arguments), trial)

    return make


def text_of(found: Drafts) -> str:
    return "\n".join(test.source for test in found.tests)


def test_sizes_that_are_always_equal_stay_equal(drafts: Callable[..., Drafts]) -> None:
    found = drafts(
        "def f(x, y):\n    return x @ y",
        {"x": torch.randn(2, 3), "y": torch.randn(3, 4)},
        {"x": torch.randn(5, 2), "y": torch.randn(2, 6)},
    )
    assert "x = torch.randn(n, k)\n        y = torch.randn(k, m)" in text_of(found)


def test_labels_stay_below_the_number_of_classes(drafts: Callable[..., Drafts]) -> None:
    logits, labels = torch.randn(4, 3), torch.tensor([0, 2, 1, 2])
    solution = "def f(x, labels):\n    return x[torch.arange(len(x)), labels]"
    found = drafts(
        solution, {"x": logits, "labels": labels}, {"x": logits[:2], "labels": labels[:2]}
    )
    assert "labels = torch.randint(k, (n,))" in text_of(found)


def test_numbers_that_count_dimensions_keep_their_places(drafts: Callable[..., Drafts]) -> None:
    solution = "def f(x, b, h):\n    return x.transpose(1, 2).reshape(b * h, *x.shape[1::2])"
    found = drafts(solution, {"x": torch.randn(1, 3, 1, 4), "b": 1, "h": 1})
    assert "x = torch.randn(b, n, h, k)" in text_of(found)


def test_the_notebook_s_own_inputs_reach_what_drawn_ones_do_not(
    drafts: Callable[..., Drafts],
) -> None:
    solution = "def f(x):\n    if x.det() == 0:\n        return False\n    return True"
    found = drafts(solution, {"x": torch.eye(2)}, {"x": torch.ones(2, 2)})
    assert "x in (torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 1.0]" in (
        " ".join(text_of(found).split()).replace("( ", "(")
    )


def test_of_many_inputs_those_are_taken_that_reach_more(drafts: Callable[..., Drafts]) -> None:
    solution = "def f(n):\n    return 0 if n in (27, 31) else n"
    text = text_of(drafts(solution, *({"n": n} for n in range(1, 40))))
    assert re.search(r"\b(27|31)\b", text)


def test_whole_numbers_are_real_ones_where_the_notebook_mixes_them(
    drafts: Callable[..., Drafts],
) -> None:
    found = drafts("def f(x):\n    return x / 2", {"x": 1}, {"x": 2.5})
    assert [test.name for test in found.tests] == ["test_f_result", "test_f_examples"]


NET = """\
class f(torch.nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.inner = torch.nn.Linear(2, 3)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(self.inner(x))
"""


def test_a_network_with_dropout_evaluates(tmp_path: Path) -> None:
    source, path = tmp_path / "lesson.py", tmp_path / "solutions.py"
    source.write_text(STUB.format(parameters="dropout", text="A network."))
    path.write_text("import torch\n\n" + NET)
    described = [inside.describe(value) for value in (torch.randn(4, 2), 0)]
    call = Call({"x": described[0]}, {}, (), "forward", {"dropout": described[1]}, 0)
    trial = Trial(Reference(load_module(path, "solutions")), "f", NET)
    (text,) = {test.source for test in draft(read_lesson(source), "f", [call], trial).tests[:1]}
    assert "ours.eval()" in text and "net.eval()" in text and "0.5" in text


CHECK = """\
# %%
def f():
    raise NotImplementedError("Complete f!")

# %%
a, b = f()
plot(a)

# %%
with checking("f"):
    assert a < b, "no"
"""


def test_a_check_gets_the_names_that_the_cell_above_it_gives(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(CHECK)
    (found,) = replayed_check(read_lesson(tmp_path / "small.py"), "f", Sketch([], [], 0))
    assert found.body[-2:] == ("    a, b = returned", "    assert a < b")


def test_each_part_of_a_tuple_gets_a_test_with_its_name(drafts: Callable[..., Drafts]) -> None:
    solution = "def f(x):\n    low, high = x.min(), x.max()\n    return low, high"
    found = drafts(solution, {"x": torch.randn(5)}, {"x": torch.randn(3)})
    assert [test.name for test in found.tests][:2] == ["test_f_low", "test_f_high"]


def test_only_the_text_asks_that_arguments_stay(drafts: Callable[..., Drafts]) -> None:
    solution, x = "def f(x):\n    return x + 1", {"x": torch.randn(5)}
    assert "arguments_unchanged" not in text_of(drafts(solution, x))
    assert "arguments_unchanged" in text_of(drafts(solution, x, text="x is not changed."))


def test_results_of_chance_are_not_compared(drafts: Callable[..., Drafts]) -> None:
    solution = "def f(n, seed):\n    torch.manual_seed(seed)\n    return torch.randperm(n)"
    found = drafts(solution, {"n": 50, "seed": 1}, {"n": 40, "seed": 2})
    assert found.tests and "alike.check(" not in text_of(found)
    assert "splits.check_rows" in text_of(found) and "splits.check_seed" in text_of(found)


def test_inputs_that_the_reference_refuses_are_not_used(drafts: Callable[..., Drafts]) -> None:
    solution = "def f(n):\n    assert n % 2 == 0\n    return n // 2"
    found = drafts(solution, {"n": 2}, {"n": 12}, {"n": 8})
    (loop,) = [line for line in found.tests[0].body if line.startswith("for n in")]
    assert all(int(n) % 2 == 0 for n in loop.partition("in ")[2].strip("():").split(","))


@pytest.mark.parametrize(
    ("solution", "arguments", "reason"),
    [
        ("def f(x):\n    print(x)", {"x": 3}, "it returns nothing and changes no argument"),
        ("def f(g):\n    return g(1)", {"g": abs}, "its argument `g`"),
        ("def f(x):\n    return helper(x)", {"x": 3}, "NameError"),
    ],
)
def test_why_there_are_no_tests_is_said(
    drafts: Callable[..., Drafts], solution: str, arguments: dict[str, Any], reason: str
) -> None:
    found = drafts(solution, arguments)
    assert not found.tests and reason in found.problem


floats = st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=12)


@settings(deadline=None, max_examples=40)
@given(floats, st.sampled_from(["as they come", "sorted", "positive", "shares"]))
def test_new_tensors_are_of_the_recorded_kind(values: list[float], kind: str) -> None:
    value = torch.tensor(values)
    if kind == "sorted":
        value = value.abs().cumsum(0) + torch.arange(len(values))
    elif kind == "positive":
        value = value.abs() + 0.5
    elif kind == "shares":
        value = torch.stack([value, -value, value + 1]).softmax(-1)
    seen = [inside.describe(value)]
    names: dict[str, Any] = {"torch": torch}
    exec(drawn("x", seen, seen, ", ".join(map(str, value.shape)), {}), names)
    x = names["x"]
    assert x.shape == value.shape and x.dtype == value.dtype and x.isfinite().all()
    if kind == "positive":
        assert (x >= 0).all() or (len(values) > 2 and (value.diff() > 0).all())
    if kind == "shares" and len(values) > 1:
        assert torch.allclose(x.sum(-1), torch.ones(3))


def test_a_row_is_the_same_for_the_same_seed() -> None:
    (sketch,) = sketches(calls({"n": 3, "x": [1, 2]}, {"n": 9, "x": [4, 5, 6]}))
    assert sketch.row(Random(1)) == sketch.row(Random(1))
