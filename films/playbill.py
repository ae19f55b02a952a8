"""The films by name, in the order of the lessons."""

from __future__ import annotations

from collections.abc import Callable

from films import dying, entropy, hidden, relus, spiral, valley
from films.studio import Film

FILMS: dict[str, Callable[[], Film]] = {
    "valley": valley.film,
    "unit_dies": dying.film,
    "relu_by_relu": relus.film,
    "hidden_layer": hidden.film,
    "cross_entropy": entropy.film,
    "spiral_widths": spiral.film,
}
