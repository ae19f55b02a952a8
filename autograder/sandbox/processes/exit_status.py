"""How an isolated process ended, as the fork server tells it."""

from __future__ import annotations

EXITED = 1  # it ended by itself
BY_SIGNAL = 128  # plus the number of the signal that killed it
FAULT = 199  # it never started
OUT_OF_MEMORY = 200
KILLED = -1  # it was still running, so the fork server killed it
