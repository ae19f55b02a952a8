"""Sliders: moving one changes the picture."""

import io
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray

from compneuro.widgets import MovingCurve, explore_transfer_function

LIGHT = """
import sys
import compneuro
assert not {"torch", "numpy", "matplotlib"} & set(sys.modules)
import compneuro.plots, compneuro.reproducibility, compneuro.widgets
print(*{"IPython", "ipywidgets"} & set(sys.modules))
"""


def pixels(png: bytes) -> NDArray[np.float32]:
    return np.asarray(matplotlib.image.imread(io.BytesIO(png), format="png"))


def line(Rm: float, tau_ref: float) -> tuple[torch.Tensor, torch.Tensor]:
    currents = torch.linspace(0, 2, 11)
    return currents, Rm * currents / (1 + tau_ref)


@pytest.fixture
def curve() -> MovingCurve:
    figure = Figure()
    figure.subplots().plot([0, 1], [0, 1])
    return MovingCurve(figure)


def test_a_moved_curve_looks_as_if_the_whole_figure_were_drawn_anew(curve: MovingCurve) -> None:
    curve.png(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.2]))
    moved = curve.png(torch.tensor([0.0, 1.0]), torch.tensor([0.5, 0.0]))
    anew, expected = Figure(), io.BytesIO()
    axes = anew.subplots()
    axes.plot([0, 1], [0, 1])
    axes.lines[0].set_data([0, 1], [0.5, 0.0])
    anew.savefig(expected, format="png")
    difference = np.abs(pixels(moved) - pixels(expected.getvalue()))
    # The curve now lies above the frame, which only a few pixels at its ends can tell.
    assert (difference > 0.1).any(axis=-1).mean() < 0.001


def test_a_curve_that_moves_back_gives_the_same_picture(curve: MovingCurve) -> None:
    here = torch.tensor([0.0, 1.0]), torch.tensor([0.3, 0.6])
    first = curve.png(*here)
    assert curve.png(here[0], here[1] + 0.2) != first
    assert curve.png(*here) == first


def test_each_slider_redraws_the_picture() -> None:
    sliders, image = explore_transfer_function(line).children
    seen = [bytes(image.value)]
    for slider in sliders.children:
        slider.value = 4.0 + len(seen)
        seen.append(bytes(image.value))
    assert len(set(seen)) == 3


def test_the_sliders_hand_over_their_own_values() -> None:
    calls: list[tuple[float, float]] = []

    def record(Rm: float, tau_ref: float) -> tuple[torch.Tensor, torch.Tensor]:
        calls.append((Rm, tau_ref))
        return line(Rm, tau_ref)

    resistance, rest = explore_transfer_function(record).children[0].children
    resistance.value = 12.5
    rest.value = 0.0
    assert calls == [(1.0, 10.0), (12.5, 10.0), (12.5, 0.0)]


@pytest.mark.slow
def test_importing_the_package_needs_no_notebook_and_no_library() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")
