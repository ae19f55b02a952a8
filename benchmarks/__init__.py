"""Benchmarks that measure two sides in one run, one command each: `python -m benchmarks.<name>`."""
