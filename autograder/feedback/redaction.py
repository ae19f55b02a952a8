"""What may be told of what came out of the sandbox: enough to find a fault, and no data.

The process in there holds hidden inputs, and the student's code can make it say anything. So the
text of an exception is shown only where it stands word for word in the student's own code, or is
one of the usual texts of Python and torch; in those only known names and small whole numbers are
kept. Names of types must be known too, and a line of code is taken from the submission.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

import torch

from autograder.feedback import messages
from autograder.sandbox import Statement, StudentError

HIDDEN = "…"
MAX_NUMBERS, MAX_DIGITS = 6, 4

# {name} a name, {n} a whole number, {shape} a few of them, {op} an operator, {reason} the operating
# system's; {any} is never shown.
TEMPLATES = """
name '{name}' is not defined
local variable '{name}' referenced before assignment
cannot access local variable '{name}' where it is not associated with a value
free variable '{name}' referenced before assignment in enclosing scope
cannot access free variable '{name}' where it is not associated with a value in enclosing scope
'{name}' object has no attribute '{name}'
type object '{name}' has no attribute '{name}'
module '{name}' has no attribute '{name}'
'{name}' object is not callable
'{name}' object is not iterable
'{name}' object is not subscriptable
'{name}' object is not an iterator
'{name}' object does not support item assignment
'{name}' object cannot be interpreted as an integer
cannot unpack non-iterable {name} object
object of type '{name}' has no len()
unhashable type: '{name}'
must be real number, not {name}
unsupported operand type(s) for {op}: '{name}' and '{name}'
bad operand type for unary {op}: '{name}'
'{op}' not supported between instances of '{name}' and '{name}'
can't multiply sequence by non-int of type '{name}'
can only concatenate {name} (not "{name}") to {name}
{name}() missing {n} required positional argument: '{name}'
{name}() missing {n} required positional arguments: {names}
{name}() missing {n} required keyword-only argument: '{name}'
{name}() takes {n} positional argument but {n} were given
{name}() takes {n} positional arguments but {n} were given
{name}() takes {n} positional arguments but {n} was given
{name}() takes from {n} to {n} positional arguments but {n} were given
{name}() got an unexpected keyword argument '{name}'
{name}() got multiple values for argument '{name}'
{name}() takes no arguments
{name}(): argument '{name}' (position {n}) must be {name}, not {name}
{name}(): argument '{name}' must be {name}, not {name}
{name}() received an invalid combination of arguments - got {any}
not enough values to unpack (expected {n}, got {n})
not enough values to unpack (expected at least {n}, got {n})
too many values to unpack (expected {n})
{name} index out of range
{name} assignment index out of range
{name} indices must be integers or slices, not {name}
pop from empty list
slice indices must be integers or None or have an __index__ method
division by zero
float division by zero
integer division or modulo by zero
math domain error
math range error
maximum recursion depth exceeded
maximum recursion depth exceeded while calling a Python object
maximum recursion depth exceeded in comparison
can't start new thread
invalid literal for int() with base {n}: {any}
could not convert string to float: {any}
No module named '{name}'
cannot import name '{name}' from '{name}' {any}
'return' outside function
'yield' outside function
'await' outside function
[Errno {n}] {reason}
[Errno {n}] {reason}: {any}
<urlopen error {any}>
The size of tensor a ({n}) must match the size of tensor b ({n}) at non-singleton dimension {n}
mat1 and mat2 shapes cannot be multiplied ({n}x{n} and {n}x{n})
mat1 and mat2 must have the same dtype, but got {name} and {name}
expected m1 and m2 to have the same dtype, but got: {name} != {name}
expected scalar type {name} but found {name}
{name}(): Expected floating point type for {any}
size mismatch, got input ({n}), mat ({n}x{n}), vec ({n})
1D tensors expected, but got {n}D and {n}D tensors
inconsistent tensor size, expected tensor {shape} and src {shape} to have the same number of \
elements, but got {n} and {n} elements respectively
shape '{shape}' is invalid for input of size {n}
view size is not compatible with input tensor's size and stride {any}
Sizes of tensors must match except in dimension {n}. Expected size {n} but got size {n} for \
tensor number {n} in the list.
stack expects each tensor to be equal size, but got {shape} at entry {n} and {shape} at entry {n}
zero-dimensional tensor (at position {n}) cannot be concatenated
Dimension out of range (expected to be in range of {shape}, but got {n})
index {n} is out of bounds for dimension {n} with size {n}
index {n} is out of bounds: {any}
index {n} is out of bounds for axis {n} with size {n}
index out of range in self
too many indices for tensor of dimension {n}
invalid index of a {n}-dim tensor. {any}
tensors used as indices must be long, int, byte or bool tensors
The shape of the mask {shape} at index {n} does not match the shape of the indexed tensor \
{shape} at index {n}
shape mismatch: {any}
The expanded size of the tensor ({n}) must match the existing size ({n}) at non-singleton \
dimension {n}.  Target sizes: {shape}.  Tensor sizes: {shape}
output with shape {shape} doesn't match the broadcast shape {shape}
result type {name} can't be cast to the desired output type {name}
"{any}" not implemented for '{name}'
only integer tensors of a single element can be converted to an index
only one element tensors can be converted to Python scalars
a Tensor with {n} elements cannot be converted to Scalar
Boolean value of Tensor with more than one value is ambiguous
element {n} of tensors does not require grad and does not have a grad_fn
a leaf Variable that requires grad is being used in an in-place operation.
grad can be implicitly created only for scalar outputs
Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.
Trying to backward through the graph a second time {any}
one of the variables needed for gradient computation has been modified by an inplace \
operation{any}
Only Tensors of floating point and complex dtype can require gradients
Expected input batch_size ({n}) to match target batch_size ({n}).
Target {n} is out of bounds.
operands could not be broadcast together with shapes {any}
setting an array element with a sequence. {any}
cannot assign module before Module.__init__() call
{name} is not a Module subclass
cannot assign '{name}' as parameter '{name}' (torch.nn.Parameter or None expected)
optimizer got an empty parameter list
None
no gradient flows from the result back to the argument
no gradient flows from the result back to the parameters
no gradient flows from the result back to what it was computed from
the result is a {name}, so it has no gradient
the tensor takes more than {n} MB
the value is nested more than {n} levels deep
the value holds more than {shape} items
"""

SLOTS = {
    "name": r"([\w.]+)",
    "names": r"((?:'\w+'(?:, | and |, and )?)+)",
    "n": r"(-?\d+)",
    "shape": r"([\[(]?[-\d, ]+[\])]?)",
    "op": r"([-+*/%@<>=!&|^~]{1,3}|\*\* or pow\(\)|divmod\(\))",
    "reason": r"([A-Z][A-Za-z -]{2,45})",
    "any": r"(.*)",
}
REASONS = frozenset(map(os.strerror, range(1, 134)))  # of the operating system
OTHER_NAMES = """
numpy ndarray module NoneType ellipsis string function method generator Parameter parameter
Byte Char Short Int Long Half Float Double Bool ComplexFloat ComplexDouble
LinAlgError URLError HTTPError JSONDecodeError UnpicklingError PicklingError
"""


def redact(error: StudentError, code: Sequence[Statement]) -> str:
    """The sentence on an exception that the student's code raised.

    Args:
        error: As it came out of the sandbox.
        code: What was executed there.
    """
    own = list(_own(code))
    names = {text for kind, text in own if kind == "name"}
    literals = {text for kind, text in own if kind == "literal"}
    message = error.message.strip()
    if message not in literals:
        message = usual_text(message, names | {text for text in literals if text.isidentifier()})
    kind = error.type_name if _is_known(error.type_name, names) else "an exception"
    return messages.raised(kind, message, error.cell, error.line, _line(error, code))


def type_name(found: str, code: Sequence[Statement]) -> str:
    """The name of a type, if everybody knows it or it stands in the student's own code."""
    names = {text for kind, text in _own(code) if kind == "name"}
    return found if _is_known(found, names) else "object"


