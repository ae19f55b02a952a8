"""Messages between the client and the fork server: JSON after its length; both are trusted."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

LENGTH = struct.Struct("<I")


def send(control: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, with file descriptors if there are any."""
    body = json.dumps(message).encode()
    frame = LENGTH.pack(len(body)) + body
    if descriptors:
        socket.send_fds(control, [frame], list(descriptors))
    else:
        control.sendall(frame)


def recv(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message, and the file descriptors that came with it.

    Raises:
        EOFError: The other end closed the socket.
    """
    header, descriptors, _, _ = socket.recv_fds(control, LENGTH.size, 2, socket.MSG_WAITALL)
    if len(header) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(header)
    body = control.recv(length, socket.MSG_WAITALL)
    if len(body) < length:
        raise EOFError
    message: dict[str, Any] = json.loads(body)
    return message, descriptors
