"""Inputs like those of the notebook, and the hidden tests that use them."""
