"""The engine's code in the isolated process, beside the student's code."""
