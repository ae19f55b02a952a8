"""What students may read of an exception: enough to find the mistake, and no hidden data.

The sandbox holds hidden inputs, and the student's code can make it say anything. So the text of an
exception is shown only if it stands word for word in the student's own code, or if it is one of the
usual texts of Python and torch (`known_errors.txt`). Of a usual text, a few known names and small
whole numbers are kept: a submission that holds a thousand names could spell out data with them. The
name of a type must be known too. The line of code is read from the submission, never from the
sandbox. So one message can carry about 100 bits (docs/security.md).
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

import torch

from autograder.feedback import messages
from autograder.feedback.messages import LONGEST_NAME
from autograder.sandbox import Statement, StudentError

HIDDEN = "…"
MAX_NAMES, MAX_DIGITS, LONGEST_NUMBER = 4, 12, 4
LONGEST_LINE = 200
KNOWN_ERRORS = Path(__file__).with_name("known_errors.txt")  # it says what the slots are

DTYPES = """Byte|Char|Short|Int|Long|Half|Float|Double|Bool|BFloat16|ComplexFloat|ComplexDouble
unsigned char|signed char|short int|short|int|long int|long|float|double|bool
c10::Half|c10::BFloat16""".replace("\n", "|").split("|")
KINDS = """tuple of Tensors|tuple of ints|tuple of floats|tuple of bools|Tensor|Number|int|float
bool|str|torch.dtype|torch.device|torch.layout""".replace("\n", "|").split("|")
FIXED = {"op", "dtype", "kind", "letter"}  # slots whose few values are all known

SLOTS = {
    "name": r"((?:[\w.]|<locals>)+)",
    "own": r"(\w+)",
    "dtype": f"({'|'.join(DTYPES)})",
    "kind": f"({'|'.join(KINDS)})",
    "letter": r"([A-Za-z])",
    "names": r"((?:'\w+'(?:, | and |, and )?)+)",
    "n": r"(-?\d+)",
    "shape": r"([\[(]?[-\d, ]+[\])]?)",
    "op": r"([-+*/%@<>=!&|^~]{1,3}|\*\* or pow\(\)|divmod\(\))",
    "reason": r"([A-Z][A-Za-z -]{2,45})",
    "any": r"(.*)",
}
REASONS = frozenset(map(os.strerror, range(1, 134)))  # of the operating system
UNDEFINED = re.compile(r"name '(\w+)' is not defined(?:\..*)?")
OTHER_NAMES = """
numpy ndarray module NoneType ellipsis string function method generator Parameter parameter
Byte Char Short Int Long Half Float Double Bool ComplexFloat ComplexDouble
LinAlgError URLError HTTPError JSONDecodeError UnpicklingError PicklingError
tensors repeats other mat1 mat2 vec self size steps start end dim dims index fill_value target
weight builtins TensorBase _C str_ object_
"""


class Answered(str):
    """A text from the sandbox: it compares like any other, and a message shows it as `…`.

    The sandbox holds hidden inputs, so its texts, such as the keys of a `state_dict()`, may spell
    them out.
    """

    type_name = "str"

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN


def redact(error: StudentError, code: Sequence[Statement]) -> str:
    """The sentence about an exception that the student's code raised.

    Args:
        error: What the sandbox answered.
        code: What was executed there.
    """
    own = list(_own(code))
    names = {text for kind, text in own if kind == "name"}
    literals = {text for kind, text in own if kind == "literal"}
    message = error.message.strip()
    if message not in literals:
        message = usual_text(message, names | {text for text in literals if text.isidentifier()})
    undefined = UNDEFINED.fullmatch(message)
    if error.type_name == "NameError" and undefined and undefined[1] in names:
        place = "your function" if _is_in_function(error, code) else "the notebook"
        line = _line(error, code)
        return messages.undefined(undefined[1], place, error.cell, error.line, line)
    kind = error.type_name if _is_known(error.type_name, names) else "an exception"
    sentence = messages.raised(kind, message, error.cell, error.line, _line(error, code))
    return messages.with_advice(sentence, error.type_name, message)


def type_name(found: str, code: Sequence[Statement]) -> str:
    """The name of a type if everybody knows it or the student's own code has it; else `object`."""
    names = {text for kind, text in _own(code) if kind == "name"}
    return found if _is_known(found, names) else "object"


