"""Pairs of students whose code is closer than the class explains.

For each exercise, what a pair shares is weighed by how rare it is in the class: a fingerprint that
one in 64 students has weighs 6 bits, and one that all have weighs nothing. The share of all pairs
that are at least as close is the probability of such a pair by chance. Fisher's method combines the
probabilities of the exercises, and times the number of pairs this gives the number of such pairs
that one expects in a class in which everybody works alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.similarity.parts import OwnCode, Part

EXPECTED = 1.0  # pairs are listed of which one expects fewer than this in the whole class

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Two students.

    Attributes:
        first: What one of them wrote.
        second: What the other wrote.
        expected: How many such pairs one expects if everybody works alone.
        shares: For each exercise the share of all pairs that are at least as close.
    """

    first: OwnCode
    second: OwnCode
    expected: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """What was found in a class.

    Attributes:
        students: The class.
        pairs: Those that are closer than the class explains, the closest first.
        weights: For each exercise, how many bits a fingerprint weighs.
    """

    students: Sequence[OwnCode]
    pairs: Sequence[Pair]
    weights: Mapping[str, Mapping[int, float]]


def find_pairs(students: Sequence[OwnCode]) -> Found:
    """The pairs in a class of two or more."""
    exercises = list(students[0].parts)
    weights, shares = {}, {}
    for exercise in exercises:
        parts = [student.parts[exercise] for student in students]
        weights[exercise] = _weights(parts)
        shares[exercise] = _shares(_closeness(parts, weights[exercise]))
    surprise: Table = -np.sum([np.log(share) for share in shares.values()], axis=0)
    number = len(students) * (len(students) - 1) // 2
    expected = number * _tail(surprise, len(exercises))
    pairs = []
    for a, b in np.argwhere(np.triu(expected < EXPECTED, 1)).tolist():
        its_shares = {exercise: float(shares[exercise][a, b]) for exercise in exercises}
        pairs.append(Pair(students[a], students[b], float(expected[a, b]), its_shares))
    return Found(students, sorted(pairs, key=lambda pair: pair.expected), weights)


def _weights(parts: Sequence[Part]) -> dict[int, float]:
    """How many bits each fingerprint weighs."""
    counts = Counter(mark for part in parts for mark in part.marks)
    number = sum(bool(part.marks) for part in parts)
    return {mark: math.log2(number / count) for mark, count in counts.items()}


def _closeness(parts: Sequence[Part], weights: Mapping[int, float]) -> Table:
    """The bits that each pair shares, times their share in the bits of the one who has more."""
    counts = Counter(mark for part in parts for mark in part.marks)
    column = {mark: place for place, mark in enumerate(m for m in weights if counts[m] > 1)}
    has = np.zeros((len(parts), len(column)), np.float32)
    for row, part in enumerate(parts):
        has[row, [column[mark] for mark in part.marks if mark in column]] = 1
    shared = (has * np.array([weights[mark] for mark in column], np.float32)) @ has.T
    whole = np.array([sum(weights[mark] for mark in part.marks) for part in parts])
    larger = np.maximum(np.maximum.outer(whole, whole), 1e-9)
    found: Table = (shared.astype(np.float64) ** 2 / larger).round(3)  # equal sharing is equal
    return found


def _shares(closeness: Table) -> Table:
    """For each pair the share of all pairs that are at least as close."""
    ordered = np.sort(closeness[np.triu_indices_from(closeness, 1)])
    below = np.searchsorted(ordered, closeness, side="left")
    return np.maximum(1.0 - below / len(ordered), 1 / len(ordered))


def _tail(surprise: Table, exercises: int) -> Table:
    """The probability that as many probabilities that say nothing surprise as much together."""
    terms = [surprise**k / math.factorial(k) for k in range(exercises)]
    together: Table = np.exp(-surprise) * np.sum(terms, axis=0)
    return together
