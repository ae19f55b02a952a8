"""The trusted end of the two pipes to a box: one request out, one reply in, one deadline.

Pipes rather than a socket: nothing but bytes can come out of them, no descriptors and no urgent
data. The other side may stall, drip, lie about lengths or write at the wrong moment.
"""

from __future__ import annotations

import os
import secrets
import select
import time
from typing import Any

from autograder.sandbox.wire import ProtocolError, frame_length, pack_frame, unpack

CHUNK = 1 << 20
HEADER = 4


class Closed(Exception):
    """The other side is gone."""


class Channel:
    """Exchanges frames with one box."""

    def __init__(self, requests: int, replies: int) -> None:
        """Take over the descriptors to write requests to and to read replies from."""
        self._requests, self._replies = requests, replies
        os.set_blocking(requests, False)
        os.set_blocking(replies, False)

    def close(self) -> None:
        """Give both pipes up."""
        os.close(self._requests)
        os.close(self._replies)

    def exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a request under a fresh random number; the reply that echoes it.

        Raises:
            TimeoutError: No whole reply came in time.
            Closed: The other side is gone.
            ProtocolError: It sent something else than a reply to this request.
        """
        deadline = time.monotonic() + seconds
        number = secrets.randbits(62)
        self._send(pack_frame({"id": number, **request}), deadline)
        reply = self._receive(deadline)
        if reply.pop("id", None) != number:
            raise ProtocolError("a reply to another request")
        return reply

    def _send(self, frame: bytes, deadline: float) -> None:
        left = memoryview(frame)
        while left:
            readable, writable = self._wait(deadline, writing=True)
            if readable:
                self._read(1)  # raises Closed when that is what there is to read
                raise ProtocolError("a reply before its request")
            if writable:
                try:
                    left = left[os.write(self._requests, left[:CHUNK]) :]
                except BrokenPipeError:
                    raise Closed from None

    def receive_first(self, seconds: float) -> dict[str, Any]:
        """The message that the box sends by itself, before any student code is in it."""
        return self._receive(time.monotonic() + seconds)

    def _receive(self, deadline: float) -> dict[str, Any]:
        length = frame_length(self._read_exactly(HEADER, deadline))
        message = unpack(self._read_exactly(length, deadline))
        if not isinstance(message, dict):
            raise ProtocolError("a reply that is no mapping")
        return message

    def _read_exactly(self, length: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < length:
            if self._wait(deadline, writing=False)[0]:
                data += self._read(min(CHUNK, length - len(data)))
        return bytes(data)

    def _read(self, length: int) -> bytes:
        data = os.read(self._replies, length)
        if not data:
            raise Closed
        return data

    def _wait(self, deadline: float, *, writing: bool) -> tuple[bool, bool]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        if writing:
            poll.register(self._requests, select.POLLOUT)
        ready = {descriptor for descriptor, _ in poll.poll(left * 1000)}
        return self._replies in ready, self._requests in ready
