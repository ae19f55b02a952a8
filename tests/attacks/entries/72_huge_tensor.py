"""Returns a tensor that is larger than any answer may be."""

from tests.attacks.kit import raised

CODE = """
def double(x):
    return torch.zeros(1, dtype=torch.float32).expand(1 << 30)
"""
EXPECT = raised("ValueError: the value holds more than 4 million numbers")
