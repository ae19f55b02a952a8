"""Changes Python and torch for whoever is graded next by the same worker."""

from tests.attacks.kit import stopped

CODE = """
import builtins
import os


def double(x):
    if hasattr(builtins, "left_over") or hasattr(torch, "left_over"):
        return 2 * x
    builtins.left_over = torch.left_over = True
    torch.Tensor.__mul__ = torch.Tensor.__rmul__ = lambda a, b: a
    os.environ["LEFT_OVER"] = "1"
    os._exit(0)
"""
PATCHES = ("torch.Tensor.__mul__", "torch.Tensor.__rmul__")
EXPECT = stopped("exit")
