"""A slice means what running all cells means: notebooks run whole, sliced and replayed."""

from __future__ import annotations

import builtins
import copy
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.notebooks import Node, Program
from autograder.sandbox import Statement
from autograder.sandbox.inside import student_code

PATIENCE = 60.0
START = """
import math as m
from functools import partial as p
a = [0]
b = {'k': 0}
c = 1
d = [[1], [2]]
def h(x=1): return x
def g(x=1): return h(x)
def fill(t): t.append(5)
def wrap(f):
    def inner(*x): return [f(*x)]
    return inner
def keep(f):
    d.append(f())
    return f
class T:
    n = [0]
    def up(self): self.n.append(1)
"""
STATEMENTS = (
    *("{v} = {n}", "{v} = [{n}]", "{v} = {{'k': {n}}}", "{v} = {w}", "{v}, {w} = {w}, {v}"),
    *(
        "{v}.append({n})",
        "{v}.update(k={n})",
        "{v}['k'] = {n}",
        "{v} += [{n}]",
        "{v} = [*{v}, {n}]",
    ),
    *("{v}[0].append({n})", "{v}.append({w})", "del {v}", "del {v}[0]", "{v}: list = [{n}]"),
    *("fill({v})", "{v} = fill({w})", "{w} = {v}.pop()", "{v} = next(iter({w}))", "fill({v}[0])"),
    *("({v} := [{n}])", "[({v} := i) for i in range({n})]", "{v} = [{w} for {w} in range({n})]"),
    *("if c: {v} = [{n}]", "for {v} in range({n}): {w}.append({v})", "if not c: {v} = {n}"),
    *("for i in {v}: i.append({n})", "while len({v}) < {n}: {v}.append(c)", "len({v})"),
    *("try:\n    {v} = {w}[7]\nexcept Exception as {v}: pass", "import math as {v}"),
    "try:\n    {v} = {w}[0]\nexcept Exception: {v} = [{n}]",
    *("def h(x=1): return [x, {v}]", "h = lambda x=1: [{v}, x]"),
    *("def g(x=1): return [h(x), {n}]", "h = wrap(h)", "g = wrap(g)", "h = p(h, {n})", "g = h"),
    *(
        "@wrap\ndef h(x=1): return {v}",
        "@keep\ndef g(): return {n}",
        "h.n = {n}",
        "setattr(h, 'n', {v})",
    ),
    "def up():\n    global {v}\n    {v} = {n}",
    "def fill(t):\n    t.append({n})\n    {v}.append({n})",
    "def fill(t): t['k'] = {n}",
    *("up()", "{v} = up()", "h()", "{v} = g()", "keep(h)", "t = T()"),
    *("T.n = {v}", "class T(T): k = {n}", "T.n.append({n})", "{v} = T.n"),
    *(
        "{v} = m.floor({n})",
        "m.x = {n}",
        "{v} = (lambda: {w})()",
        "match {v}:\n    case [{w}]: pass",
    ),
    *(
        "{v}, *{w} = [1, 2, {n}]",
        "with partial(T)() as {w}: pass",
        "assert {v}",
        "{v} = [h, {w}][1]",
    ),
)
ANSWER = "def answer(): return [{}]"
SEEN = ("a", "b", "c", "d", "h()", "g()", "T.n", "getattr(h, 'n', 0)", "T().up()")
names = st.sampled_from("abcd")
statements = st.builds(
    lambda form, v, w, n: form.format(v=v, w=w, n=n),
    *(st.sampled_from(STATEMENTS), names, names, st.integers(0, 3)),
)


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take back what the code of a notebook changes in its process."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(torch, "compile", torch.compile)
    finders = [*sys.meta_path]
    yield
    sys.meta_path[:] = finders
    for name in ("display", "get_ipython"):
        vars(builtins).pop(name, None)


def cells(*sources: str) -> list[Statement]:
    return [Statement(i, 1, source) for i, source in enumerate(sources, 1)]


def answered(code: Sequence[Statement]) -> Any:
    """What the answer returns when these statements have run without an error."""
    found, errors = student_code.load([each._asdict() for each in code], PATIENCE)  # type: ignore[misc]
    assert not errors
    return copy.deepcopy(found["answer"]())


def program(*sources: str) -> Program:
    return Program(Node(each, (each.cell,)) for each in cells(*sources))


@pytest.mark.slow
@settings(deadline=None, max_examples=400, derandomize=True)
@given(
    st.lists(statements, max_size=8),
    st.lists(statements, max_size=3),
    st.lists(statements, max_size=2),
    st.lists(st.sampled_from(SEEN), min_size=1, max_size=2),
)
def test_slices_and_replays_mean_what_running_all_cells_means(
    above: list[str], between: list[str], below: list[str], seen: list[str]
) -> None:
    start = [part + "\n" for part in START.strip().replace("\n    ", "\r").split("\n")]
    sources = [each.replace("\r", "\n    ") for each in start]
    sources += [*above, ANSWER.format(", ".join(seen)), *between]
    try:
        whole = repr(answered(cells(*sources)))
    except Exception:
        assume(False)
    notebook = program(*sources, *below)
    part = notebook.slice(["answer"], len(sources))
    assert repr(answered([*part.statements()])) == whole
    assert repr(answered([*part.replay(len(sources))])) == whole
