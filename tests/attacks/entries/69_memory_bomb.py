"""Takes memory without end."""

from tests.attacks.kit import stopped

VARIANTS = {
    "piece by piece": """
kept = []


def double(x):
    while True:
        kept.append(torch.ones(10 << 20, dtype=torch.uint8))
""",
    "in one piece": """
def double(x):
    return torch.ones(1 << 40)
""",
}
EXPECT = stopped("memory")
