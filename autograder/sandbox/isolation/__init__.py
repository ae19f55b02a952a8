"""Isolates a process from the rest of the host."""
