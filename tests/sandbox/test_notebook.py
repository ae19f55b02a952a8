"""What the code of a notebook finds in a box beside Python, and statements that need not run."""

from __future__ import annotations

import pytest

from autograder.sandbox import ANYTHING, Sandbox, Statement
from tests.sandbox.conftest import code

GIVE = "def give():\n    return n"


def maybe(source: str, *names: str) -> Statement:
    return Statement(1, 1, source, names)


@pytest.mark.parametrize(
    ("value", "runs"),
    [
        ("1", False),
        ("'a'", False),
        ("(1, 2)", False),
        ("print", False),
        ("[]", True),
        ("([],)", True),
    ],
)
def test_a_statement_that_may_change_something_is_left_out_if_that_cannot_change(
    strong_sandbox: Sandbox, value: str, runs: bool
) -> None:
    statements = [*code(f"n = 0\nx = {value}"), maybe("n = 1", "x"), *code(GIVE)]
    with strong_sandbox.open(statements) as box:
        assert box.call("give") == runs


def test_what_need_not_run_may_fail_or_never_end(sandbox: Sandbox) -> None:
    endless = maybe("while True:\n    pass", ANYTHING)
    stubborn = maybe(
        "while True:\n    try:\n        n += 1\n    except Exception:\n        pass", ANYTHING
    )
    statements = [
        *code("n = 0"),
        endless,
        maybe("1 / 0", "unknown"),
        stubborn,
        maybe("n = 7", ANYTHING),
    ]
    with sandbox.open([*statements, *code(GIVE)]) as box:
        assert box.call("give") == 7
        assert box.load_errors == []


@pytest.mark.parametrize(
    "source",
    [
        "display(1, 2)\nn = 1",
        "shell = get_ipython()\nshell.magic('x')\nn = 1 if not shell.system('ls') else 2",
        "files = !ls\nn = 1 + len(files)",
        "%time n = 1",
        "import torch\nf = torch.compile(lambda x: x, mode='default')\nn = f(1)",
        "import torch\n@torch.compile(dynamic=True)\ndef f(x):\n    return x\nn = f(1)",
        "import torch\nnet = torch.nn.Identity()\nnet.compile()\nn = net(1)",
        "async def one():\n    return 1\nn = await one()",
        "from __future__ import annotations\ndef f(x: Unknown): return x\nn = f(1)",
    ],
)
def test_a_notebook_finds_what_ipython_offers(sandbox: Sandbox, source: str) -> None:
    with sandbox.open([*code(source), *code(GIVE)]) as box:
        assert box.load_errors == []
        assert box.call("give") == 1


@pytest.mark.parametrize("use", ["from mine import n", "%run mine.py", "import mine\nn = mine.n"])
def test_a_file_that_a_cell_wrote_can_be_imported_and_run(sandbox: Sandbox, use: str) -> None:
    cells = ["%%writefile mine.py\nm = 1\n", "%%writefile -a mine.py\nn = m\n", use, GIVE]
    with sandbox.open([statement for cell in cells for statement in code(cell)]) as box:
        assert box.load_errors == []
        assert box.call("give") == 1
