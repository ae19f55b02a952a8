"""The trusted side of the sandbox: opens boxes, in which a student's code runs."""

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

SPARES = 2  # boxes that start ahead; a test may need a second one soon after the first


class Sandbox:
    """A fork server that opens boxes; use it as a context manager.

    It starts at once and imports libraries while the caller continues.

    Attributes:
        level: The isolation level: 3, 2 or 1.
        limits: The resources that each box may use.

    Args:
        limits: The resources that each box may use.
        minimum_level: The weakest isolation level to accept.
        preload: Modules to import before any box is opened.
        readable: More files and folders that student code may read.
        hidden: Files and folders that it must never be able to read.
        folder: Where its code finds the readable files that are below it by a relative path.
        level: The isolation level; by default the strongest that the host supports.
        pipelined: Start the next boxes and end closed boxes in the background.
        parent: A fork server with the same options; whoever started it ends it.

    Raises:
        SandboxRefused: The host does not support the level.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        *,
        minimum_level: int = 2,
        preload: Sequence[str] = (),
        readable: Sequence[Path] = (),
        hidden: Sequence[Path] = (),
        folder: Path | None = None,
        level: int | None = None,
        pipelined: bool = False,
        parent: WarmParent | None = None,
    ) -> None:
        self.limits = limits
        self._options: dict[str, Any] = {
            "minimum_level": minimum_level,
            "preload": preload,
            "readable": readable,
            "hidden": hidden,
            "folder": folder,
            "level": level,
        }
        self._pipelined = pipelined
        self._spares: list[Box] = []
        self._is_down = False
        self._owns_parent = parent is None
        self._parent = parent or WarmParent.start(limits, **self._options)
        self.level = self._negotiate()

    def __enter__(self) -> Sandbox:
        """The sandbox itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def pid(self) -> int:
        """The process ID of the fork server, if this process started it."""
        return self._parent.pid

    def attach(self) -> None:
        """Use the sandbox in a forked process: with a fork server and boxes of its own."""
        self._spares = []
        self._parent.attach()
        self._owns_parent = True

    def restart(self) -> None:
        """Replace the fork server by a new one, which this sandbox ends.

        If it does not start, the next box tries again.
        """
        self.close()
        self._is_down = True
        with suppress(SandboxFault):
            self._start_anew()

    def _start_anew(self) -> None:
        self._parent = WarmParent.start(self.limits, **self._options)
        self._owns_parent = True
        self._negotiate()
        self._is_down = False

    def _negotiate(self) -> int:
        try:
            return self._parent.negotiate()
        except BaseException:
            self.close()
            raise

    def change_limits(self, limits: Limits) -> None:
        """Set the time limits of boxes that are opened from now on."""
        self._close_spares()
        self.limits = limits

    def wait(self) -> None:
        """Wait until the fork server is ready, so that no student's time limit pays for it."""
        if not self._is_down:
            self._parent.wait()

    def open(
        self,
        statements: Sequence[Statement],
        *,
        seed: int = 0,
        devices: Sequence[str] = (),
        reads_files: bool = True,
    ) -> Box:
        """A fresh box in which the statements have run, in order.

        Args:
            statements: The student's code.
            seed: Seed that is set before they run.
            devices: Device nodes that it may use; with those of a graphics card, CUDA is started.
            reads_files: Whether they may open files. It has no effect at level 1.

        Raises:
            Stopped: Running them hit a limit or ended the process.
            SandboxFault: The process could not be isolated.
        """
        try:
            return self._open(statements, seed, devices, reads_files)
        except SandboxFault:
            if self._is_down or self._parent.is_alive():
                raise
            self.restart()
            return self._open(statements, seed, devices, reads_files)

    def _open(
        self,
        statements: Sequence[Statement],
        seed: int,
        devices: Sequence[str],
        reads_files: bool,
    ) -> Box:
        if self._is_down:
            self._start_anew()
        if self._spares and not devices:
            box = self._spares.pop(0)
        else:
            box = Box(self._parent, self.limits, pipelined=self._pipelined, devices=devices)
        box.load(statements, seed, reads_files=reads_files)
        while self._pipelined and len(self._spares) < SPARES:
            self._spares.append(Box(self._parent, self.limits, pipelined=True))
        return box

    def close(self) -> None:
        """End every box, and the fork server unless somebody else started it."""
        self._close_spares()
        if self._owns_parent:
            self._parent.close()

    def _close_spares(self) -> None:
        while self._spares:
            self._spares.pop().close()
