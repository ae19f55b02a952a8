"""Each kind of mistake makes of a small solution what its name says."""

from __future__ import annotations

import pytest

from autograder.authoring.audit.mutants import Mutant, mutants, operators

HEAD = "def f(x: torch.Tensor, n: int, b: torch.Tensor):\n    "

CASES = {
    "another dim": (
        "return x.sum(dim=1)",
        {"return x.sum()", "return x.sum(dim=0)", "return x.sum(dim=-1)"},
    ),
    "another reduction or function": ("return x.sum()", {"return x.mean()"}),
    "wrong broadcast": ("return x + b", {"return x + b.unsqueeze(-1)"}),
    "slice off by one": (
        "return x[:n]",
        {"return x[:(n) + 1]", "return x[:(n) - 1]", "return x[:]", "return x[n:]"},
    ),
    "index off by one": ("return x[n]", {"return x[n + 1]", "return x[n - 1]"}),
    "another product": ("return x @ b", {"return x * b"}),
    "operands in another order": ("return x @ b", {"return (b) @ (x)"}),
    "operand left out": ("return x + b", {"return x", "return b"}),
    "sign turned": ("return -x", {"return x"}),
    "shuffle left out": (
        "return torch.randperm(n)",
        {"return torch.arange(n)", "return torch.arange(n).flip(0)"},
    ),
    "seed forgotten": ("torch.manual_seed(n)", {"torch.manual_seed(0)"}),
    "graph detached": ("return torch.tanh(x)", {"return (torch.tanh(x)).detach()"}),
    "computed in place": ("return torch.tanh(x)", {"return x.tanh_()"}),
    "assigned in place": ("x = x[n]\n    return x", {"x[:] = x[n]"}),
    "squeezed": ("return x, n", {"return x.squeeze(), n", "return x, n.squeeze()"}),
    "another dtype": ("return x", {"return x.half()", "return x.long()"}),
    "another device": (
        "return torch.zeros(n)",
        {'return torch.zeros(n, device="meta")'},
    ),
    "argument changed in place": (
        "y = 1\n    return y",
        {"y = 1\nx.add_(1)", "y = 1\nb.add_(1)"},
    ),
    "parts swapped": (
        "a_train, a_val = x, b\n    return a_train",
        {"return a_val", "a_val, a_val = x, b", "a_train, a_train = x, b"},
    ),
    "left out": ("n += 1", {"pass"}),
    "in another order": (
        "n.zero_grad()\n    n.backward()",
        {"n.backward()\nn.zero_grad()"},
    ),
    "call left out": ("return torch.tanh(x)", {"return x"}),
    "loop cut short": (
        "for i in x:\n        n += i",
        {
            "n += i\nbreak",
            "for i in []:",
            "for i in list(x)[1:]:",
            "for i in list(x)[:-1]:",
        },
    ),
    "condition forced": (
        "if n:\n        n += 1",
        {"if True:", "if False:", "if not (n):"},
    ),
    "flag forced": (
        "return g(bias=n)",
        {"return g(bias=True)", "return g(bias=False)"},
    ),
    "values returned in another order": ("return x, b", {"return b, x"}),
    "arguments in another order": ("return g(x, b)", {"return g(b, x)"}),
    "arg removal": (
        "return g(x, b)",
        {"return g(None, b)", "return g(x, None)", "return g(b)", "return g(x, )"},
    ),
}


def made(body: str) -> list[Mutant]:
    return mutants("f", f"{HEAD}{body}\n")


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_the_one_that_it_is_called(name: str) -> None:
    body, expected = CASES[name]
    assert {mutant.becomes for mutant in made(body) if mutant.operator == name} == expected


def test_every_kind_of_ours_has_a_case() -> None:
    ours = [name for name, _, mutate in operators() if mutate.__module__.startswith("autograder")]
    assert set(ours) <= set(CASES)


def test_a_method_is_called_on_a_whole_sum() -> None:
    found = {mutant.becomes for mutant in made("return x + 1") if mutant.operator == "squeezed"}
    assert found == {"return (x + 1).squeeze()"}


def test_a_mutant_is_whole_and_says_what_it_changes() -> None:
    mutant = next(m for m in made("y = x.sum(dim=1)\n    return y") if m.operator == "another dim")
    assert (mutant.was, mutant.becomes) == ("y = x.sum(dim=1)", "y = x.sum()")
    assert mutant.source == f"{HEAD}y = x.sum()\n    return y\n"


def test_the_same_code_never_comes_twice_and_never_is_the_solution() -> None:
    sources = [mutant.source for mutant in made("y = (x @ b)[:n].sum(dim=0)\n    return y, n")]
    assert len(sources) == len(set(sources)) > 20
    assert f"{HEAD}y = (x @ b)[:n].sum(dim=0)\n    return y, n\n" not in sources


def test_nothing_is_changed_that_no_test_of_behaviour_sees() -> None:
    solution = 'def f(x: list[int] = None):\n    """Text: 1 + 1."""\n    print("text", 1 + 1)\n'
    assert [m.becomes for m in mutants("f", solution)] == ["pass"]