def usual_text(message: str, names: Collection[str]) -> str:
    """A usual text of Python or torch, without what could carry data; any other text is empty."""
    first = message.split("\n")[0]
    if first.strip("'") in names:  # the text of a KeyError is its key
        return first
    for pattern, slots in _patterns():
        if match := pattern.fullmatch(first):
            return _without_data(match, slots, names)
    return ""


def _without_data(match: re.Match[str], slots: Sequence[str], names: Collection[str]) -> str:
    text, at = "", 0
    left = {"name": MAX_NAMES, "digit": MAX_DIGITS}
    for group, slot in enumerate(slots, 1):
        keep = _is_harmless(slot, match[group], names, left)
        text += match[0][at : match.start(group)] + (match[group] if keep else HIDDEN)
        at = match.end(group)
    return text + match[0][at:]


def _is_harmless(slot: str, found: str, names: Collection[str], left: dict[str, int]) -> bool:
    """Whether a part may be kept; `left` says how many names and digits still may."""
    if slot == "any":
        return not found
    if slot == "reason":
        return found in REASONS
    if slot in FIXED:
        return True
    words = re.findall(r"\w+", found)
    if slot in ("n", "shape"):
        kind, needed = "digit", sum(map(len, words))
        harmless = all(len(word) <= LONGEST_NUMBER for word in words)
    else:
        words = [word for word in words if word not in ("and", "locals")]
        kind, needed = "name", len(words)
        harmless = all(word in names or (slot != "own" and _is_known(word, ())) for word in words)
    if not harmless or needed > left[kind]:
        return False
    left[kind] -= needed
    return True


def _is_known(name: str, names: Collection[str]) -> bool:
    return name in names or name in _public_names()


@cache
def _public_names() -> frozenset[str]:
    """The names of the types, functions and methods of Python and torch."""
    found = {
        *dir(builtins),
        *dir(object),
        *dir(torch),
        *dir(torch.nn),
        *dir(torch.nn.Module),
        *dir(torch.Tensor),
        "and",
    }
    found |= {*dir(torch.nn.functional), *dir(torch.optim), *OTHER_NAMES.split()}
    return frozenset(found)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Each known error as a pattern, with one group for each of its slots."""
    lines = KNOWN_ERRORS.read_text(encoding="utf-8").splitlines()
    return tuple(_pattern(line) for line in lines if line and not line.startswith("#"))


def _pattern(template: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    pieces = re.split(r"\{(\w+)\}", template)
    texts = [SLOTS[p] if i % 2 else re.escape(p) for i, p in enumerate(pieces)]
    return re.compile("".join(texts)), tuple(pieces[1::2])


def _own(code: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """The names and the literal strings in the executed code."""
    for statement in code:
        for node in ast.walk(ast.parse(statement.source)):
            for field in ("id", "attr", "arg", "name", "asname", "module"):
                if isinstance(text := getattr(node, field, None), str):
                    parts = (part for part in text.split(".") if len(part) <= LONGEST_NAME)
                    yield from (("name", part) for part in parts)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield "literal", node.value.strip()


def _statement(error: StudentError, code: Sequence[Statement]) -> Statement | None:
    """The student's own statement that raised the exception."""
    for statement in code:
        place = (error.line or 0) - statement.line
        if statement.cell == error.cell and 0 <= place <= statement.source.count("\n"):
            return statement
    return None


def _is_in_function(error: StudentError, code: Sequence[Statement]) -> bool:
    statement = _statement(error, code)
    definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return statement is not None and isinstance(ast.parse(statement.source).body[0], definition)


def _line(error: StudentError, code: Sequence[Statement]) -> str:
    """The student's own line that raised the exception; empty if there is none."""
    statement = _statement(error, code)
    if statement is None or error.line is None:
        return ""
    line = statement.source.split("\n")[error.line - statement.line].strip()
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + HIDDEN
