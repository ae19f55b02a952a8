"""Films for the lessons on single neurons."""
