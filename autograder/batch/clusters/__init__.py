"""Grading on other machines: what a scheduler of the site is given, and what comes back."""
