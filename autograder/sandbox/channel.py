"""The trusted end of the two pipes to a box: one request out, one reply in, one deadline.

Pipes rather than a socket: nothing but bytes can come out of them, no descriptors and no urgent
data. The other side may stall, drip, lie about lengths or write at the wrong moment.
"""

from __future__ import annotations

import os
import secrets
import select
import time
from collections.abc import Callable
from typing import Any

from autograder.sandbox.wire import ProtocolError, frame_length, pack_frame, unpack

CHUNK = 1 << 20
HEADER = 4
MAX_EXCUSED = 3


class Closed(Exception):
    """The other side is gone."""


class Deadline:
    """When a reply is due: so many seconds from now, and what the other side could not help.

    Args:
        seconds: For the exchange.
        excused: How long the other side was ready to go on and no core was free, until now. Asked
            when the time is up; a student's code may bring it about, so that it counts up to
            `MAX_EXCUSED` times the seconds.
    """

    def __init__(self, seconds: float, excused: Callable[[], float] = float) -> None:
        self._end = time.monotonic() + seconds
        self._latest = self._end + MAX_EXCUSED * seconds
        self._excused = excused

    def left(self) -> float:
        """Seconds that are left; none or fewer when the time is over."""
        left = self._end - time.monotonic()
        if left > 0:
            return left
        return min(self._end + self._excused(), self._latest) - time.monotonic()


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

    def exchange(self, request: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        """Send a request under a fresh random number; the reply that echoes it.

        Raises:
            TimeoutError: No whole reply came in time.
            Closed: The other side is gone.
            ProtocolError: It sent something else than a reply to this request.
        """
        number = secrets.randbits(62)
        self._send(pack_frame({"id": number, **request}), deadline)
        reply = self._receive(deadline)
        if reply.pop("id", None) != number:
            raise ProtocolError("a reply to another request")
        return reply

    def _send(self, frame: bytes, deadline: Deadline) -> None:
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
        return self._receive(Deadline(seconds))

    def _receive(self, deadline: Deadline) -> dict[str, Any]:
        length = frame_length(self._read_exactly(HEADER, deadline))
        message = unpack(self._read_exactly(length, deadline))
        if not isinstance(message, dict):
            raise ProtocolError("a reply that is no mapping")
        return message

    def _read_exactly(self, length: int, deadline: Deadline) -> bytes:
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

    def _wait(self, deadline: Deadline, *, writing: bool) -> tuple[bool, bool]:
        left = deadline.left()
        if left <= 0:
            raise TimeoutError
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        if writing:
            poll.register(self._requests, select.POLLOUT)
        ready = {descriptor for descriptor, _ in poll.poll(left * 1000)}
        return self._replies in ready, self._requests in ready
