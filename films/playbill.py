"""The films by name, in the order of the lessons."""

from __future__ import annotations

from collections.abc import Callable

from films.networks import entropy, hidden, rates, relus, spikes, spiral, unit
from films.neurons import dying, line_curve, valley
from films.studio import Film

FILMS: dict[str, Callable[[], Film]] = {
    "valley": valley.film,
    "line_and_curve": line_curve.film,
    "unit_dies": dying.film,
    "relu_by_relu": relus.film,
    "one_unit": unit.film,
    "hidden_layer": hidden.film,
    "cross_entropy": entropy.film,
    "learning_rates": rates.film,
    "spiral_widths": spiral.film,
    "spikes_to_relu": spikes.film,
}
