"""The trusted side of the sandbox: open a box with a student's definitions, call into it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.sandbox.box import Box
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcomes import SandboxFault
from autograder.sandbox.processes.warm_parent import WarmParent
from autograder.sandbox.statement import Statement


class Sandbox:
    """A warm parent process that opens boxes; use it as a context manager.

    Attributes:
        level: The wall that is built: 3, 2 or 1.
        limits: What each box may use up.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        *,
        minimum_level: int = 2,
        preload: Sequence[str] = (),
        readable: Sequence[Path] = (),
        level: int | None = None,
        pipelined: bool = False,
        parent: WarmParent | None = None,
    ) -> None:
        """Start the warm parent; it goes on importing while the caller goes on.

        Args:
            limits: What each box may use up.
            minimum_level: Weakest wall to accept.
            preload: Modules to import before any box is opened.
            readable: More files and folders that student code may read.
            level: Build this wall; without it, the strongest that the host gives.
            pipelined: Wall in the next box while the last one is in use, and bury the last one
                while the next one is, so that the caller waits for neither.
            parent: Started already, with the same options.

        Raises:
            SandboxRefused: The host gives less than asked for.
        """
        self.limits = limits
        self._options: dict[str, Any] = {
            "minimum_level": minimum_level,
            "preload": preload,
            "readable": readable,
            "level": level,
        }
        self._pipelined = pipelined
        self._spare: Box | None = None
        self._parent = parent or WarmParent.start(limits, **self._options)
        self.level = self._parent.negotiate()

    def __enter__(self) -> Sandbox:
        """The sandbox itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def pid(self) -> int:
        """The warm parent's process id; every box is below it."""
        return self._parent.pid

    def attach(self) -> None:
        """In a process forked from the one that opened it: share the parent, not the boxes."""
        self._spare = None
        self._parent.attach()

    def wait(self) -> None:
        """Wait until the warm parent has started, so that this is on no student's clock."""
        self._parent.wait()

    def open(
        self, statements: Sequence[Statement], *, seed: int = 0, devices: Sequence[str] = ()
    ) -> Box:
        """A fresh box in which the statements have run, in order.

        Args:
            statements: The student's.
            seed: Set before they run.
            devices: Device nodes that it may use; with those of a card, CUDA is started first.

        Raises:
            Stopped: Running them hit a limit or killed the box.
            SandboxFault: The wall could not be built.
        """
        try:
            return self._open(statements, seed, devices)
        except SandboxFault:
            if self._parent.is_alive():
                raise
            self.close()
            self._parent = WarmParent.start(self.limits, **self._options)
            self._parent.negotiate()
            return self._open(statements, seed, devices)

    def _open(self, statements: Sequence[Statement], seed: int, devices: Sequence[str]) -> Box:
        box = None if devices else self._spare
        if box:
            self._spare = None
        else:
            box = Box(self._parent, self.limits, pipelined=self._pipelined, devices=devices)
        box.load(statements, seed)
        if self._pipelined and not self._spare:
            self._spare = Box(self._parent, self.limits, pipelined=True)
        return box

    def close(self) -> None:
        """End the parent and every box."""
        if self._spare:
            with suppress(SandboxFault):  # the parent is dead, and so is the spare
                self._spare.close()
        self._spare = None
        self._parent.close()
