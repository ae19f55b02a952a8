"""One isolated process that runs a student's code, seen from the trusted side."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import torch

from autograder.sandbox.channel import MAX_EXCUSED, Channel, Closed, Deadline
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcomes import SandboxFault, Stopped, StudentError, error_data
from autograder.sandbox.processes import exit_status
from autograder.sandbox.processes.warm_parent import WarmParent
from autograder.sandbox.statement import Statement
from autograder.sandbox.wire import Handle, ProtocolError, TooLarge, Value

READY_SECONDS = 30.0
ENDING_SECONDS = 1.0
WRONG_FORM = "It broke the protocol: an answer of the wrong form."
TOO_LARGE = "It returned more than can be sent back to it."


class Box:
    """An isolated process that holds one student's definitions; use it as a context manager.

    Attributes:
        load_errors: Exceptions that the statements raised when they ran.
        seconds: Longest time for the next call.
    """

    def __init__(
        self,
        parent: WarmParent,
        limits: Limits,
        *,
        pipelined: bool,
        devices: Sequence[str] = (),
    ) -> None:
        """Fork the process, which isolates itself while the caller continues."""
        self._parent, self._limits, self._pipelined = parent, limits, pipelined
        self._devices = devices
        self._stopped: Stopped | None = None
        self._closed = False
        self.load_errors: list[StudentError] = []
        self.seconds = limits.call_seconds
        self._channel, self._number = _open(parent, devices)

    def load(self, statements: Sequence[Statement], seed: int, *, reads_files: bool) -> None:
        """Run the statements inside, in order; `Sandbox.open` does this.

        Raises:
            Stopped: Running them hit a limit or ended the process.
            SandboxFault: The process could not be isolated.
        """
        try:
            self._await_isolation()
            data = [statement._asdict() for statement in statements]
            seconds = self._limits.load_seconds
            request = {"op": "load", "statements": data, "seed": seed, "patience": seconds / 3}
            errors = self._ask(request | {"reads_files": reads_files}, seconds)
            if not isinstance(errors, list):
                raise self._stop("protocol", WRONG_FORM)
            self.load_errors = [self._student_error(error) for error in errors]
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Box:
        """The box itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def call(
        self,
        target: str | Handle,
        /,
        *args: Value,
        method: str | None = None,
        seed: int = 0,
        **kwargs: Value,
    ) -> Any:
        """Call a student's function or class, an object inside, or a method of either.

        Args:
            target: A name in the student's code, or the handle of an object inside.
            args: Plain values, tensors and handles.
            method: Name of a method to call on the target.
            seed: Seed for Python, NumPy and torch, set before the call.
            kwargs: Keyword arguments of the same kinds.

        Returns:
            Plain values and tensors; a handle for anything else.

        Raises:
            StudentError: The student's code raised an exception.
            Stopped: The process hit a limit or ended.
        """
        call = {"target": target, "method": method, "args": args, "kwargs": kwargs}
        return self._ask({"op": "call", "seed": seed, **call}, self.seconds)

    def make(
        self,
        target: str | Handle,
        /,
        *args: Value,
        method: str | None = None,
        seed: int = 0,
        **kwargs: Value,
    ) -> Handle:
        """Like `call`, but the result stays inside. The target may be a dotted library name."""
        call = {"target": target, "method": method, "args": args, "kwargs": kwargs}
        return self._handle({"op": "make", "seed": seed, **call})

    def _handle(self, request: dict[str, Any]) -> Handle:
        made = self._ask(request, self.seconds)
        if not isinstance(made, Handle):
            raise self._stop("protocol", WRONG_FORM)
        return made

    def call_and_read(
        self, target: str, /, *args: Value, read: Sequence[int], seed: int = 0, **kwargs: Value
    ) -> tuple[Any, list[Any]]:
        """Like `call`, and what the positional arguments `read` are after it."""
        call = {"target": target, "method": None, "args": args, "kwargs": kwargs, "read": read}
        match self._ask({"op": "call_and_read", "seed": seed, **call}, self.seconds):
            case [value, [*after]] if len(after) == len(read):
                return value, after
        raise self._stop("protocol", WRONG_FORM)

    def gradient(
        self,
        target: str | Handle,
        /,
        *args: Value,
        wrt: int | str = 0,
        seed: int = 0,
        **kwargs: Value,
    ) -> Any:
        """The gradient of the summed result with respect to one argument.

        Args:
            target: A name in the student's code, or the handle of an object inside.
            args: Its arguments.
            wrt: Position or name of the argument, or "parameters" for those of a module.
            seed: Seed that is set before the call.
            kwargs: Its keyword arguments.

        Returns:
            A tensor; for "parameters" a dictionary of tensors by name.
        """
        call = {"target": target, "wrt": wrt, "args": args, "kwargs": kwargs}
        return self._ask({"op": "gradient", "seed": seed, **call}, self.seconds)

    def what_runs(self, target: str | Handle, /, *args: Value, seed: int = 0) -> list[str]:
        """The names of torch's operations and of Python's functions that run in a call, sorted."""
        call: dict[str, Any] = {"target": target, "args": args, "kwargs": {}}
        names = self._ask({"op": "what_runs", "seed": seed, **call}, self.seconds)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self._stop("protocol", WRONG_FORM)
        return names

    def record_passes(self, net: Handle) -> Handle:
        """A list inside that grows with each forward pass: its rows, and whether with gradients."""
        call: dict[str, Any] = {"target": net, "args": [], "kwargs": {}}
        return self._handle({"op": "record", "seed": 0, **call})

    def train(
        self,
        net: Handle,
        inputs: torch.Tensor,
        labels: torch.Tensor,
        *,
        epochs: int,
        batch_size: int,
        lr: float,
        seed: int,
    ) -> list[float]:
        """Train a student's module with cross entropy and Adam; returns each epoch's mean loss."""
        options = {"epochs": epochs, "batch_size": batch_size, "lr": lr, "seed": seed}
        call = {"target": net, "args": [inputs, labels], "kwargs": options}
        losses = self._ask({"op": "train", "seed": seed, **call}, self.seconds)
        if not isinstance(losses, list) or not all(isinstance(loss, float) for loss in losses):
            raise self._stop("protocol", WRONG_FORM)
        return losses

    def close(self) -> None:
        """Kill the process and all its descendants."""
        if not self._closed:
            self._closed = True
            self._channel.close()
            end = self._parent.dismiss if self._pipelined else self._parent.end
            with suppress(SandboxFault):  # the fork server has ended, and the process with it
                end(self._number)

    def _await_isolation(self) -> None:
        try:
            message = self._channel.receive_first(READY_SECONDS)
        except (TimeoutError, Closed, ProtocolError) as error:
            raise SandboxFault(f"The sandbox did not start: {error!r}.") from None
        if "fault" in message:
            raise SandboxFault(f"The sandbox could not be isolated: {message['fault']}.")

    def _ask(self, request: dict[str, Any], seconds: float) -> Any:
        if self._stopped is not None:
            raise Stopped(self._stopped.reason, self._stopped.detail)
        try:
            reply = self._channel.exchange(request, Deadline(seconds, self.waited))
        except TimeoutError:
            starved = self.waited() >= MAX_EXCUSED * seconds
            detail = f"It did not finish within {seconds:g} seconds."
            raise self._stop("time", detail, starved=starved) from None
        except ProtocolError as error:
            raise self._stop("protocol", f"It broke the protocol: {error}.") from None
        except TooLarge:  # only what came from the student can be too large
            raise self._stop("memory", TOO_LARGE) from None
        except Closed:
            raise self._stop(*self._why_it_ended()) from None
        return self._result(reply)

    def waited(self) -> float:
        """Seconds that the code inside has waited for a core, which deadlines excuse."""
        return self._parent.waited(self._number)

    def _result(self, reply: dict[str, Any]) -> Any:
        match reply:
            case {"value": value, **rest} if not rest:
                return value
            case {"error": error, **rest} if not rest:
                raise self._student_error(error)
            case {"stop": "memory", **rest} if not rest:
                raise self._stop("memory", self._too_much_memory)
        raise self._stop("protocol", WRONG_FORM)

    def _student_error(self, data: object) -> StudentError:
        try:
            return StudentError(error_data(data))
        except ValueError:
            raise self._stop("protocol", WRONG_FORM) from None

    @property
    def _too_much_memory(self) -> str:
        limits = self._limits
        on_card = f", or {limits.gpu_memory_mb} MB on the graphics card" if self._devices else ""
        return f"It needed more than {limits.memory_mb} MB of memory{on_card}."

    def _stop(self, reason: str, detail: str, *, starved: bool = False) -> Stopped:
        self._stopped = Stopped(reason, detail, starved=starved)
        self.close()
        return self._stopped

    def _why_it_ended(self) -> tuple[str, str]:
        self._closed = True
        self._channel.close()
        status = self._parent.end(self._number, ENDING_SECONDS)
        if status == exit_status.OUT_OF_MEMORY:
            return "memory", self._too_much_memory
        if exit_status.BY_SIGNAL < status < exit_status.FAULT:
            number = status - exit_status.BY_SIGNAL
            known = number in signal.Signals.__members__.values()
            name = signal.Signals(number).name if known else str(number)
            return f"signal {name}", f"It crashed with signal {name}."
        if status == exit_status.KILLED:
            return "protocol", "It closed its connection and went on running."
        return "exit", "It ended its own process."


def _open(parent: WarmParent, devices: Sequence[str]) -> tuple[Channel, int]:
    """Fork a process from the fork server; returns the channel to it and its number."""
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()
    try:
        number = parent.open(requests_out, replies_in, devices)
    except BaseException:
        os.close(requests_in)
        os.close(replies_out)
        raise
    finally:
        os.close(requests_out)
        os.close(replies_in)
    return Channel(requests_in, replies_out), number
