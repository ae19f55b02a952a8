"""The engine's own computations inside the sandbox: gradients, training, forward passes.

They run in a process in which student code may have replaced any attribute of torch. So what they
report of tensors does not go through such attributes: they were looked up before that code ran, or
belong to a type that cannot be changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch._C import _autograd, _profiler

from autograder.sandbox.wire import Plain

MAX_NAMES = 5_000
_differentiate = torch.autograd.backward
# The recorder of `torch.autograd.profiler`, without its statistics, which take milliseconds.
_record, _recorded = _autograd._enable_profiler_legacy, _autograd._disable_profiler_legacy
_CALLS_ON_CPU = _profiler.ProfilerConfig(
    _profiler.ProfilerState.CPU, False, False, False, False, False, _profiler._ExperimentalConfig()
)


def gradient(function: Any, args: list[Any], kwargs: dict[str, Any], wrt: int | str) -> Any:
    """The gradient of the summed output with respect to one argument or a module's parameters.

    Raises:
        ValueError: The result does not depend on it, or was detached from it.
    """
    if wrt == "parameters":
        return _parameter_gradients(function, args, kwargs)
    arguments: Any = args if isinstance(wrt, int) else kwargs
    leaf = Plain.requires_grad_(Plain.clone(Plain.detach(arguments[wrt])))
    arguments[wrt] = leaf
    _backward(function, args, kwargs)
    found = Plain.grad.__get__(leaf)
    if found is None:
        raise ValueError("no gradient flows from the result back to the argument")
    return found


def _parameter_gradients(module: nn.Module, args: list[Any], kwargs: dict[str, Any]) -> Any:
    module.zero_grad(set_to_none=True)
    _backward(module, args, kwargs)
    every = {name: Plain.grad.__get__(value) for name, value in module.named_parameters()}
    found = {name: grad for name, grad in every.items() if grad is not None}
    if not found:
        raise ValueError("no gradient flows from the result back to the parameters")
    return found


def _backward(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> None:
    output = function(*args, **kwargs)
    if not isinstance(output, torch.Tensor):
        raise TypeError(f"the result is a {type(output).__name__}, so it has no gradient")
    if not output.requires_grad:
        raise ValueError("no gradient flows from the result back to what it was computed from")
    _differentiate(Plain.sum(output))


def what_runs(function: Any, args: list[Any], kwargs: dict[str, Any]) -> list[str]:
    """The names of torch's operations and of Python's functions that run in a call, sorted."""
    found: set[str] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and len(found) < MAX_NAMES:
            found.add(f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_qualname}"[:200])

    # It records below Python; a dispatch mode would, too, but takes seconds to import.
    _record(_CALLS_ON_CPU)
    sys.setprofile(look)
    try:
        function(*args, **kwargs)
    finally:
        sys.setprofile(None)
        recorded = _recorded()
    operations = {event.name().removeprefix("aten::") for thread in recorded for event in thread}
    return sorted(found | set(sorted(operations)[:MAX_NAMES]))


def train(
    net: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
) -> list[float]:
    """Train a classifier with cross entropy and Adam; returns the mean loss of each epoch.

    Args:
        net: Maps inputs (batch, features) to logits (batch, classes).
        inputs: All inputs, shape (samples, features).
        labels: Class numbers, shape (samples,).
        epochs: Passes over all samples.
        batch_size: Samples in one step.
        lr: Learning rate.
        seed: Seed for the order of the samples.
    """
    order = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(net.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    net.train()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for batch in torch.split(torch.randperm(len(inputs), generator=order), batch_size):
            optimiser.zero_grad()
            loss = criterion(net(inputs[batch]), labels[batch])
            _differentiate(loss)
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(inputs))
    return losses


def record_passes(module: nn.Module) -> list[tuple[int, bool]]:
    """Record every forward pass in a list: number of rows, and whether gradients are on."""
    passes: list[tuple[int, bool]] = []
    forward = module.forward

    def recorded(x: torch.Tensor) -> Any:
        output = forward(x)
        passes.append((len(output), output.requires_grad))
        return output

    module.forward = recorded  # so that direct calls of `forward` count as well
    return passes
