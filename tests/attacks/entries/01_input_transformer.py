"""Makes IPython's input transformer empty every cell that comes after."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    from IPython.core.inputtransformer2 import TransformerManager

    TransformerManager.transform_cell = lambda self, cell: ""
    return x
"""
PATCHES = ("IPython.core.inputtransformer2.TransformerManager.transform_cell",)
EXPECT = WRONG
