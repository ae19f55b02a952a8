"""The trusted end of the pipes, with another end that may send any bytes."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.channel import Channel, Closed, Deadline
from autograder.sandbox.wire import ProtocolError, frame_length, pack_frame, unpack

Peer = Callable[[int, int], None]


@contextmanager
def channel_to(peer: Peer) -> Iterator[Channel]:
    """A channel whose other end is a thread, which closes its pipes when it returns."""
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()

    def run() -> None:
        try:
            peer(requests_out, replies_in)
        except OSError:
            pass  # our end was closed first
        finally:
            os.close(replies_in)
            os.close(requests_out)

    thread = threading.Thread(target=run)
    channel = Channel(requests_in, replies_out)
    thread.start()
    try:
        yield channel
    finally:
        channel.close()
        thread.join()


def read_request(pipe: int) -> dict[str, object]:
    def exactly(length: int) -> bytes:
        data = b""
        while len(data) < length:
            data += os.read(pipe, length - len(data)) or b"\0" * length
        return data

    request = unpack(exactly(frame_length(exactly(4))))
    assert isinstance(request, dict)
    return request


def echo(requests: int, replies: int) -> None:
    for _ in range(2):
        request = read_request(requests)
        os.write(replies, pack_frame({"id": request["id"], "value": request["value"]}))


def test_a_reply_is_returned_for_its_request() -> None:
    with channel_to(echo) as channel:
        assert channel.exchange({"value": 1}, Deadline(5)) == {"value": 1}
        assert channel.exchange({"value": [2]}, Deadline(5)) == {"value": [2]}


def test_a_large_request_is_sent_completely() -> None:
    def peer(requests: int, replies: int) -> None:
        request = read_request(requests)
        assert isinstance(request["value"], torch.Tensor)
        os.write(replies, pack_frame({"id": request["id"], "value": request["value"].numel()}))

    with channel_to(peer) as channel:
        assert channel.exchange({"value": torch.zeros(1 << 20)}, Deadline(20)) == {"value": 1 << 20}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_a_reply_can_arrive_in_any_pieces(sizes: list[int]) -> None:
    def peer(requests: int, replies: int) -> None:
        request = read_request(requests)
        frame = pack_frame({"id": request["id"], "value": ["x" * 100, torch.ones(9)]})
        for size in sizes:
            os.write(replies, frame[:size])
            frame = frame[size:]
        os.write(replies, frame)

    with channel_to(peer) as channel:
        assert channel.exchange({}, Deadline(10))["value"][0] == "x" * 100


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_raise_one_of_three_errors(data: bytes, after_request: bool) -> None:
    def peer(requests: int, replies: int) -> None:
        if after_request:
            read_request(requests)
        os.write(replies, data)

    with channel_to(peer) as channel, pytest.raises((ProtocolError, Closed, TimeoutError)):
        channel.exchange({"op": "call"}, Deadline(10))


def wrong_number(request: dict[str, object]) -> bytes:
    assert isinstance(request["id"], int)
    return pack_frame({"id": request["id"] ^ 1, "value": 1})


WRONG_REPLIES: dict[str, Callable[[dict[str, object]], bytes]] = {
    "for another request": wrong_number,
    "without a number": lambda _: pack_frame({"value": 1}),
    "that is no mapping": lambda request: pack_frame([request["id"]]),
    "that claims 4 GB": lambda _: b"\xff\xff\xff\xff" + b"x" * 100,
    "that goes on": lambda request: pack_frame({"id": request["id"], "value": 1}) + b"x",
    "that is empty": lambda _: struct.pack("<I", 0),
}


@pytest.mark.parametrize("reply", WRONG_REPLIES.values(), ids=list(WRONG_REPLIES))
def test_a_wrong_reply_is_refused(reply: Callable[[dict[str, object]], bytes]) -> None:
    def peer(requests: int, replies: int) -> None:
        os.write(replies, reply(read_request(requests)))

    with channel_to(peer) as channel, pytest.raises(ProtocolError):
        channel.exchange({}, Deadline(10))


def test_a_reply_before_its_request_is_refused() -> None:
    written = threading.Event()

    def peer(requests: int, replies: int) -> None:
        os.write(replies, pack_frame({"id": 1, "value": 1}))
        written.set()
        os.read(requests, 1)

    with channel_to(peer) as channel:
        written.wait()
        with pytest.raises(ProtocolError, match="before"):
            channel.exchange({}, Deadline(10))


@pytest.mark.parametrize("sent", [b"", b"\x05", b"\x05\0\0\0ab"])
def test_a_closed_pipe_is_noticed(sent: bytes) -> None:
    def peer(requests: int, replies: int) -> None:
        read_request(requests)
        os.write(replies, sent)

    with channel_to(peer) as channel, pytest.raises(Closed):
        channel.exchange({}, Deadline(10))


def test_a_deadline_covers_a_reply_in_single_bytes() -> None:
    stop = threading.Event()

    def peer(requests: int, replies: int) -> None:
        request = read_request(requests)
        for byte in pack_frame({"id": request["id"], "value": "x" * 1000}):
            os.write(replies, bytes([byte]))
            if stop.wait(0.02):
                return

    with channel_to(peer) as channel:
        with pytest.raises(TimeoutError):
            channel.exchange({}, Deadline(0.3))
        stop.set()


def test_a_deadline_covers_a_request_that_nobody_reads() -> None:
    stop = threading.Event()
    with channel_to(lambda *_: stop.wait() and None) as channel:
        with pytest.raises(TimeoutError):
            channel.exchange({"value": torch.zeros(1 << 20)}, Deadline(0.3))
        stop.set()


def test_a_peer_that_reads_its_own_replies_harms_only_itself() -> None:
    def peer(requests: int, replies: int) -> None:
        thief = os.open(f"/proc/self/fd/{replies}", os.O_RDONLY | os.O_NONBLOCK)
        try:
            for _ in range(20_000):
                os.write(replies, b"\1")
                with suppress(BlockingIOError):
                    os.read(thief, 1)
        finally:
            os.close(thief)

    for _ in range(5):
        with channel_to(peer) as channel, pytest.raises((ProtocolError, Closed, TimeoutError)):
            channel.exchange({}, Deadline(10))
