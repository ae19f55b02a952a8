"""Proposes hidden tests, from how the solved notebook uses its exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.proposals.run import Proposal, propose, wanting

__all__ = ["Proposal", "propose", "wanting"]

__getattr__ = lazy(__name__)
