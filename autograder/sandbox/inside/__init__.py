"""What runs in the isolated process, beside the student's code."""
