"""Messages between the client and its warm parent: one JSON line each, both ends trusted.

Every request gets one reply before the next is sent, so lines and descriptors never mix.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

PIECE = 1 << 16
KILLED = -1  # the status of a box that had to be killed


def say(control: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, with open files if any."""
    line = json.dumps(message).encode() + b"\n"
    if descriptors:
        socket.send_fds(control, [line], list(descriptors))
    else:
        control.sendall(line)


def hear(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and the open files that came with it.

    Raises:
        EOFError: The other end is gone.
    """
    line, descriptors = b"", []
    while not line.endswith(b"\n"):
        piece, received, _, _ = socket.recv_fds(control, PIECE, 2)
        if not piece:
            raise EOFError
        line += piece
        descriptors += received
    message: dict[str, Any] = json.loads(line)
    return message, descriptors
