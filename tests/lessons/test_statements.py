"""What the lessons say about their runs is true of the runs that are saved, or holds for others."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from torch import nn

from autograder.course import load_course
from compneuro.datasets import make_dataset
from compneuro.mlp import build_mlp_model
from compneuro.training import train_model

COURSE = load_course(Path(__file__).parent)
READINGS = [35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4]
DEGREES = [0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]


@cache
def printed(lesson: str) -> str:
    """All that the saved lesson prints; its numbers are compared with fresh ones elsewhere."""
    notebook = nbformat.read(COURSE.solved_notebook(lesson), as_version=4)
    outputs: list[Any] = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return "\n".join(out.text for out in outputs if out.output_type == "stream")


def numbers(lesson: str, phrase: str) -> list[float]:
    """The numbers in the line that begins with a phrase."""
    line = next(line for line in printed(lesson).splitlines() if line.strip().startswith(phrase))
    return [float(n) for n in re.findall(r"-?\d+\.\d+|(?<=: )\d+", line.strip()[len(phrase) :])]


def test_all_ways_to_miss_the_elbow_are_named_and_happen() -> None:
    ways = ["found the elbow", "silent from the start", "fell silent while training", "got stuck"]
    counts = [numbers("single_neuron", way)[0] for way in ways]
    assert sum(counts) == 20
    assert min(counts) > 0


def test_one_hidden_unit_shows_one_corner_inside() -> None:
    torch.manual_seed(0)
    model = build_mlp_model([1, 1, 1], nn.ReLU(), bias=True)
    train_model(model, "zigzag_line", device="cpu", show_progress=False)
    x = torch.linspace(-1, 1, 2001).view(-1, 1)
    slopes = model(x).diff(dim=0).flatten()
    bends = (slopes.diff().abs() > 1e-4).nonzero().flatten()
    assert 1 <= len(bends) <= 2  # one corner, between two points of the grid
    assert 0.2 < x[bends[0]] < 0.4
    assert (slopes[0] - slopes[-1]).abs() / 0.001 > 0.2  # steep enough to be seen


def test_width_buys_training() -> None:
    median = {
        (width, epochs): numbers("single_neuron", f"{width} units, {epochs} epochs: median")[-1]
        for width in (3, 10, 120)
        for epochs in (100, 300)
    }
    assert median[3, 300] > 0.05
    assert median[10, 300] < 0.005 and median[10, 100] <= 0.02
    assert median[120, 100] < 0.005


@pytest.mark.parametrize("start", [6, 7])
def test_the_wide_network_overfits_whatever_the_start(start: int) -> None:
    data = make_dataset("noisy_line", num_points=20, noise=0.3)
    losses = {}
    for sizes in ([1, 1], [1, 120, 1]):
        torch.manual_seed(start)
        model = build_mlp_model(sizes, nn.ReLU(), bias=True)
        how: dict[str, Any] = {"num_data_points": 20, "num_epochs": 600, "dataset_noise": 0.3}
        test = train_model(model, "noisy_line", device="cpu", show_progress=False, **how)
        with torch.no_grad():
            losses[len(sizes)] = nn.functional.mse_loss(model(data.x_train), data.y_train), test
    assert losses[3][0] < 0.5 * losses[2][0]
    assert losses[3][1] > 2 * losses[2][1]
    assert losses[3][1] > 5 * losses[3][0]


def test_what_the_model_answer_says_of_the_best_slope() -> None:
    data = make_dataset("line")
    assert (len(data.x_train), len(data.x_test)) == (35, 15)
    assert data.x_train.sum().item() == pytest.approx(-3, abs=0.1)
    best = (data.x_train * data.y_train).sum() / (data.x_train**2).sum()
    assert best.item() == pytest.approx(0.41, abs=0.005)
    assert numbers("single_neuron", "Test loss: 0.1677")[-1] == pytest.approx(0.455, abs=0.05)


def test_the_validation_loss_of_the_line_dips_and_rises_while_training_goes_on() -> None:
    x, t = 0.1 * torch.tensor(READINGS), torch.tensor(DEGREES)
    val = torch.tensor([2, 9])
    train = torch.tensor([i for i in range(11) if i not in val])
    torch.manual_seed(4)
    weight, bias = (p.item() for p in nn.Linear(1, 1).parameters())
    seen, held_back = [], []
    for _ in range(3000):
        errors = weight * x + bias - t
        seen.append((errors[train] ** 2).mean().item())
        held_back.append((errors[val] ** 2).mean().item())
        weight -= 0.02 * (errors * x)[train].mean().item()
        bias -= 0.02 * errors[train].mean().item()
    dip = min(range(3000), key=held_back.__getitem__)
    assert 5 <= dip <= 15
    assert held_back[dip] == pytest.approx(1.7, abs=0.05)
    assert held_back[-1] == pytest.approx(3.0, abs=0.05)
    assert seen[-1] < seen[500] < seen[dip]


def test_leave_one_out_prefers_the_line() -> None:
    line, network = (
        numbers("artificial_neurons", f"{name}: mean squared error")[0]
        for name in ("linear neuron", "8 tanh neurons")
    )
    assert line == pytest.approx(4.4, abs=0.1)
    assert network > line + 1


def test_the_response_range_of_the_tanh() -> None:
    z = torch.tensor([1.5, 2.0], requires_grad=True)
    torch.tanh(z).sum().backward()
    assert z.grad is not None
    assert z.grad[0] > 0.15 and z.grad[1] < 0.1
    assert (min(READINGS), max(READINGS)) == pytest.approx((21, 82), abs=1)


def test_where_the_plain_cross_entropy_breaks() -> None:
    def plain(logits: torch.Tensor) -> torch.Tensor:
        return torch.log(torch.exp(logits).sum())

    assert plain(torch.full((4,), 87.0)).isfinite() and plain(torch.full((4,), 89.0)).isinf()
    assert plain(torch.full((4,), -100.0)).isfinite() and plain(torch.full((4,), -105.0)).isinf()
