"""The walled process: runs the student's definitions, then answers calls until it is killed."""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any, NoReturn

import torch

from autograder.sandbox.inside import helpers, student_code, warmup
from autograder.sandbox.inside.failures import describe, is_memory
from autograder.sandbox.inside.values import Objects
from autograder.sandbox.isolation import confine, gpu
from autograder.sandbox.seeds import seed_everything
from autograder.sandbox.wire import frame_length, pack_frame, unpack

SPARE = 4 << 20


def main(wall: confine.Isolation, requests: int, replies: int) -> NoReturn:
    """Enter the wall, say so, then serve; never returns into the code that forked us."""
    try:
        report_faults(replies, lambda: isolate(wall))
        torch.set_num_threads(wall.limits.threads)
        warmup.exercise()
        send(replies, {"ready": True})
        serve(requests, replies)
    finally:
        os._exit(0)


def isolate(wall: confine.Isolation) -> None:
    """Enter the wall, and start CUDA behind it where there is a card to use."""
    confine.enter(wall)
    if gpu.CONTROL in wall.devices:  # now, because starting it is on no student's clock
        gpu.start(wall.limits.gpu_memory_mb)
        warmup.exercise("cuda")
    confine.limit_memory(wall)


def report_faults(replies: int, step: Callable[[], None]) -> None:
    """Do a step of our own; where it fails, tell the trusted side and end."""
    try:
        step()
    except Exception as error:
        send(replies, {"fault": f"{type(error).__name__}: {error}"[:300]})
        os._exit(1)


def serve(requests: int, replies: int) -> None:
    """Answer one request after the other."""
    box = _Box()
    spare = None
    while True:
        request = unpack(receive(requests))
        with suppress(OSError):  # the code may hold all memory since an earlier call
            spare = spare or mmap(-1, SPARE, MAP_PRIVATE | MAP_ANONYMOUS)
        reply: dict[str, Any]
        try:
            body = pack_frame({"id": request["id"], "value": box.answer(request)})
        except BaseException as error:
            if spare:  # there must be memory to answer with
                spare.close()
            spare = None
            reply = {"stop": "memory"} if is_memory(error) else {"error": describe(error)}
            body = pack_frame({"id": request["id"], **reply})
        write(replies, body)


class _Box:
    """The student's names and the objects that handles outside stand for."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.objects = Objects()

    def answer(self, request: dict[str, Any]) -> Any:
        seed_everything(request["seed"])
        if request["op"] == "load":
            self.names, errors = student_code.load(request["statements"])
            return errors
        target = self.find(request["target"])
        args = self.objects.unpack(request["args"])
        kwargs = self.objects.unpack(request["kwargs"])
        if request["op"] == "gradient":
            return self.objects.pack(helpers.gradient(target, args, kwargs, request["wrt"]))
        if request["op"] == "train":
            return helpers.train(target, *args, **kwargs)
        if request["method"] is not None:
            target = getattr(target, request["method"])
        result = target(*args, **kwargs)
        return self.objects.keep(result) if request["op"] == "make" else self.objects.pack(result)

    def find(self, target: Any) -> Any:
        if not isinstance(target, str):
            return self.objects.unpack(target)
        if "." in target:  # no name of a student's: one of a library, or of our own
            return pkgutil.resolve_name(target)
        if target not in self.names:
            raise NameError(f"name '{target}' is not defined")
        return self.names[target]


def receive(pipe: int) -> bytes:
    """The body of the next frame; ends the process when the other side is gone."""
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
    """Write all bytes, however small the pipe."""
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]
