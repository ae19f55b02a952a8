"""The wall: student code runs in a process of its own and can only answer calls with plain data.

The trusted side uses the names below; the other modules are the wall itself. The names are
loaded on first use, because the walled process imports this package too and needs none of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.box import Box
    from autograder.sandbox.client import Sandbox
    from autograder.sandbox.limits import Limits
    from autograder.sandbox.outcomes import SandboxFault, SandboxRefused, Stopped, StudentError
    from autograder.sandbox.wire import Handle, Value

__all__ = [
    "Box",
    "Handle",
    "Limits",
    "Sandbox",
    "SandboxFault",
    "SandboxRefused",
    "Stopped",
    "StudentError",
    "Value",
]

_HOMES = {
    "box": {"Box"},
    "client": {"Sandbox"},
    "limits": {"Limits"},
    "outcomes": {"SandboxFault", "SandboxRefused", "Stopped", "StudentError"},
    "wire": {"Handle", "Value"},
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
