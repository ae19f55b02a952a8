"""Depends on chance, on the machine or on earlier calls; grading it twice gives the same report."""

from tests.attacks.kit import PASSED, Outcome

VARIANTS = {
    "a coin": """
import random


def double(x):
    return 2 * x if random.random() < 0.5 and torch.rand(1) < 0.9 else x
""",
    "noise": """
def double(x):
    return 2 * x + 1e-7 * torch.randn_like(x)
""",
    "threads": """
def double(x):
    torch.set_num_threads(8)
    return 2 * x
""",
    "a gradient": """
def double(x):
    return 2 * x.requires_grad_()
""",
    "another default type": """
def double(x):
    torch.set_default_dtype(torch.float64)
    return 2 * x
""",
    "earlier calls": """
calls = []


def double(x):
    calls.append(x)
    return 2 * x if len(calls) == 1 else x
""",
}
TWICE = True
EXPECT = dict.fromkeys(VARIANTS, PASSED) | {
    "a coin": Outcome("partial", "`double(x)` is not right", score=2.0),
    "earlier calls": Outcome("partial", "`double(x)` is not right", score=1.0),
}
