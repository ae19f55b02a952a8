"""Finds the misconception behind a mistake, by what both do in the tests."""
