"""Looks at a notebook before it is handed in: what a grader could not read, and what is missing.

It knows only what students have: the releases, with their stubs and visible checks.
"""
