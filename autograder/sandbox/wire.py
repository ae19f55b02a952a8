"""The encoding between the trusted side and a box: a small, strict subset of msgpack.

A frame is a u32 length (little endian) and one value. The decoder is our own because it must
accept nothing else: no timestamps, no extensions of others, no keys other than strings, and no
more items than the limit, which it checks while it reads and before it allocates.

A tensor is an extension of three bytes (dtype, device, number of dimensions), the sizes as u64, and
its numbers; a handle is its number as u64 and the name of its class.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgpack
import torch

MAX_FRAME = 64 << 20
MAX_DEPTH = 17
MAX_ITEMS = 20_000
MAX_TEXT = 1 << 20
MAX_NUMBERS = 4 << 20  # in all tensors of a reply: hidden tests turn them into doubles and lists
MAX_DIMS = 16
MAX_ELEMENTS = 1 << 40

TENSOR, HANDLE = 1, 2
TENSOR_HEADER = struct.Struct("<BBB")
HANDLE_HEADER = struct.Struct("<Q")
MAX_NAME = 100
DTYPES = (
    torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128,
    torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64, torch.bool,
)  # fmt: skip
DEVICES = ("cpu", "cuda")
# Student code can replace the methods of `torch.Tensor`, but not those of this type.
Plain: Any = torch._C.TensorBase
_decode: Any = msgpack.unpackb


class ProtocolError(Exception):
    """The other side sent something that the encoding does not allow."""


class TooLarge(ValueError):
    """A value that fits into no frame."""


@dataclass(frozen=True)
class Handle:
    """Refers to an object that stays inside the box, by number and by the name of its class."""

    id: int
    type_name: str


Value: TypeAlias = (
    "bool | int | float | str | bytes | torch.Tensor | Handle"
    " | Sequence[Value] | dict[str, Value] | None"
)


def pack_frame(value: Any) -> bytes:
    """Encode a value as one frame.

    Raises:
        TooLarge: The value, or a number in it, is too large.
        TypeError: It contains something other than plain values, tensors and handles.
    """
    body: bytes = msgpack.packb(value, default=_pack_extension, strict_types=False)
    if len(body) > MAX_FRAME:
        raise TooLarge(f"the value takes {len(body) >> 20} MB, more than {MAX_FRAME >> 20} MB")
    return struct.pack("<I", len(body)) + body


def frame_length(header: bytes | bytearray) -> int:
    """Length of the body that follows a four-byte header."""
    (length,) = struct.unpack("<I", header)
    if not 0 < length <= MAX_FRAME:
        raise ProtocolError(f"a frame of {length} bytes")
    return int(length)


def unpack(body: bytes | memoryview, numbers: int = MAX_ELEMENTS) -> Any:
    """Decode the body of a frame.

    Args:
        body: The body.
        numbers: How many numbers all its tensors may hold together.

    Raises:
        ProtocolError: The body is not one valid value.
    """
    if len(body) > MAX_FRAME:
        raise ProtocolError("the frame is too long")
    reader = _Reader(memoryview(body), numbers)
    value = reader.value(0)
    reader.finish()
    return value


def unpack_request(body: bytes) -> Any:
    """Decode what the trusted side sent, in a box: faster, because nothing has to be refused."""
    return _decode(body, ext_hook=_build_trusted)


def _build_trusted(kind: int, data: bytes) -> Any:
    return BUILDERS[kind](memoryview(data))


def _pack_extension(value: Any) -> msgpack.ExtType:
    if isinstance(value, torch.Tensor):
        return msgpack.ExtType(TENSOR, _tensor_bytes(value))
    if isinstance(value, Handle):
        return msgpack.ExtType(HANDLE, HANDLE_HEADER.pack(value.id) + value.type_name.encode())
    if isinstance(value, int):
        raise TooLarge("a number takes more than 64 bits")
    raise TypeError(f"a {type(value).__name__} cannot cross the wire")


def _tensor_bytes(tensor: torch.Tensor) -> bytes:
    """Few operations of torch, because each takes long in a process that has just been woken."""
    dtype, device, sizes = tensor.dtype, tensor.device.type, tensor.shape
    if device != "cpu":
        tensor = Plain.cpu(tensor)
    if dtype is torch.bfloat16:  # which NumPy does not know
        tensor = Plain.view(Plain.detach(tensor), torch.int16)
    raw = Plain.numpy(tensor, force=True).tobytes()
    header = TENSOR_HEADER.pack(DTYPES.index(dtype), DEVICES.index(device), len(sizes))
    return b"".join([header, struct.pack(f"<{len(sizes)}Q", *sizes), raw])


def _build_tensor(data: memoryview) -> torch.Tensor:
    try:
        dtype_number, device_number, n_dims = TENSOR_HEADER.unpack_from(data)
        dtype, device = DTYPES[dtype_number], DEVICES[device_number]
        sizes = struct.unpack_from(f"<{n_dims}Q", data, TENSOR_HEADER.size)
    except (struct.error, IndexError):
        raise ProtocolError("a tensor's header") from None
    if n_dims > MAX_DIMS or math.prod(max(size, 1) for size in sizes) > MAX_ELEMENTS:
        raise ProtocolError("a tensor's dimensions")
    raw = data[TENSOR_HEADER.size + 8 * n_dims :]
    if math.prod(sizes) * dtype.itemsize != len(raw):
        raise ProtocolError("a tensor's size differs from its dimensions")
    if dtype is torch.bool and bytes(raw).strip(b"\0\1"):
        raise ProtocolError("a truth value other than 0 and 1")
    # A reply must not start CUDA in the trusted process.
    if device == "cuda" and not torch.cuda.is_initialized():
        raise ProtocolError("a tensor on a device that is not there")
    flat = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    shaped = flat if n_dims == 1 else flat.reshape(sizes)
    return shaped if device == "cpu" else shaped.to(device)


def _build_handle(data: memoryview) -> Handle:
    try:
        (number,) = HANDLE_HEADER.unpack_from(data)
        name = str(data[HANDLE_HEADER.size :], "utf-8")
    except (struct.error, UnicodeDecodeError):
        raise ProtocolError("a handle") from None
    if len(name) > MAX_NAME:
        raise ProtocolError("a handle")
    return Handle(number, name)


BUILDERS: dict[int, Callable[[memoryview], Any]] = {TENSOR: _build_tensor, HANDLE: _build_handle}
SIMPLE = {0xC0: None, 0xC2: False, 0xC3: True}
_U8, _U16, _U32 = struct.Struct(">B"), struct.Struct(">H"), struct.Struct(">I")
NUMBERS = {
    0xCB: struct.Struct(">d"), 0xCC: _U8, 0xCD: _U16, 0xCE: _U32, 0xCF: struct.Struct(">Q"),
    **{0xD0 + i: struct.Struct(layout) for i, layout in enumerate((">b", ">h", ">i", ">q"))},
}  # fmt: skip
BYTES = {0xC4: _U8, 0xC5: _U16, 0xC6: _U32}
TEXTS = {0xD9: _U8, 0xDA: _U16, 0xDB: _U32}
LISTS = {0xDC: _U16, 0xDD: _U32}
MAPS = {0xDE: _U16, 0xDF: _U32}
EXTENSIONS = {0xC7: _U8, 0xC8: _U16, 0xC9: _U32}
FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}


class _Reader:
    """Reads one value from a buffer and limits its depth and number of items."""

    def __init__(self, data: memoryview, numbers: int) -> None:
        self.data = data
        self.numbers = numbers
        self.at = 0
        self.items = 0

    def finish(self) -> None:
        if self.at != len(self.data):
            raise ProtocolError("bytes after the value")

    def take(self, length: int) -> memoryview:
        end = self.at + length
        if end > len(self.data):
            raise ProtocolError("the frame ends inside a value")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def byte(self) -> int:
        if self.at == len(self.data):
            raise ProtocolError("the frame ends inside a value")
        self.at += 1
        return self.data[self.at - 1]

    def number(self, layout: struct.Struct) -> Any:
        return layout.unpack(self.take(layout.size))[0]

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise ProtocolError("too deep or too many items")
        code = self.byte()
        if code < 0x80 or code >= 0xE0:
            return code if code < 0x80 else code - 0x100
        if code in SIMPLE:
            return SIMPLE[code]
        if code in NUMBERS:
            return self.number(NUMBERS[code])
        if code < 0xC0:
            return self.short(code, depth)
        return self.long(code, depth)

    def short(self, code: int, depth: int) -> Any:
        if code < 0x90:
            return self.mapping(code & 0x0F, depth)
        if code < 0xA0:
            return self.sequence(code & 0x0F, depth)
        return self.text(code & 0x1F)

    def long(self, code: int, depth: int) -> Any:
        if code in BYTES:
            return bytes(self.take(self.number(BYTES[code])))
        if code in TEXTS:
            return self.text(self.number(TEXTS[code]))
        if code in LISTS:
            return self.sequence(self.number(LISTS[code]), depth)
        if code in MAPS:
            return self.mapping(self.number(MAPS[code]), depth)
        if code in EXTENSIONS:
            return self.extension(self.number(EXTENSIONS[code]))
        if code in FIXED_EXTENSIONS:
            return self.extension(FIXED_EXTENSIONS[code])
        raise ProtocolError(f"the type byte {code:#x}")

    def text(self, length: int) -> str:
        if length > MAX_TEXT:
            raise ProtocolError("a text is too long")
        try:
            return str(self.take(length), "utf-8")
        except UnicodeDecodeError:
            raise ProtocolError("a text is not UTF-8") from None

    def sequence(self, length: int, depth: int) -> list[Any]:
        return [self.value(depth + 1) for _ in range(length)]

    def mapping(self, length: int, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for _ in range(length):
            key = self.value(depth + 1)
            if not isinstance(key, str) or key in result:
                raise ProtocolError("a key that is no text or comes twice")
            result[key] = self.value(depth + 1)
        return result

    def extension(self, length: int) -> Any:
        build = BUILDERS.get(self.byte())
        if build is None:
            raise ProtocolError("an extension that is not allowed")
        value = build(self.take(length))
        self.numbers -= value.numel() if isinstance(value, torch.Tensor) else 0
        if self.numbers < 0:
            raise ProtocolError("tensors of too many numbers")
        return value
