"""Whether a cell that was run again gave what was saved of it.

Words, whole numbers, and the kinds of outputs with their order must be equal. Of a picture, a film
or a widget it is compared that there is one. Numbers with decimals may differ by a unit of their
last digit and a thousandth, for processors round differently. Where rounding grows they may be
half as large or twice: in a training that goes on after the data are fitted, and in gradients close
to zero.

The shares come from twelve runs of each lesson: four with other instruction sets of the processor,
eight with every weight off by a rounding error after every step. The numbers after the phrases in
SENSITIVE changed by factors of up to 1.7, all others by at most two units of their last digit.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from autograder.authoring import saved_outputs

NUMBER = re.compile(r" *(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")  # with the blanks that align it
SHARE = Decimal("0.001")
# From these words to the end of their output.
SENSITIVE = ("gradient for each hidden weight:", "[1, 120, 1]: training loss")
SENSITIVE_SHARE = Decimal("0.5")


def differences(saved: Sequence[Any], fresh: Sequence[Any]) -> list[str]:
    """What differs between the saved outputs of a cell and its outputs now, for people."""
    was, now = contents(saved), contents(fresh)
    kinds = [kind for kind, _ in was], [kind for kind, _ in now]
    if kinds[0] != kinds[1]:
        return [f"saved are the outputs {kinds[0]}, and now there are {kinds[1]}"]
    texts = [(old, new) for (_, old), (_, new) in zip(was, now, strict=True)]
    return [line for old, new in texts if not same(old, new) for line in changed_lines(old, new)]


def contents(outputs: Sequence[Any]) -> list[tuple[str, str]]:
    """Everything in the outputs of a cell: of which kind it is, and what it says."""
    found: list[tuple[str, str]] = []
    for output in saved_outputs(outputs):
        if output.output_type == "stream":
            found.append((output.name, output.text))
        elif output.output_type == "error":
            found.append((output.ename, output.evalue))
        else:
            for kind, content in sorted(output.data.items()):
                text = "" if kind.startswith("image/") else str(content)
                found.append((f"{output.output_type} {kind}", text))
    return found


def same(saved: str, fresh: str) -> bool:
    """Whether the words are equal and the numbers close."""
    phrase = next((phrase for phrase in SENSITIVE if phrase in saved), None)
    if phrase is None:
        return close(saved, fresh, SHARE)
    (head, _, tail), (fresh_head, _, fresh_tail) = saved.partition(phrase), fresh.partition(phrase)
    return close(head, fresh_head, SHARE) and close(tail, fresh_tail, SENSITIVE_SHARE)


def close(saved: str, fresh: str, share: Decimal) -> bool:
    """Whether the words are equal, and the numbers but for a share of them."""
    was, now = NUMBER.split(saved), NUMBER.split(fresh)  # words and numbers, in turns
    return was[::2] == now[::2] and all(
        close_number(old, new, share) for old, new in zip(was[1::2], now[1::2], strict=True)
    )


def close_number(saved: str, fresh: str, share: Decimal) -> bool:
    """Whether two numbers are equal but for a unit of the last digit and a share of the larger."""
    if saved == fresh or is_whole(saved) or is_whole(fresh):
        return saved == fresh
    was, now = Decimal(saved), Decimal(fresh)
    last_digit = Decimal(1).scaleb(int(was.as_tuple().exponent))
    return abs(was - now) <= last_digit + share * max(abs(was), abs(now))


def is_whole(number: str) -> bool:
    return number.removeprefix("-").isdigit()


def changed_lines(saved: str, fresh: str) -> list[str]:
    lines = difflib.ndiff(saved.splitlines(), fresh.splitlines())
    return [line for line in lines if line.startswith(("-", "+"))]
