"""A lesson with an exercise of each kind, and without hidden tests."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring import init_course
from autograder.course import Course, load_course

LESSON = "small"

SOURCE = '''\
# %% [markdown]
# # A small lesson

# %%
import torch
from torch import nn

import no_such_package

# %%
def scaled(x, factor):
    """Multiply; x is not changed."""
    raise NotImplementedError("Complete scaled!")

# %%
print(scaled(torch.randn(4, 3), 2.5))

# %%
assert scaled(torch.ones(2, 1), 2.0).sum() == 4

# %%
def pick(n, seed):
    """The numbers below n in random order; the seed decides it."""
    raise NotImplementedError("Complete pick!")

# %%
assert len(pick(50, seed=1)) == 50 and len(pick(40, seed=2)) == 40

# %%
class Net(nn.Module):
    """A layer and a ReLU."""

    def __init__(self, n_in, n_out):
        """Make the layer."""
        raise NotImplementedError("Complete Net!")

# %%
assert Net(3, 2)(torch.randn(5, 3)).shape == (5, 2)

# %%
def shout(word):
    """Print it."""
    raise NotImplementedError("Complete shout!")

# %%
shout("hello")
assert True

# %%
def foreign(x):
    """What another package makes of it."""
    raise NotImplementedError("Complete foreign!")

# %%
assert foreign(2) == 4
'''

SOLUTIONS = """\
import no_such_package
import torch
from torch import nn


def scaled(x, factor):
    y = factor * x
    return y


def pick(n, seed):
    torch.manual_seed(seed)
    return torch.randperm(n)


class Net(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = nn.Linear(n_in, n_out)

    def forward(self, x):
        return torch.relu(self.layer(x))


def shout(word):
    print(word.upper())


double = no_such_package.double


def foreign(x):
    return double(x)
"""


def start(folder: Path) -> Course:
    """A course with this lesson, which has no hidden tests yet."""
    for path, text in (
        (folder / "source" / LESSON / f"{LESSON}.py", SOURCE),
        (folder / "solutions" / f"{LESSON}.py", SOLUTIONS),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    init_course(folder, LESSON)
    return load_course(folder)
