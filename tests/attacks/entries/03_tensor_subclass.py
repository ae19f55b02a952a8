"""Returns a tensor of a subclass whose comparisons are always true."""

from tests.attacks.kit import WRONG

CODE = """
class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in ("allclose", "equal", "isclose", "all"):
            return True
        return super().__torch_function__(function, types, args, kwargs)


def double(x):
    return torch.zeros_like(x).as_subclass(Agreeable)
"""
EXPECT = WRONG