def usual_text(message: str, names: Collection[str]) -> str:
    """A usual text of Python or torch without what could carry data; empty for any other text."""
    first = message.split("\n")[0]
    if first.strip("'") in names:  # a KeyError says nothing but the key
        return first
    for pattern, slots in _patterns():
        if match := pattern.fullmatch(first):
            return _without_data(match, slots, names)
    return ""


def _without_data(match: re.Match[str], slots: Sequence[str], names: Collection[str]) -> str:
    text = match[0]
    for group in range(len(slots), 0, -1):
        if not _is_harmless(slots[group - 1], match[group], names):
            text = text[: match.start(group)] + HIDDEN + text[match.end(group) :]
    return text


def _is_harmless(slot: str, found: str, names: Collection[str]) -> bool:
    if slot == "any":
        return not found
    if slot == "reason":
        return found in REASONS
    words = re.findall(r"\w+", found)
    if slot in ("n", "shape"):
        return len(words) <= MAX_NUMBERS and all(len(word) <= MAX_DIGITS for word in words)
    return slot == "op" or all(_is_known(word, names) for word in words)


def _is_known(name: str, names: Collection[str]) -> bool:
    return name in names or name in _public_names()


@cache
def _public_names() -> frozenset[str]:
    """Names that everybody knows: of Python's and torch's types, functions and methods."""
    found = {*dir(builtins), *dir(object), *dir(torch), *dir(torch.nn), *dir(torch.Tensor), "and"}
    found |= {*dir(torch.nn.functional), *dir(torch.optim), *OTHER_NAMES.split()}
    return frozenset(found)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Each template as a pattern with one group for each of its slots."""
    return tuple(map(_pattern, TEMPLATES.strip().split("\n")))


def _pattern(template: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    pieces = re.split(r"\{(\w+)\}", template)
    texts = [SLOTS[p] if i % 2 else re.escape(p) for i, p in enumerate(pieces)]
    return re.compile("".join(texts)), tuple(pieces[1::2])


def _own(code: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """The names and the literal texts in the executed code."""
    for statement in code:
        for node in ast.walk(ast.parse(statement.source)):
            for field in ("id", "attr", "arg", "name", "asname"):
                if isinstance(text := getattr(node, field, None), str):
                    yield from (("name", part) for part in text.split("."))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield "literal", node.value.strip()


def _line(error: StudentError, code: Sequence[Statement]) -> str:
    """The student's own line at which the exception arose; empty where there is none."""
    for statement in code:
        lines = statement.source.split("\n")
        if statement.cell == error.cell and error.line is not None:
            place = error.line - statement.line
            if 0 <= place < len(lines):
                return lines[place].strip()
    return ""
