"""Answers in shapes that a comparison would broadcast."""

from tests.attacks.kit import Outcome

VARIANTS = {
    "one number for all": """
def double(x):
    return torch.tensor(2.0)
""",
    "one dimension more": """
def double(x):
    return (2 * x)[None]
""",
}
EXPECT = Outcome("failed", "should have shape (2,)")
