"""Replaces the function that a Jupyter kernel uses to send its results."""

from tests.attacks.kit import WRONG

CODE = """
def double(x):
    from ipykernel.kernelbase import Kernel

    Kernel.send_response = lambda *args, **kwargs: None
    Kernel.execute_request = lambda *args, **kwargs: None
    return x
"""
PATCHES = (
    "ipykernel.kernelbase.Kernel.send_response",
    "ipykernel.kernelbase.Kernel.execute_request",
)
EXPECT = WRONG
