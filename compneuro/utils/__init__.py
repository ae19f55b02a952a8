"""Helpers that know nothing about neurons."""
