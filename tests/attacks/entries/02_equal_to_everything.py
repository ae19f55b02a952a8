"""Returns an object that is equal to everything and has the shape of a tensor."""

from tests.attacks.kit import OTHER_TYPE

CODE = """
class Equal:
    shape = torch.Size([2])
    dtype = torch.float32

    def __eq__(self, other):
        return True


def double(x):
    return Equal()
"""
EXPECT = OTHER_TYPE
