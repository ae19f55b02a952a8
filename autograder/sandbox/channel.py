"""The trusted end of the two pipes to a box: sends a request and reads its reply by a deadline.

Pipes carry only bytes; a socket could also deliver file descriptors and urgent data. The other
side may stall, send single bytes, lie about lengths or write at the wrong moment.
"""

from __future__ import annotations

import os
import secrets
import select
import time
from collections.abc import Callable
from typing import Any

from autograder.sandbox.wire import MAX_NUMBERS, ProtocolError, frame_length, pack_frame, unpack

CHUNK = 1 << 20
SHORT = 1 << 16  # what one read may take of a reply whose length is not known yet
HEADER = 4
MAX_EXCUSED = 3


class Closed(Exception):
    """The other side closed its pipe."""


class Deadline:
    """When a reply is due; time that the other side spent waiting for a core does not count.

    Args:
        seconds: Time for the exchange.
        excused: Returns how many seconds the other side has waited for a free core. It is called
            when the time is up. Student code can cause such waits itself, so at most
            `MAX_EXCUSED` times the seconds are excused.
    """

    def __init__(self, seconds: float, excused: Callable[[], float] = float) -> None:
        self._end = time.monotonic() + seconds
        self._latest = self._end + MAX_EXCUSED * seconds
        self._excused = excused

    def left(self) -> float:
        """Seconds that are left; zero or less when the time is over."""
        left = self._end - time.monotonic()
        if left > 0:
            return left
        return min(self._end + self._excused(), self._latest) - time.monotonic()


class Channel:
    """Exchanges frames with one box."""

    def __init__(self, requests: int, replies: int) -> None:
        """Take over the file descriptors of both pipes."""
        self._requests, self._replies = requests, replies
        os.set_blocking(requests, False)
        os.set_blocking(replies, False)
        self._reading, self._writing = select.poll(), select.poll()
        self._reading.register(replies, select.POLLIN)
        self._writing.register(replies, select.POLLIN)
        self._writing.register(requests, select.POLLOUT)

    def close(self) -> None:
        """Close both pipes."""
        os.close(self._requests)
        os.close(self._replies)

    def exchange(self, request: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        """Send a request with a random number; returns the reply with the same number.

        Raises:
            TimeoutError: No complete reply came in time.
            Closed: The other side closed its pipe.
            ProtocolError: It sent something other than a reply to this request.
            TooLarge: The request fits into no frame.
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
            ready = self._wait(self._writing, deadline)
            if self._replies in ready:
                self._read(1)  # raises Closed if the pipe was closed
                raise ProtocolError("a reply before its request")
            if self._requests in ready:
                try:
                    left = left[os.write(self._requests, left[:CHUNK]) :]
                except BrokenPipeError:
                    raise Closed from None
                except BlockingIOError:
                    raise ProtocolError("it writes to its own requests") from None

    def receive_first(self, seconds: float) -> dict[str, Any]:
        """The message that the box sends by itself, before student code runs in it."""
        return self._receive(Deadline(seconds))

    def _receive(self, deadline: Deadline) -> dict[str, Any]:
        data, missing = bytearray(), HEADER
        while missing > 0:
            if self._wait(self._reading, deadline):
                data += self._read(min(max(missing, SHORT), CHUNK))
            known = len(data) >= HEADER
            missing = HEADER + (frame_length(data[:HEADER]) if known else 0) - len(data)
        if missing < 0:
            raise ProtocolError("bytes after a reply")
        message = unpack(memoryview(data)[HEADER:], MAX_NUMBERS)
        if not isinstance(message, dict):
            raise ProtocolError("a reply that is no mapping")
        return message

    def _read(self, length: int) -> bytes:
        try:
            data = os.read(self._replies, length)
        except BlockingIOError:
            raise ProtocolError("it reads its own replies") from None
        if not data:
            raise Closed
        return data

    def _wait(self, poll: select.poll, deadline: Deadline) -> set[int]:
        """The pipes that are ready before the deadline."""
        left = deadline.left()
        if left <= 0:
            raise TimeoutError
        return {descriptor for descriptor, _ in poll.poll(left * 1000)}
