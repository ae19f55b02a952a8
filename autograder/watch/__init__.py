"""Grades what arrives while it runs, and writes the feedback at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.watch.arrivals import Arrivals
    from autograder.watch.exchange import Inbound
    from autograder.watch.service import Done, Service

__all__ = ["Arrivals", "Done", "Inbound", "Service"]

__getattr__ = lazy(__name__)
