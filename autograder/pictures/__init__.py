"""What failed tests show of a student's code: by lesson, functions that draw on its own data."""
