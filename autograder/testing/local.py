"""The student's side as if it were local, for tests that were written beside the code they test.

Only plain data crosses from the sandbox, so a tuple arrives as a list and an array of NumPy as a
tensor. Here each value gets its type back, an exception is also one of its own kind, and arguments
keep their types, too. An object that stays inside is never asked whether it equals something: one
that cheats would say yes.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from autograder.sandbox import StudentError
from autograder.testing.student import Remote, Student

MAX_DEPTH, MAX_PARTS = 8, 1_000
FUNCTIONS = {"method", "function", "builtin_function_or_method", "method-wrapper"}
PLAIN = {"NoneType", "bool", "int", "float", "str", "bytes", "Tensor", "Parameter", "ndarray"}
PARTS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


def as_local(student: Student) -> Local:
    """The student's functions and classes, which take and return what they would beside a test."""
    return Local(student)


class Local:
    """A student's code; each function or class of it is an attribute."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A function or class of the student."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._made(name, *args, **kwargs)

    def _made(self, target: str | Remote, *args: Any, method: str | None = None, **kw: Any) -> Any:
        """The value of a call."""
        given = [self._sent(value) for value in args]
        named = {name: self._sent(value) for name, value in kw.items()}
        try:
            made = self._student.make(target, *given, method=method, **named)
            return self._value(made, 0)
        except StudentError as error:
            raise _of_its_kind(error) from None

    def _value(self, made: Remote, depth: int) -> Any:
        """An object inside as what it would be here; what cannot cross stays an object inside."""
        kind, student = made.type_name, self._student
        if kind in PARTS and depth < MAX_DEPTH:
            return PARTS[kind](self._parts(made, depth))
        if kind == "dict" and depth < MAX_DEPTH:
            return dict(self._parts(student.make(made, method="items"), depth))
        if kind.startswith("complex"):
            parts = (student.make(made, p, method="__getattribute__") for p in ("real", "imag"))
            return complex(*(self._value(part, depth) for part in parts))
        value = student.call("typing.cast", None, made)  # which hands on its second argument
        if kind == "int" and isinstance(value, Remote):  # it takes more than 64 bits
            return int(student.call("builtins.str", made))
        if isinstance(value, Remote):
            return LocalObject(self, made)
        is_array = kind == "ndarray" and isinstance(value, torch.Tensor)
        if kind in PLAIN or isinstance(value, (bool, int, float)):
            return value.numpy() if is_array else value
        return LocalObject(self, made)

    def _parts(self, made: Remote, depth: int) -> list[Any]:
        student = self._student
        items = student.make("builtins.list", made)
        plain = student.call("typing.cast", None, items)
        if not isinstance(plain, list):
            raise AssertionError("A result cannot be taken apart.")
        simple = (bool, int, float, str, bytes, type(None))
        if all(isinstance(item, simple) for item in plain):
            return plain
        if len(plain) > MAX_PARTS:
            raise AssertionError(f"A result has more than {MAX_PARTS:,} parts.")
        each = (student.make(items, i, method="__getitem__") for i in range(len(plain)))
        return [self._value(part, depth + 1) for part in each]

    def _sent(self, value: Any) -> Any:
        """An argument that keeps its type inside."""
        student = self._student
        match value:
            case LocalObject():
                return object.__getattribute__(value, "_made")
            case np.ndarray() if value.dtype.kind in "biufc":
                return student.make(
                    student.make("torch.clone", torch.tensor(value)), method="numpy"
                )
            case np.generic():
                return value.item()
            case tuple() | set() | frozenset():
                inner = [self._sent(item) for item in value]
                return student.make(f"builtins.{type(value).__name__}", inner)
            case list():
                return [self._sent(item) for item in value]
            case dict() if not all(isinstance(key, str) for key in value):
                pairs = [[self._sent(key), self._sent(item)] for key, item in value.items()]
                return student.make("builtins.dict", pairs)
            case dict():
                return {key: self._sent(item) for key, item in value.items()}
        return value


class LocalObject:
    """An object of the student: its methods can be called, and its attributes read."""

    def __init__(self, local: Local, made: Remote) -> None:
        self._local, self._made = local, made

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self._local._made(self._made, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """One of its attributes; a method can be called."""
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            found = self._local._student.make(self._made, name, method="__getattribute__")
        except StudentError as error:
            raise _of_its_kind(error) from None
        if found.type_name in FUNCTIONS:
            return lambda *args, **kwargs: self._local._made(
                self._made, *args, method=name, **kwargs
            )
        return self._local._value(found, 0)

    def __len__(self) -> int:
        """Its length, as it says."""
        return int(self._local._made(self._made, method="__len__"))

    def __getitem__(self, key: Any) -> Any:
        """One of its parts."""
        return self._local._made(self._made, key, method="__getitem__")

    def __iter__(self) -> Iterator[Any]:
        """Its parts."""
        return iter(self._local._parts(self._made, 0))


def _of_its_kind(error: StudentError) -> StudentError:
    """The error, which `except ValueError` also catches if it was one inside."""
    kind = getattr(builtins, error.type_name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)) or kind is AssertionError:
        return error
    both: type[StudentError] = type(error.type_name, (StudentError, kind), {})
    raised = both.__new__(both)
    raised.__dict__.update(error.__dict__)
    raised.args = error.args
    return raised
