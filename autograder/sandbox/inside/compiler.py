"""Puts off loading torch's compiler, which takes as long as the rest of torch.

Every optimizer imports `torch._dynamo`, only to tell the compiler what to leave alone. Nothing is
compiled unless the code asks for it, so until then there is nothing to tell.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, TypeVar

import torch

NAME = "torch._dynamo"

Function = TypeVar("Function", bound=Callable[..., Any])


class _Unloaded(ModuleType):
    """The module before its first use; then it loads, and is the real one."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # asked of every module
            raise AttributeError(name)
        assert self.__spec__ and self.__spec__.loader
        self.__class__ = ModuleType  # type: ignore[assignment]
        self.__path__ = self.__spec__.submodule_search_locations  # type: ignore[assignment]
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def put_off() -> None:
    """Let optimizers work without the compiler. It loads when anything else of it is used."""
    spec = find_spec(NAME)
    if NAME in sys.modules or spec is None:
        return
    module = module_from_spec(spec)
    module.__class__ = _Unloaded
    del module.__path__  # so that importing a part of it loads it
    vars(module).update(graph_break=_graph_break, disable=_disable)
    sys.modules[NAME] = torch._dynamo = module


def _graph_break(*_: object) -> None:
    """Where the compiler would end a graph."""


def _disable(function: Function, *_: object, **__: object) -> Function:
    """A function that the compiler would leave alone."""
    return function
