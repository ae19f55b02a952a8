"""The grading engine: lessons to student releases, submissions to grades."""

__version__ = "0.1.0"
