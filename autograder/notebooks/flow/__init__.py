"""Follows names through the statements of a notebook, from the top down."""
