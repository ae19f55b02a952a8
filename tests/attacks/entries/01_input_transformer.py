"""Registers a transformer with IPython that empties every cell that comes after."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.input_transformers_post.append(lambda lines: [])
    return x
"""
EXPECT = WRONG
