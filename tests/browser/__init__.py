"""Lessons as a student sees them: a real JupyterLab in a real browser."""
