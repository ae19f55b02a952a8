"""What running a notebook means: answers that its own check accepts, however they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.notebooks import Attempt, Submission, fill_in, read_submission
from autograder.report import ExerciseResult

from .answers import solutions

pytestmark = pytest.mark.slow

LESSON = "multilayer_perceptrons"
LOSSES = "torch.logsumexp(x, dim=1) - x[torch.arange(len(labels)), labels]"
STUB = "stub"


def loss(returned: str = "losses.mean()", *lines: str, name: str = "cross_entropy_loss") -> str:
    body = [f"losses = {LOSSES}", *lines, f"return {returned}"]
    return "\n    ".join([f"def {name}(x, labels):", *body])


def indented(text: str, by: str = "    ") -> str:
    return by + text.replace("\n", f"\n{by}")


LOSS = loss()
WRONG = loss("losses.sum()")
SCALED, SUMMED = loss("losses.mean() * scale"), loss("sum(losses) / len(labels)")
UNFINISHED = LOSS.replace(
    "\n    return", '\n    raise NotImplementedError("Cross Entropy Loss")\n    return'
)
TRAIN = "while True:\n    scale = layer_ = 1.0"
NET = """class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        n = input_feature_num
        for i, m in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(n, m))
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
            n = m
        self.mlp.add_module("Output_Linear", nn.Linear(n, output_feature_num))"""
FORWARD = "def forward(self, x):\n    return self.mlp(x.view(-1, self.input_feature_num))"
COMPILED = FORWARD.replace("self.mlp(", "torch.compile(self.mlp)(")
ADD = "def add_to(Class):\n    def wrap(f):\n        setattr(Class, f.__name__, f)\n    return wrap"
LOGGED = "def logged(f):\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner"
MODULE = f"%%writefile my_loss.py\nimport torch\n{LOSS}\n"
CLASS = "class Mean:\n    def __init__(self):\n        self.scale = 0\n    def set(self):\n        "
CLASS += "self.scale = 1"

# The cells above the exercise's own, its own, those down to its check, and those below the check.
Cells = tuple[Sequence[str], str, Sequence[str], Sequence[str]]


def own(code: str, *between: str, above: Sequence[str] = (), below: Sequence[str] = ()) -> Cells:
    return above, code, between, below


def after(*above: str, code: str = SCALED) -> Cells:
    return above, code, (), ()


RIGHT: dict[str, Cells] = {
    # Names bound again from themselves.
    "wrapped": own(f"{LOSS}\n{LOGGED}\ncross_entropy_loss = logged(cross_entropy_loss)"),
    "wrapped in the next cell": own(
        LOSS, f"{LOGGED}\ncross_entropy_loss = logged(cross_entropy_loss)"
    ),
    "old name kept": own(loss(name="old") + "\ncross_entropy_loss = lambda *a: old(*a)"),
    "decorated": own(f"{LOGGED}\n@logged\n{LOSS}"),
    # Completed later.
    "attribute": own(
        loss("losses.mean() * cross_entropy_loss.scale"), "cross_entropy_loss.scale = 1"
    ),
    "attribute set": own(
        loss("losses.mean() * cross_entropy_loss.scale"), "setattr(cross_entropy_loss, 'scale', 1)"
    ),
    # Filled by calls.
    "appended": after(
        "scales = []\nfor _ in range(3):\n    scales.append(1.0)", "scale = scales[2]"
    ),
    "appended through another name": after(
        "scales = []\nother = scales\nother.append(1.0)", code=loss("losses.mean() * scales[0]")
    ),
    "updated": after(
        "o = {'how': 'sum'}\no.update(how='mean')", code=loss("getattr(losses, o['how'])()")
    ),
    "registered": after(
        "known = {}\ndef register(f):\n    known[f.__name__] = f\n    return f",
        "@register\ndef mean(t):\n    return t.mean()",
        code=loss("known['mean'](losses)"),
    ),
    "filled by a function": after(
        "s = {}\ndef fill(t):\n    t['a'] = 1.0\nfill(s)", code=loss("losses.mean() * s['a']")
    ),
    "filled for its value": after(
        "s = {}\ndef fill(t):\n    t['a'] = 1.0\n    return 3\nn = fill(s)",
        code=loss("losses.mean() * s['a']"),
    ),
    "initialised": after(
        "layer = nn.Linear(1, 1)",
        "nn.init.ones_(layer.weight)",
        code=loss("losses.mean() * layer.weight.item()"),
    ),
    "part initialised": after(
        "layer = nn.Linear(1, 1)\nw = layer.weight\nwith torch.no_grad():\n    w.fill_(1.0)",
        code=loss("losses.mean() * layer.weight.item()"),
    ),
    "namespace": after(
        "from types import SimpleNamespace\ncfg = SimpleNamespace()\nsetattr(cfg, 'scale', 1.0)",
        code=loss("losses.mean() * cfg.scale"),
    ),
    "object": after(f"{CLASS}\nm = Mean()\nm.set()", code=loss("losses.mean() * m.scale")),
    "deleted": own(SUMMED, above=["sum = 0\ndel sum"]),
    # The binding in force where the exercise stands.
    "constant changed below": own(SCALED, above=["scale = 1.0"], below=["scale = 3.0"]),
    "constant changed above": own(SCALED, above=["scale = 3.0", "scale = 1.0"]),
    "builtin shadowed below": own(SUMMED, below=["sum = 0\nfor v in [1, 2]:\n    sum += v"]),
    "helper changed below": own(
        loss("mean(losses)"),
        above=["def mean(t): return t.mean()"],
        below=["for mean in (1, 2): pass"],
    ),
    "named like the lesson's": after(
        "def accuracy(t): return t.mean()", code=loss("accuracy(losses)")
    ),
    "star import below": own(SUMMED, below=["from torch import *"]),
    "star import above": own(
        "def cross_entropy_loss(x, labels):\n"
        "    return (logsumexp(x, dim=1) - x[arange(len(labels)), labels]).mean()",
        above=["from torch import *"],
    ),
    "helper below the check": own(loss("mean(losses)"), below=["def mean(t): return t.mean()"]),
    # Forms of definitions.
    "annotated": own(f"cross_entropy_loss: object = lambda x, labels: ({LOSSES}).mean()"),
    "walrus": own(f"(cross_entropy_loss := lambda x, labels: ({LOSSES}).mean())"),
    "tuple": own(loss(name="ce") + "\ncross_entropy_loss, unused = ce, None"),
    "main": own(f"if __name__ == '__main__':\n{indented(LOSS)}"),
    "try": own(f"try:\n{indented(LOSS)}\nexcept ImportError:\n    pass"),
    "with": own(f"with torch.no_grad():\n{indented(LOSS)}"),
    "global": own("calls = 0\n" + loss("losses.mean()", "global calls", "calls += 1")),
    "future": own(
        "from __future__ import annotations\n" + LOSS.replace("loss(x,", "loss(x: Tensor,")
    ),
    "future above": own(
        LOSS.replace("loss(x,", "loss(x: Tensor,"), above=["from __future__ import annotations"]
    ),
    "loop": own(f"for _ in range(1):\n{indented(LOSS)}"),
    "bound by a function": own(
        f"def make():\n    global cross_entropy_loss\n{indented(LOSS)}\nmake()"
    ),
    "bound by a loop": own(f"{loss(name='ce')}\nfor cross_entropy_loss in [ce]:\n    pass"),
    # Where it cannot be known.
    "written and imported": own("from my_loss import cross_entropy_loss", above=[MODULE]),
    "written and run": own("%run my_loss.py", above=[MODULE]),
    "executed": own(f"exec('''{LOSS}''')"),
    "in globals": own(f"globals()['cross_entropy_loss'] = lambda x, labels: ({LOSSES}).mean()"),
    "computed name": own(
        SCALED, above=["import sys\nsetattr(sys.modules['__main__'], 'sca' + 'le', 1)"]
    ),
    "beside an endless loop": own(f"exec('''{LOSS}''')", above=["while True: pass"]),
    # IPython.
    "prompts": own(">>> " + LOSS.replace("\n", "\n>>> ")),
    "prompt of a cell": own(f"In [12]: {LOSS}"),
    "indented": own(indented(LOSS)),
    "magic inside": own(loss("losses.mean()", "%time z = losses.sum()")),
    "magic used": own(loss("z", "%time z = losses.mean()")),
    "shell inside": own(loss("losses.mean()", "files = !ls", "!pwd")),
    "help inside": own(loss("losses.mean()", "losses?")),
    "timed cell": own(f"%%time\n{LOSS}"),
    "magics beside": own(f"%matplotlib inline\n!pip install x\n{LOSS}\n%timeit 1 + 1"),
    "display": own(loss("losses.mean()", "display(losses)")),
    "get_ipython": own(loss("losses.mean()", "get_ipython().run_line_magic('pwd', '')")),
    "await": after("import asyncio\nasync def one():\n    return 1.0\nscale = await one()"),
    "compiled": own(f"@torch.compile\n{LOSS}"),
    "compiled with options": own(f"@torch.compile(mode='default')\n{LOSS}"),
    # Which definition counts.
    "stub above": own(STUB, LOSS),
    "unfinished above": own(UNFINISHED, LOSS),
    "blank above": own(LOSS.replace("losses.mean()", "..."), LOSS),
    "corrected before the check": own(STUB, WRONG, LOSS),
    "in the cell of the check": own(UNFINISHED, below=[LOSS]),
    "emptied cell": own("# see below", LOSS),
    "solution pasted below": own(LOSS, below=[WRONG]),
    "solution pasted below an answer below": own(STUB, LOSS, below=[WRONG]),
    "raise left behind a return": own(
        f"{LOSS}\n    raise NotImplementedError('no')", below=[WRONG]
    ),
}
NETS: dict[str, Cells] = {
    "extends itself": own(f"{NET}\n\nclass Net(Net):\n{indented(FORWARD)}"),
    "extends itself in the next cell": own(NET, f"class Net(Net):\n{indented(FORWARD)}"),
    "patched": own(f"{NET}\n\n{FORWARD}\n\nNet.forward = forward"),
    "patched in the next cell": own(NET, FORWARD, "Net.forward = forward"),
    "added": own(f"{ADD}\n\n{NET}\n\n@add_to(Net)\n{FORWARD}"),
    "added in the next cell": own(NET, f"{ADD}\n\n@add_to(Net)\n{FORWARD}"),
    "set": own(NET, f"{FORWARD}\nsetattr(Net, 'forward', forward)"),
    "compiled": own(f"{NET}\n\n{indented(COMPILED)}"),
    "scripted": own(
        f"{NET}\n{indented(FORWARD)}\nNet_ = Net\nNet = lambda *a: torch.jit.script(Net_(*a))"
    ),
    "trained before its check": own(
        f"{NET}\n{indented(FORWARD)}", "while True: Net('ReLU()', 1, [], 1)"
    ),
}


def submission(grader: Grader, exercise: str, cells: Cells, folder: Path) -> Submission:
    """A solved notebook with these cells; nothing but this exercise is graded."""
    lesson, (above, code, between, below) = grader.lesson, cells
    found = next(each for each in lesson.exercises if each.name == exercise)
    filled = solutions(LESSON) | ({exercise: code} if code != STUB else {})
    if code == STUB:
        del filled[exercise]
    added = {found.stub.id: (above, between), found.check.id: ((), below)}
    document: list[dict[str, object]] = []
    for cell in fill_in(lesson, filled, {}):
        before, then = added.get(cell.id, ((), ()))
        marked = {"cell_type": cell.kind, "id": cell.id, "metadata": {}, "source": cell.source}
        new = [{"cell_type": "code", "metadata": {}, "source": each} for each in [*before, *then]]
        document += [*new[: len(before)], marked, *new[len(before) :]]
    path = folder / f"{LESSON}.ipynb"
    path.write_text(json.dumps({"cells": document, "nbformat": 4, "nbformat_minor": 5}))
    read = read_submission(path, lesson, "ada")
    nothing = dict.fromkeys(read.attempts, Attempt(problem="left out", attempted=False))
    return replace(read, attempts=nothing | {exercise: read.attempts[exercise]})


@pytest.fixture
def graded(
    grader: Callable[[str], Grader], tmp_path: Path
) -> Callable[[str, Cells], tuple[ExerciseResult, tuple[str, ...]]]:
    """Returns the verdict on an exercise, and the repairs."""

    def result(exercise: str, cells: Cells) -> tuple[ExerciseResult, tuple[str, ...]]:
        warm = grader(LESSON)
        read = submission(warm, exercise, cells, tmp_path)
        report = warm.grade(read)
        return next(each for each in report.exercises if each.name == exercise), read.repairs

    return result


Graded = Callable[[str, Cells], tuple[ExerciseResult, tuple[str, ...]]]
EVERY = [
    *(pytest.param("cross_entropy_loss", cells, id=name) for name, cells in RIGHT.items()),
    *(pytest.param("Net", cells, id=f"Net {name}") for name, cells in NETS.items()),
]


@pytest.mark.parametrize(("exercise", "cells"), EVERY)
def test_what_the_notebooks_own_check_accepts_gets_full_marks(
    exercise: str, cells: Cells, graded: Graded
) -> None:
    result, _ = graded(exercise, cells)
    assert [test.message for test in result.tests if test.status != "passed"] == []
    assert result.status == "passed"


def test_a_misspelt_name_is_told_and_brings_no_training_run_with_it(graded: Graded) -> None:
    result, _ = graded("cross_entropy_loss", own(loss("losses.mean() * layer_"), below=[TRAIN]))
    (message,) = {test.message for test in result.tests}
    assert result.status == "failed"
    assert message.startswith("`layer_` is not defined in your function (cell ")


# The number of a cell counts from the exercise's own.
ASIDE = "The definition of `cross_entropy_loss` in cell +{} was set aside: {}."
TAKEN = "`cross_entropy_loss` was taken from cell +{}: its own cell {}."


@pytest.mark.parametrize(
    ("cells", "repairs"),
    [
        (own(LOSS, below=[WRONG]), [ASIDE.format(3, "that in its own cell +0 counts")]),
        (own(LOSS, WRONG), [ASIDE.format(1, "that in its own cell +0 counts")]),
        (
            own(UNFINISHED, LOSS),
            [
                TAKEN.format(1, "holds no finished definition"),
                ASIDE.format(0, "it is not finished, and that in cell +1 is"),
            ],
        ),
        (own(STUB, LOSS), [TAKEN.format(1, "still holds the stub")]),
        (
            own(STUB, WRONG, LOSS),
            [
                TAKEN.format(2, "still holds the stub"),
                ASIDE.format(1, "the check runs that in cell +2"),
            ],
        ),
        (
            own(STUB, below=[LOSS, WRONG]),
            [
                TAKEN.format(3, "still holds the stub"),
                ASIDE.format(4, "that in cell +3 comes first"),
            ],
        ),
        (own(LOSS), []),
        (own(LOSS, "cross_entropy_loss = torch.compile(cross_entropy_loss)"), []),
    ],
)
def test_a_repair_says_which_definition_was_set_aside(
    cells: Cells, repairs: list[str], grader: Callable[[str], Grader], tmp_path: Path
) -> None:
    warm = grader(LESSON)
    places = [cell.id for cell in warm.lesson.cells]
    first = places.index("cross_entropy_loss") + 1
    found = [
        re.sub(r"(?<=cell )\d+", lambda number: f"+{int(number[0]) - first}", repair)
        for repair in submission(warm, "cross_entropy_loss", cells, tmp_path).repairs
    ]
    assert [each for each in found if "cross_entropy" in each] == repairs
