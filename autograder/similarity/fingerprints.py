"""Fingerprints of code: hashes of short runs of tokens, of which winnowing keeps a part.

Names that students choose are all alike, so that renaming changes nothing; neither do comments,
docstrings and layout. Winnowing (Schleimer, Wilkerson and Aiken, 2003) keeps the smallest hash of
each window, so that two texts that share a run of GRAM + WINDOW - 1 tokens share a fingerprint.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from zlib import crc32

GRAM, WINDOW = 6, 3
MAX_TOKENS = 20_000  # of a statement; those of people have hundreds
KEPT = {*keyword.kwlist, *dir(builtins)}
IGNORED = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}


class Token(NamedTuple):
    """A token without what its author chose freely, and its line, from 0."""

    text: str
    line: int


class Gram(NamedTuple):
    """The hash of a run of tokens, and the lines on which it stands."""

    hash: int
    lines: range


def tokens(source: str, known: Collection[str]) -> Iterator[Token]:
    """The tokens of a statement.

    Args:
        source: Its text.
        known: Names that keep their meaning in every notebook: those that the lesson imports.
    """
    before, before_that = "\n", ""
    for token in islice(_raw(source), MAX_TOKENS):
        text = token.string
        if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            before = "\n"
        if token.type in IGNORED:
            continue
        if token.type == tokenize.STRING:
            is_docstring = before == "\n"
            text = '"'
            if is_docstring:
                continue
        elif token.type == tokenize.NAME and text not in KEPT and text not in known:
            is_of_object = before == "." and before_that != "self"
            text = text if is_of_object else "name"
        yield Token(text, token.start[0] - 1)
        before_that, before = before, token.string


def _raw(source: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):
        return  # what came before it counts


def grams(found: Sequence[Token]) -> Iterator[Gram]:
    """Every run of GRAM tokens; of fewer tokens, the one run that there is."""
    for start in range(max(1, len(found) - GRAM + 1) if found else 0):
        run = found[start : start + GRAM]
        text = " ".join(token.text for token in run)
        yield Gram(crc32(text.encode("utf-8", "replace")), range(run[0].line, run[-1].line + 1))


def winnow(found: Sequence[Gram]) -> Iterator[Gram]:
    """The grams that stand for all: in each window the one with the smallest hash."""
    last = -1
    for start in range(max(1, len(found) - WINDOW + 1) if found else 0):
        window = range(start, min(start + WINDOW, len(found)))
        chosen = min(window, key=lambda i: (found[i].hash, -i))
        if chosen != last:
            yield found[chosen]
        last = chosen
