"""The fixtures of a hidden test: it calls `student.name(...)` and `reference.name(...)`.

Student code runs in the sandbox, which returns plain data; an object such as a `Net` stays inside,
and the test gets a handle to it. Both sides get the same seed before every call.
"""

from __future__ import annotations

import copy
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
import torch

from autograder.feedback import Answered, messages, type_name
from autograder.sandbox import (
    MAX_EXCUSED,
    Box,
    Handle,
    Sandbox,
    Statement,
    Stopped,
    StudentError,
    gpu,
    seed_everything,
)
from autograder.testing.calls import record_call


class Remote:
    """An object in the sandbox. A test can call it and its methods."""

    def __init__(self, student: Student, handle: Handle) -> None:
        self._student = student
        self._handle = handle

    @property
    def type_name(self) -> str:
        """The name of its class."""
        return type_name(self._handle.type_name, self._student.code)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object inside the sandbox."""
        return self._student.call(self, *args, **kwargs)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """One of its methods."""
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda *args, **kwargs: self._student.call(self, *args, method=method, **kwargs)


class Student:
    """One exercise of one submission, whose functions and classes a test can call.

    The first call opens a box, which stays open for all tests of the exercise. After a crash or a
    timeout, the next test gets a new one. Each device has its own box and its own clock, so that a
    graphics card has no influence on the results of the CPU.

    Args:
        sandbox: The sandbox.
        code: The code.
        reads_files: Whether it may open files.

    Attributes:
        device: Device of the current test, `cpu` or `cuda`.
    """

    def __init__(
        self, sandbox: Sandbox, code: Sequence[Statement], *, reads_files: bool = True
    ) -> None:
        self._sandbox = sandbox
        self._reads_files = reads_files
        self.code = code
        self._boxes: dict[str, Box] = {}
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._must_keep_arguments = False
        self._own_work: set[tuple[int, str]] = set()
        self.device = "cpu"
        self.seed = 0

    @property
    def seconds_left(self) -> float:
        """What is left of the exercise's time for calls, on the slower device."""
        return min(map(self._left, self._spent), default=self._sandbox.limits.exercise_seconds)

    def _left(self, device: str) -> float:
        """Like the limit of a call, that of an exercise excuses time spent waiting for a core."""
        limits = self._sandbox.limits
        left = limits.exercise_seconds - self._spent[device]
        if left < limits.call_seconds and device in self._boxes:
            left += min(self._boxes[device].waited(), MAX_EXCUSED * limits.exercise_seconds)
        return left

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function or class of the student."""
        if name.startswith("_"):
            raise AttributeError(name)
        call = self._call_and_compare if self._must_keep_arguments else self.call
        return lambda *args, **kwargs: call(name, *args, **kwargs)

    def call(self, target: str | Remote, *args: Any, method: str | None = None, **kw: Any) -> Any:
        """Call a function, a class, an object, or a method of an object."""
        with self._open_box() as box:
            inner, values, named = _handles(target, args, kw, method)
            return self._wrap(box.call(inner, *values, method=method, seed=self.seed, **named))

    def make(
        self, target: str | Remote, *args: Any, method: str | None = None, **kw: Any
    ) -> Remote:
        """Like `call`, but the result stays inside: `make("torch.nn.Linear", 1, 1)`.

        Args:
            target: A dotted name of a library, a name in the student's code, or an object inside.
            args: Plain values, tensors and objects inside.
            method: Name of a method to call on the target.
            kw: Keyword arguments of the same kinds.
        """
        with self._open_box() as box:
            inner, values, named = _handles(target, args, kw, method)
            return Remote(self, box.make(inner, *values, method=method, seed=self.seed, **named))

    def gradient(self, target: str | Remote, *args: Any, wrt: int | str = 0) -> Any:
        """The gradient of the summed result with respect to one argument or the parameters."""
        with self._open_box() as box:
            inner, values, _ = _handles(target, args, {})
            return self._wrap(box.gradient(inner, *values, wrt=wrt, seed=self.seed))

    def what_runs(self, target: str | Remote, *args: Any) -> set[str]:
        """The names of torch's operations and of Python's functions that run in a call.

        Operations are recorded below Python. A function's name begins with its module.
        """
        with self._open_box() as box:
            inner, values, _ = _handles(target, args, {})
            return set(box.what_runs(inner, *values, seed=self.seed))

    def check_own_work(self, ruled_out: str, shown: str, name: str, *args: Any) -> None:
        """Check, once in each test, that what the exercise's text rules out does not run in a call.

        Args:
            ruled_out: A pattern of names as in `what_runs`.
            shown: What it is called in the message.
            name: The student's function or class, which is called with `args`.

        Raises:
            AssertionError: It runs.
        """
        ran = () if (self.seed, name) in self._own_work else self.what_runs(name, *args)
        if any(re.fullmatch(ruled_out, each) for each in ran):
            raise AssertionError(messages.not_own_work(shown))
        self._own_work.add((self.seed, name))  # each test has another seed

    def record_passes(self, net: Remote) -> Remote:
        """A list inside that grows with each forward pass: its rows, and whether with gradients."""
        with self._open_box() as box:
            return Remote(self, box.record_passes(net._handle))

    def train(
        self,
        net: Remote,
        inputs: torch.Tensor,
        labels: torch.Tensor,
        *,
        epochs: int,
        batch_size: int,
        lr: float,
    ) -> list[float]:
        """Train a student's module with Adam and cross entropy; returns each epoch's loss."""
        with self._open_box() as box:
            return box.train(
                net._handle,
                inputs,
                labels,
                epochs=epochs,
                batch_size=batch_size,
                lr=lr,
                seed=self.seed,
            )

    @contextmanager
    def arguments_unchanged(self) -> Iterator[None]:
        """In this context, `student.name(...)` must not change its positional tensors.

        They are read in the student's process after the call, by the engine's own code there.

        Raises:
            AssertionError: A tensor was changed.
        """
        self._must_keep_arguments = True
        try:
            yield
        finally:
            self._must_keep_arguments = False

    def _call_and_compare(self, name: str, *args: Any, **kw: Any) -> Any:
        read = [i for i, argument in enumerate(args) if torch.is_tensor(argument)]
        with self._open_box() as box:
            inner, values, named = _handles(name, args, kw)
            value, after = box.call_and_read(inner, *values, read=read, seed=self.seed, **named)
        for i, argument in zip(read, after, strict=True):
            same = torch.is_tensor(argument) and argument.dtype == args[i].dtype
            if not (same and torch.equal(argument, args[i])):
                raise AssertionError(messages.argument_changed(name, i))
        return self._wrap(value)

    def close(self) -> None:
        """End the student's process."""
        for box in self._boxes.values():
            box.close()
        self._boxes.clear()

    @contextmanager
    def _open_box(self) -> Iterator[Box]:
        start = time.monotonic()
        try:
            if self.device not in self._boxes:
                nodes = gpu.nodes() if self.device == "cuda" else ()
                self._boxes[self.device] = self._sandbox.open(
                    self.code, seed=self.seed, devices=nodes, reads_files=self._reads_files
                )
            box = self._boxes[self.device]
            box.seconds = min(self._sandbox.limits.call_seconds, self._left(self.device))
            yield box
        except Stopped:
            self.close()
            raise
        except StudentError as error:
            cause = self._boxes[self.device].load_errors[:1] if self.device in self._boxes else []
            raise (cause[0] if cause and error.type_name == "NameError" else error) from None
        finally:
            self._spent[self.device] += time.monotonic() - start

    def _wrap(self, value: Any) -> Any:
        if isinstance(value, Handle):
            return Remote(self, value)
        if isinstance(value, str):
            return Answered(value)
        if isinstance(value, list):
            return [self._wrap(item) for item in value]
        if isinstance(value, dict):
            return {Answered(key): self._wrap(item) for key, item in value.items()}
        return value


class Reference:
    """The reference solutions, called like student code: with a seed and on copies."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self.seed = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function or class of the reference solutions."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._call(name, *args, **kwargs)

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        with seeded(self.seed):
            return getattr(self._module, name)(*copy.deepcopy(args), **copy.deepcopy(kwargs))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed Python, NumPy and torch in this context, then restore their random state."""
    python, numpy = random.getstate(), np.random.get_state()
    cards = range(torch.cuda.device_count() if torch.cuda.is_initialized() else 0)
    with torch.random.fork_rng(cards):
        seed_everything(seed)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)


def _handles(
    target: str | Remote, args: Sequence[Any], kw: dict[str, Any], method: str | None = None
) -> tuple[Any, list[Any], dict[str, Any]]:
    record_call(target, method, args, kw)
    return _handle(target), _handle(args), _handle(kw)


def _handle(value: Any) -> Any:
    """The value with the handle of each object inside, wherever a student's value holds it."""
    if isinstance(value, Remote):
        return value._handle
    if isinstance(value, (list, tuple)):
        return [_handle(item) for item in value]
    if isinstance(value, dict):
        return {key: _handle(item) for key, item in value.items()}
    return value
