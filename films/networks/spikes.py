"""From spikes to the ReLU: counting, then no leak, then no rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from films.studio import BLUE, DARK, GREY, RED, Film, Scene, between, plot

Numbers = NDArray[np.float64]
CM, VTH, SPIKE, DT = 10.0, 1.0, 0.5, 0.05  # uF, V, V, ms: the lesson's neuron
REST, LEAK = 10.0, 1.0  # ms and kOhm at the start
NO_LEAK = 1000.0
CURRENTS = np.linspace(-1, 2, 301)
COUNTED = np.linspace(0, 2, 11)


def rate(currents: Numbers, leak: float, rest: float) -> Numbers:
    """Spikes per second, by the formula of the lesson; the leak is given by its resistance."""
    fires = leak * currents > VTH
    charging = -leak * CM * np.log1p(-VTH / np.where(fires, leak * currents, 2 * VTH))
    return np.where(fires, 1000 / (rest + charging), 0.0)


def trace(current: float, until: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """The membrane potential over time in ms, by Euler's method."""
    steps = round(until / DT)
    potential = np.zeros(steps + 1)
    wait = 0
    for i in range(steps):
        charged = potential[i] + DT / CM * (current - potential[i] / LEAK)
        potential[i + 1] = 0.0 if wait > 0 or potential[i] >= VTH else charged
        wait = round(REST / DT) if potential[i] >= VTH else wait - 1
    return DT * np.arange(steps + 1), np.where(potential >= VTH, VTH + SPIKE, potential)


def draw_trace(figure: Figure, current: float) -> None:
    """What the neuron does with a current in 100 ms."""
    time, potential = trace(current, 100)
    axes = plot(figure, (0.1, 0.3, 0.52, 0.54), xlim=(0, 100), ylim=(-0.1, 1.7), xlabel="time (ms)")
    axes.plot(time, potential, color=BLUE, linewidth=1.6)
    axes.axhline(VTH, color=RED, linestyle="--", linewidth=1, label="threshold")
    axes.set_ylabel("potential (V)")
    axes.set_title(f"input current {current:.2f} mA")
    axes.legend(loc="upper right", fontsize=9)
    counted = COUNTED[current + 1e-9 >= COUNTED]
    rates = plot(figure, (0.72, 0.3, 0.25, 0.54), xlim=(0, 2), ylim=(-5, 205))
    rates.set(xlabel="current (mA)", ylabel="spikes per second")
    rates.plot(counted, rate(counted, LEAK, REST), "o", color=DARK)


def draw_rates(figure: Figure, leak: float, rest: float, relu: float = 0) -> None:
    """The rate over the current, and as much of the ReLU as is said."""
    axes = plot(figure, (0.12, 0.3, 0.8, 0.54), xlim=(-1, 2), ylim=(-5, 205))
    axes.set(xlabel="current (mA)", ylabel="spikes per second")
    axes.plot(CURRENTS, rate(CURRENTS, LEAK, REST), color=GREY, linewidth=4, label="at the start")
    axes.plot(CURRENTS, rate(CURRENTS, leak, rest), color=BLUE, linewidth=2.5, label="neuron")
    if relu:
        line = 1000 / (CM * VTH) * np.maximum(0, CURRENTS)
        axes.plot(CURRENTS, line, "--", color=RED, alpha=relu, linewidth=2.5, label="ReLU")
    axes.set_title(f"$R_m$ = {leak:.0f} kOhm,  " + r"$\tau_\mathrm{ref}$" + f" = {rest:.1f} ms")
    axes.legend(loc="upper left", fontsize=9)


def film() -> Film:
    """From spikes to the ReLU."""
    top = float(rate(np.array([2.0]), NO_LEAK, REST)[0])
    return Film(
        "spikes_to_relu",
        "From spikes to the ReLU",
        "A membrane potential climbs to a threshold, spikes and rests, more often for a larger "
        "current. Its rate over the current is a curve that starts at 1 mA and bends over. As the "
        "leak goes, the start moves to 0; as the rest goes, the curve becomes straight; a ReLU "
        "drawn over it covers it.",
        [
            Scene("A neuron charges up, fires at the threshold, and rests. A current below 1 mA "
                  "leaks out before it can fire.", 6,
                  lambda figure, t: draw_trace(figure, 0.2 * round(4 * t)), 0.3),
            Scene("More current, more spikes. How many in a second? A dot for each current.", 8,
                  lambda figure, t: draw_trace(figure, 1 + 0.2 * round(5 * t)), 0.4),
            Scene("Forget the single spikes: the rate is a curve over the current. It starts at "
                  "the threshold divided by the resistance.", 6,
                  lambda figure, _: draw_rates(figure, LEAK, REST), 0.02),
            Scene("Let the leak go: for a larger and larger resistance, the start moves to 0.", 6,
                  lambda figure, t: draw_rates(figure, NO_LEAK ** between(t, 0, 1), REST), 0.5),
            Scene("Still the curve bends: with a rest after each spike, a neuron gives no more "
                  f"than {1000 / REST:.0f} spikes a second. Here it has reached {top:.0f}.", 7,
                  lambda figure, _: draw_rates(figure, NO_LEAK, REST), 0.02),
            Scene("Let the rest go, too: the bend becomes a straight line.", 6,
                  lambda figure, t: draw_rates(figure, NO_LEAK, REST * (1 - between(t, 0, 1))),
                  0.5),
            Scene("Nothing below 0, straight above: a ReLU.", 5,
                  lambda figure, t: draw_rates(figure, NO_LEAK, 0, relu=between(t, 0, 1) or 0.01),
                  0.3),
        ],
    )  # fmt: skip
