"""The isolated process: runs the student's definitions, then answers calls until it is killed."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any, NoReturn

import torch

from autograder.sandbox.inside import helpers, student_code, warmup
from autograder.sandbox.inside.failures import describe, is_out_of_memory
from autograder.sandbox.inside.values import Objects
from autograder.sandbox.isolation import confine, gpu
from autograder.sandbox.seeds import seed_everything
from autograder.sandbox.wire import frame_length, pack_frame, unpack_request

RESERVE = 4 << 20


def main(isolation: confine.Isolation, requests: int, replies: int, joined: int) -> NoReturn:
    """Isolate this process, report that it is ready, then serve; it never returns.

    Args:
        isolation: How student code is to be isolated.
        requests: A pipe to read from.
        replies: A pipe to write to.
        joined: A pipe that brings a byte as soon as this process is in its cgroup.
    """
    try:
        report_faults(replies, lambda: prepare(isolation))
        torch.set_num_threads(isolation.limits.threads)
        warmup.warm_up()
        hide_engine(isolation.engine)
        report_faults(replies, lambda: wait_until(joined))
        send(replies, {"ready": True})
        serve(requests, replies, isolation)
    finally:
        os._exit(0)


def prepare(isolation: confine.Isolation) -> None:
    """Isolate this process, start CUDA if it may use a graphics card, and limit its memory."""
    confine.isolate_process(isolation)
    if gpu.CONTROL in isolation.devices:  # now, because no time limit is running
        gpu.start(isolation.limits.gpu_memory_mb)
        warmup.warm_up("cuda")
    confine.limit_memory(isolation)


def wait_until(joined: int) -> None:
    """Wait for the fork server, so that a limit holds for all that student code takes.

    Raises:
        OSError: It has failed.
    """
    done = os.read(joined, 1)
    os.close(joined)
    if not done:
        raise OSError("the sandbox could not enter its cgroup")


def hide_engine(modules: Sequence[str]) -> None:
    """Let no import find the engine, so that student code cannot replace parts of it."""
    for name in modules:
        sys.modules.pop(name, None)


def report_faults(replies: int, step: Callable[[], None]) -> None:
    """Run a step of the engine; if it fails, report this to the trusted side and exit."""
    try:
        step()
    except Exception as error:
        send(replies, fault(error))
        os._exit(1)


def fault(error: Exception) -> dict[str, str]:
    """The message that a box could not be isolated, and why."""
    return {"fault": f"{type(error).__name__}: {error}"[:300]}


def serve(requests: int, replies: int, isolation: confine.Isolation) -> None:
    """Answer one request after another."""
    session = _Session(isolation)
    reserve = None
    while True:
        request = unpack_request(receive(requests))
        with suppress(OSError):  # student code may still hold all memory
            reserve = reserve or mmap(-1, RESERVE, MAP_PRIVATE | MAP_ANONYMOUS)
        reply: dict[str, Any]
        try:
            body = pack_frame({"id": request["id"], "value": session.answer(request)})
        except BaseException as error:
            if reserve:  # free it, so that there is memory for the reply
                reserve.close()
            reserve = None
            reply = {"stop": "memory"} if is_out_of_memory(error) else {"error": describe(error)}
            body = pack_frame({"id": request["id"], **reply})
        write(replies, body)


class _Session:
    """The student's names, and the objects that handles refer to."""

    def __init__(self, isolation: confine.Isolation) -> None:
        self.isolation = isolation
        self.names: dict[str, Any] = {}
        self.objects = Objects()

    def answer(self, request: dict[str, Any]) -> Any:
        seed_everything(request["seed"])
        return self.load(**request) if request["op"] == "load" else self.call(request)

    def load(
        self, *, statements: list[Any], patience: float, reads_files: bool, **_: object
    ) -> Any:
        """Run the student's statements; returns the exceptions that they raised."""
        if not reads_files:
            student_code.import_ahead(statements)
            confine.close_files(self.isolation)
        self.names, errors = student_code.load(statements, patience)
        return errors

    def call(self, request: dict[str, Any]) -> Any:
        """Call what the request names, in the way that it asks for."""
        target = self.find(request["target"])
        args = self.objects.unpack(request["args"])
        kwargs = self.objects.unpack(request["kwargs"])
        match request["op"]:
            case "gradient":
                return self.objects.pack(helpers.gradient(target, args, kwargs, request["wrt"]))
            case "what_runs":
                return helpers.what_runs(target, args, kwargs)
            case "record":
                return self.objects.keep(helpers.record_passes(target))
            case "train":
                return helpers.train(target, *args, **kwargs)
        if request["method"] is not None:
            target = getattr(target, request["method"])
        result = target(*args, **kwargs)
        match request["op"]:
            case "make":
                return self.objects.keep(result)
            case "call_and_read":
                after = [self.objects.pack(args[i]) for i in request["read"]]
                return [self.objects.pack(result), after]
        return self.objects.pack(result)

    def find(self, target: Any) -> Any:
        if not isinstance(target, str):
            return self.objects.unpack(target)
        if "." in target:  # a name of a library
            return pkgutil.resolve_name(target)
        if target not in self.names:
            raise NameError(f"name '{target}' is not defined")
        return self.names[target]


def receive(pipe: int) -> bytes:
    """Read the body of the next frame; exit if the other side closed its pipe."""
    return _read(pipe, frame_length(_read(pipe, 4)))


def _read(pipe: int, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        piece = os.read(pipe, length - len(data))
        if not piece:
            os._exit(0)
        data += piece
    return bytes(data)


def send(pipe: int, value: Any) -> None:
    """Write one frame."""
    write(pipe, pack_frame(value))


def write(pipe: int, data: bytes) -> None:
    """Write all bytes, even if the pipe is smaller."""
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
