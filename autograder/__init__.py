"""The engine: lessons to releases, submissions to grades, student code behind a wall."""
