"""A graphics card that is not there, for tests of what must run on one.

A tensor "on the card" holds its numbers on the CPU and says that its device is `cuda`. What a card
refuses is refused: operators whose tensors lie on two devices, NumPy, a generator of the CPU's.
What a card does differently is different: after the same seed its random numbers are others, and
long sums are rounded elsewhere. `torch.cuda.init()` switches it on in a process that has called
`install`; if the fork server imports it by name, it installs itself there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from autograder.sandbox import gpu

NODE = "/dev/zero"
CARD = torch.device("cuda", 0)
TWO_DEVICES = (
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"
)
aten = torch.ops.aten
INDEXING = (aten.index, aten.index_put, aten.index_put_, aten._index_put_impl_)
# Their order of summation shows: computed in double precision, then rounded once.
SUMS = (
    aten.mm, aten.addmm, aten.bmm, aten.dot, aten.mv, aten.sum, aten.mean, aten.logsumexp,
    aten._log_softmax, aten._softmax, aten.mse_loss, aten.cumsum, aten.linear,
)  # fmt: skip


class OnCard(torch.Tensor):
    """A tensor that says it is on the card."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls, held: torch.Tensor) -> OnCard:
        """Wrap a tensor; a view of it shares its numbers."""
        made: OnCard = torch.Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=held.device,
        )
        made.held = held
        return made

    @classmethod
    def __torch_dispatch__(
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Compute on what is held."""
        return compute(func, args, kwargs or {})

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        """The card."""
        return CARD

    @property
    def is_cuda(self) -> bool:  # type: ignore[override]
        """As on the card."""
        return True

    def get_device(self) -> int:
        """The card's number."""
        return 0

    def tolist(self) -> Any:
        """The numbers."""
        return self.held.tolist()

    def numpy(self, *_: object, **__: object) -> Any:
        """Refused, as on the card."""
        raise TypeError(
            "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the "
            "tensor to host memory first."
        )

    __array__ = numpy

    def __repr__(self, **_: object) -> str:
        """As torch prints it."""
        return f"{self.held!r}"[:-1] + ", device='cuda:0')"


def compute(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What an operator gives where at least one of its tensors is on the card."""
    operator = func.overloadpacket
    wrappers: dict[int, OnCard] = {}
    elsewhere = []

    def unwrap(t: torch.Tensor) -> torch.Tensor:
        if not isinstance(t, OnCard):
            elsewhere.append(t.dim() > 0)
            return t
        wrappers[id(t.held)] = t
        return t.held

    def wrap(t: torch.Tensor) -> OnCard:
        # What is changed in place stays the same object.
        return wrappers[id(t)] if id(t) in wrappers else OnCard(t)

    inner_args, inner_kwargs = for_tensors((args, kwargs), unwrap)
    may_mix = operator is aten.copy_ or (operator in INDEXING and is_there(args[0]))
    if any(elsewhere) and not may_mix:
        raise RuntimeError(TWO_DEVICES)
    if torch.Tag.nondeterministic_seeded in func.tags:
        with numbers_of_the_card():
            result = func(*inner_args, **inner_kwargs)
    else:
        result = rounded(func, inner_args, inner_kwargs)
    if operator is aten.copy_ and not is_there(args[0]):
        return result
    return for_tensors(result, wrap)


def for_tensors(value: Any, change: Callable[[torch.Tensor], Any]) -> Any:
    """The same lists, tuples and dictionaries with other tensors."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, (list, tuple)):
        return type(value)([for_tensors(each, change) for each in value])
    if isinstance(value, dict):
        return {name: for_tensors(each, change) for name, each in value.items()}
    return value


def is_there(value: object) -> bool:
    """Whether it is a tensor on the card."""
    return isinstance(value, OnCard)


def rounded(func: Any, args: Any, kwargs: Any) -> Any:
    """The operator's result; that of a long sum is rounded elsewhere than the CPU does."""
    if func.overloadpacket not in SUMS or "dtype" in kwargs:
        return func(*args, **kwargs)
    raised = []

    def up(t: torch.Tensor) -> torch.Tensor:
        raised.append(t.dtype is torch.float32)
        return t.double() if raised[-1] else t

    args, kwargs = for_tensors((args, kwargs), up)
    result = func(*args, **kwargs)
    return for_tensors(result, torch.Tensor.float) if any(raised) else result


class Move(torch.autograd.Function):
    """To the card or back; gradients go the other way."""

    @staticmethod
    def forward(ctx: Any, value: torch.Tensor, there: bool) -> torch.Tensor:
        """A copy over there."""
        ctx.back = is_there(value)
        plain = value.held.clone() if isinstance(value, OnCard) else value.clone()
        return OnCard(plain) if there else plain

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        """The gradient, where the value came from."""
        return move(gradient, ctx.back), None


def move(value: torch.Tensor, there: bool) -> torch.Tensor:
    """The tensor itself where it is there already."""
    moved: torch.Tensor = value if is_there(value) == there else Move.apply(value, there)
    return moved


class Devices(TorchFunctionMode):
    """Understands `device="cuda"`, `.to("cuda")`, `.cuda()` and `.cpu()`."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Do what is asked of the CPU, then move the result."""
        kwargs = kwargs or {}
        if func is torch.nn.functional.one_hot and is_there(args[0]):
            # Its C++ makes a tensor where it believes this one to be.
            return OnCard(func(args[0].held, *args[1:], **kwargs))
        if func in (torch.Tensor.cpu, torch.Tensor.cuda):
            return move(args[0], func is torch.Tensor.cuda)
        asked = [each for each in (*args[1:2], kwargs.get("device")) if is_device(each)]
        if func is torch.Tensor.to and not asked and len(args) > 1 and torch.is_tensor(args[1]):
            asked = [args[1].device]
            args = (args[0], args[1].dtype, *args[2:])
        if not asked or getattr(func, "__name__", "") == "__get__":
            return func(*args, **kwargs)
        there = torch.device(asked[0]).type == "cuda"
        if func is torch.Tensor.to:
            moved = move(args[0], there)
            dtypes = [each for each in (*args[1:], kwargs.get("dtype")) if is_dtype(each)]
            return func(moved, *dtypes) if dtypes else moved
        if not there:
            return func(*args, **kwargs)
        if kwargs.get("generator") is not None:
            raise RuntimeError("Expected a 'cuda' device type for generator but found 'cpu'")
        with numbers_of_the_card():
            made = func(*args, **kwargs | {"device": "cpu"})
        if not torch.is_tensor(made) or is_there(made):
            return made
        return OnCard(made.detach()).requires_grad_(made.requires_grad)


def is_device(value: object) -> bool:
    """Whether a value names a device."""
    return isinstance(value, torch.device) or (
        isinstance(value, str) and value.split(":")[0] in ("cpu", "cuda")
    )


def is_dtype(value: object) -> bool:
    """Whether a value names a type of numbers."""
    return isinstance(value, torch.dtype)


def _generator(seed: int) -> torch.Tensor:
    return torch.Generator().manual_seed(seed + 1_000_003).get_state()


@contextmanager
def numbers_of_the_card() -> Iterator[None]:
    """Draw from the card's own generator, not from the CPU's."""
    kept = torch.default_generator.get_state()
    torch.default_generator.set_state(card.random_state)
    try:
        yield
    finally:
        card.random_state = torch.default_generator.get_state()
        torch.default_generator.set_state(kept)


class Card:
    """Whether the card is on, and its random numbers."""

    def __init__(self) -> None:
        self.devices: Devices | None = None
        self.random_state = _generator(0)

    def switch_on(self) -> None:
        """What `torch.cuda.init()` does."""
        if not self.devices:
            self.devices = Devices()
            self.devices.__enter__()
            # A module's parameters stay the same objects when it moves, as with a real card.
            torch.__future__.set_swap_module_params_on_conversion(True)

    def switch_off(self) -> None:
        """As before."""
        if self.devices:
            self.devices.__exit__(None, None, None)
            torch.__future__.set_swap_module_params_on_conversion(False)
        self.devices = None

    def seed(self, seed: int) -> None:
        """What `torch.cuda.manual_seed_all()` does."""
        self.random_state = _generator(seed)


card = Card()


def finds_a_real_one() -> bool:
    """Whether PyTorch finds a card, asked without starting CUDA in a process that others fork."""
    os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"
    return bool(gpu.nodes()) and torch.cuda.is_available()


def install(patch: Callable[[Any, str, Any], None] = setattr) -> None:
    """Put the card in the place of NVIDIA's, in this process."""
    patch(gpu, "CONTROL", NODE)
    for name, value in {
        "init": card.switch_on,
        "is_initialized": lambda: card.devices is not None,
        "device_count": lambda: 0,
        "get_device_properties": lambda index: SimpleNamespace(total_memory=1 << 34),
        "set_per_process_memory_fraction": lambda share: None,
        "manual_seed_all": card.seed,
    }.items():
        patch(torch.cuda, name, value)
