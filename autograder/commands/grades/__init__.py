"""Commands from submissions to grades: grade, feedback, merge, convert, report."""
