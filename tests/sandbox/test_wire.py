"""The encoding: allowed values survive a round trip, everything else is refused."""

from __future__ import annotations

import contextlib
import math
import struct

import msgpack
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import Handle
from autograder.sandbox.wire import (
    DTYPES,
    HANDLE,
    TENSOR,
    ProtocolError,
    frame_length,
    pack_frame,
    unpack,
)

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=300)
    | st.binary(max_size=300)
    | st.builds(Handle, st.integers(0, 2**63), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20),
    max_leaves=30,
)


def round_trip(value: object) -> object:
    frame = pack_frame(value)
    assert frame_length(frame[:4]) == len(frame) - 4
    return unpack(frame[4:])


@given(PLAIN)
def test_plain_values_survive(value: object) -> None:
    assert round_trip(value) == value


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_column_of_a_table_survives(rows: int) -> None:
    """A column of one row keeps the stride of the table."""
    column = torch.rand(rows, 3)[:, 1]
    assert torch.equal(round_trip(column), column)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0, 3), (7,), (2, 3, 4)])
def test_tensors_survive(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = (torch.arange(math.prod(shape)).reshape(shape) % 2).to(dtype)
    result = round_trip(tensor)
    assert isinstance(result, torch.Tensor)
    assert result.dtype == dtype and torch.equal(result, tensor)


def test_not_a_number_and_infinity_survive() -> None:
    result = round_trip([math.nan, math.inf, -0.0, torch.tensor([math.nan])])
    assert isinstance(result, list)
    assert math.isnan(result[0]) and result[1] == math.inf and math.copysign(1, result[2]) == -1
    assert result[3].isnan().all()


def tensor_bytes(dtype: torch.dtype, sizes: list[int], raw: bytes, device: int = 0) -> bytes:
    header = struct.pack("<BBB", DTYPES.index(dtype), device, len(sizes))
    return extension(TENSOR, header + struct.pack(f"<{len(sizes)}Q", *sizes) + raw)


def extension(kind: int, data: bytes) -> bytes:
    packed: bytes = msgpack.packb(msgpack.ExtType(kind, data))
    return packed


HOSTILE = {
    "nothing": b"",
    "bytes after the value": b"\xc0\xc0",
    "an unused type byte": b"\xc1",
    "a single-precision number": msgpack.packb(1.0, use_single_float=True),
    "nested 18 deep": b"\x91" * 18 + b"\xc0",
    "nested 100,000 deep": b"\x91" * 100_000 + b"\xc0",
    "a list that claims 4e9 items": b"\xdd\xff\xff\xff\xff",
    "a list of 20,000 lists of 20,000": b"\xdc\x4e\x20" + (b"\xdc\x4e\x20" + b"\xc0" * 20_000) * 9,
    "20,001 items": msgpack.packb([None] * 20_001),
    "a key that is a number": b"\x81\x01\xc0",
    "a key that is a list": b"\x81\x90\xc0",
    "a key that is bytes": b"\x81\xc4\x01a\xc0",
    "the same key twice": b"\x82\xa1a\xc0\xa1a\xc0",
    "bad UTF-8": b"\xa2\xff\xfe",
    "a text of more than 1 MB": msgpack.packb("x" * (1 << 20) + "x"),
    "a text cut short": b"\xd9\x05abc",
    "a timestamp": msgpack.packb(msgpack.Timestamp(0)),
    "a pickle in an unknown extension": extension(77, b"cos\nsystem\n."),
    "a tensor that lies about its size": tensor_bytes(torch.float32, [1 << 30, 4], b"1234"),
    "a tensor of huge sizes": tensor_bytes(torch.float32, [(1 << 64) - 1] * 2, b"1234"),
    "a tensor whose sizes overflow": tensor_bytes(torch.float32, [1 << 40] * 4 + [0], b""),
    "a tensor with 17 dimensions": tensor_bytes(torch.float32, [1] * 17, b"1234"),
    "a tensor without its sizes": extension(TENSOR, b"\0\0\2" + bytes(8)),
    "a tensor without a header": extension(TENSOR, b"\0"),
    "a tensor of an unknown type": extension(TENSOR, b"\xff\0\0"),
    "a tensor of truth values beyond 1": tensor_bytes(torch.bool, [2], b"\xff\x00"),
    "a tensor on an unknown device": tensor_bytes(torch.float32, [1], b"1234", device=2),
    "a handle without a number": extension(HANDLE, b"\1\0"),
    "a handle with a long name": extension(HANDLE, bytes(8) + b"x" * 101),
    "a handle whose name is no UTF-8": extension(HANDLE, bytes(8) + b"\xff"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        unpack(body)


@pytest.mark.parametrize("length", [0, (64 << 20) + 1, 2**32 - 1])
def test_impossible_frame_lengths_are_refused(length: int) -> None:
    with pytest.raises(ProtocolError):
        frame_length(struct.pack("<I", length))


def test_a_value_too_large_for_a_frame_is_not_encoded() -> None:
    with pytest.raises(ValueError, match="64 MB"):
        pack_frame(torch.zeros(17 << 20))


SAMPLES = [
    pack_frame({"id": 1, "value": [torch.ones(3, 4), {"a": [1, 2.5, None, "x", b"y"]}]})[4:],
    pack_frame({"id": 1, "error": {"type": "ValueError", "message": "m" * 50, "cell": 3}})[4:],
    pack_frame([Handle(7, "Net"), torch.tensor([True]), torch.zeros(0, 2), -5, 2**63])[4:],
]
CHANGES = st.lists(
    st.tuples(st.sampled_from("cdi"), st.integers(0, 300), st.binary(min_size=1, max_size=8)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=1500)
@given(st.sampled_from(SAMPLES), CHANGES)
def test_changed_frames_give_values_or_protocol_errors(
    sample: bytes, changes: list[tuple[str, int, bytes]]
) -> None:
    body = bytearray(sample)
    for change, place, new in changes:
        at = place % (len(body) + 1)
        end = at + (0 if change == "i" else len(new))
        body[at:end] = b"" if change == "d" else new
    with contextlib.suppress(ProtocolError):
        unpack(bytes(body))


@settings(max_examples=1000)
@given(st.binary(max_size=200))
def test_any_bytes_give_values_or_protocol_errors(body: bytes) -> None:
    try:
        value = unpack(body)
    except ProtocolError:
        return
    unpack(pack_frame(value)[4:])
