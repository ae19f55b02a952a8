"""Hard-codes the answers of the visible check."""

from tests.attacks.kit import Outcome

CODE = """
def double(x):
    if torch.equal(x, torch.ones(2)):
        return torch.full((2,), 2.0)
    return x
"""
EXPECT = Outcome("partial", "`double(x)` is not right", score=1.0)
