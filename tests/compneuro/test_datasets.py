"""Data sets: the curves, the noise, the split."""

from __future__ import annotations

import pytest
import torch

from compneuro.datasets import CURVES, make_dataset

NAMES = (
    *("line_through_zero", "line", "sine_wave", "zigzag_line", "elbow"),
    *("wedge", "x_square", "sin_relu", "noisy_line"),
)


def test_all_the_curves_are_there() -> None:
    assert set(CURVES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_curve_stays_between_minus_one_and_one(name: str) -> None:
    y = CURVES[name](torch.linspace(-1, 1, 1001))
    assert y.shape == (1001,)
    assert -1 <= y.min() < y.max() <= 1


def test_a_line_through_zero_passes_through_zero_and_the_other_line_does_not() -> None:
    zero = torch.zeros(1)
    assert CURVES["line_through_zero"](zero).item() == 0
    assert CURVES["line"](zero).item() == pytest.approx(0.4)


@pytest.mark.parametrize("name", ["line_through_zero", "line", "noisy_line"])
def test_lines_are_straight(name: str) -> None:
    steps = CURVES[name](torch.linspace(-1, 1, 101)).diff()
    torch.testing.assert_close(steps, steps.mean().expand(100), atol=1e-6, rtol=0)


def test_the_wedge_is_the_one_that_the_lesson_describes() -> None:
    corners = CURVES["wedge"](torch.tensor([-1.0, -0.4, 0.2, 0.6, 1.0]))
    torch.testing.assert_close(corners, torch.tensor([0.6, 0.0, -0.6, 0.0, 0.6]))


def test_the_zigzag_passes_through_its_corners() -> None:
    corners = CURVES["zigzag_line"](torch.tensor([-1.0, -0.5, 0.2, 1.0]))
    torch.testing.assert_close(corners, torch.tensor([0.8, -0.6, 0.6, -0.5]))


def test_an_unknown_name_is_answered_with_all_that_there_are() -> None:
    with pytest.raises(ValueError, match="no data set 'lines'; there are: line_through_zero, line"):
        make_dataset("lines")


def test_every_point_is_either_learnt_from_or_held_back() -> None:
    data = make_dataset("line", num_points=50, test_fraction=0.3)
    assert data.x_train.shape == data.y_train.shape == (35, 1)
    assert data.x_test.shape == data.y_test.shape == (15, 1)
    together = torch.cat([data.x_train, data.x_test]).flatten().sort().values
    torch.testing.assert_close(together, torch.linspace(-1, 1, 50))


@pytest.mark.parametrize(("fraction", "held_back"), [(0.01, 1), (0.99, 3)])
def test_no_side_of_the_split_is_empty(fraction: float, held_back: int) -> None:
    assert len(make_dataset("line", num_points=4, test_fraction=fraction).x_test) == held_back


def test_without_noise_the_points_lie_on_the_curve() -> None:
    data = make_dataset("sine_wave")
    torch.testing.assert_close(data.y_train, data.curve(data.x_train), rtol=0, atol=0)


@pytest.mark.parametrize(("noise", "spread"), [(None, 0.2), (0.5, 0.5)])
def test_noise_has_the_standard_deviation_asked_for(noise: float | None, spread: float) -> None:
    data = make_dataset("noisy_line", num_points=4000, noise=noise)
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert (y - data.curve(x)).std().item() == pytest.approx(spread, rel=0.1)


def test_the_seed_decides_and_the_global_one_is_left_alone() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, again, other = (make_dataset("noisy_line", seed=seed) for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first.y_train, again.y_train)
    assert not torch.equal(first.x_train, other.x_train)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_points": 1}, "num_data_points must be at least 2, got 1"),
        ({"test_fraction": 1.0}, "test_data_fraction must lie between 0 and 1, got 1.0"),
        ({"noise": -0.1}, "dataset_noise must be zero or a positive number, got -0.1"),
        ({"noise": float("nan")}, "dataset_noise must be zero or a positive number, got nan"),
    ],
)
def test_a_number_out_of_range_is_named(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_dataset("line", **arguments)  # type: ignore[arg-type]
