"""Runs student code in an isolated process, which can only answer calls with plain data.

The rest of the engine uses the names below. They are loaded on first use, because the isolated
process imports this package too and needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.sandbox.box import Box
    from autograder.sandbox.channel import MAX_EXCUSED
    from autograder.sandbox.client import Sandbox
    from autograder.sandbox.inside.failures import is_out_of_memory
    from autograder.sandbox.isolation import gpu
    from autograder.sandbox.isolation.confine import limit_own_memory
    from autograder.sandbox.isolation.levels import strongest_level
    from autograder.sandbox.isolation.linux import end_with_parent
    from autograder.sandbox.limits import Limits
    from autograder.sandbox.outcomes import SandboxFault, SandboxRefused, Stopped, StudentError
    from autograder.sandbox.processes.control import send
    from autograder.sandbox.processes.forkserver import serve_beside
    from autograder.sandbox.processes.warm_parent import (
        ENVIRONMENT,
        ONE_THREAD,
        WarmParent,
        sandbox_config,
        search_path,
        start_program,
    )
    from autograder.sandbox.seeds import seed_everything
    from autograder.sandbox.statement import ANYTHING, Statement
    from autograder.sandbox.wire import Handle, Value

__all__ = [
    "ANYTHING",
    "ENVIRONMENT",
    "MAX_EXCUSED",
    "ONE_THREAD",
    "Box",
    "Handle",
    "Limits",
    "Sandbox",
    "SandboxFault",
    "SandboxRefused",
    "Statement",
    "Stopped",
    "StudentError",
    "Value",
    "WarmParent",
    "end_with_parent",
    "gpu",
    "is_out_of_memory",
    "limit_own_memory",
    "sandbox_config",
    "search_path",
    "seed_everything",
    "send",
    "serve_beside",
    "start_program",
    "strongest_level",
]

__getattr__ = lazy(__name__)
