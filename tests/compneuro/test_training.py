"""Training: what it gives, what it leaves alone, and the film that it makes."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch
from torch import nn

from compneuro.animation import GRID, TrainingPicture
from compneuro.datasets import make_dataset
from compneuro.mlp import build_mlp_model
from compneuro.training import find_device, train_model

QUICK: dict[str, Any] = {"num_epochs": 3, "device": "cpu", "show_progress": False}


def model_of(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return build_mlp_model([1, 10, 1], nn.ReLU(), bias=True)


def test_a_neuron_learns_the_slope_and_the_offset_of_a_line() -> None:
    torch.manual_seed(0)
    model = build_mlp_model([1, 1], bias=True)
    loss = train_model(model, "line", device="cpu", show_progress=False)
    assert loss < 1e-6
    assert model[0].weight.item() == pytest.approx(0.5, abs=1e-3)
    assert model[0].bias.item() == pytest.approx(0.4, abs=1e-3)


def test_the_loss_is_that_of_the_points_held_back() -> None:
    model = model_of()
    loss = train_model(model, "noisy_line", seed=5, **QUICK)
    data = make_dataset("noisy_line", seed=5)
    with torch.no_grad():
        assert loss == nn.functional.mse_loss(model(data.x_test), data.y_test).item()


def test_noisy_data_can_be_switched_off() -> None:
    torch.manual_seed(0)
    neuron = build_mlp_model([1, 1], bias=True)
    loss = train_model(neuron, "noisy_line", noisy_data=False, device="cpu", show_progress=False)
    assert loss < 1e-6


def test_the_same_seeds_give_the_same_model_film_or_not(tmp_path: Path) -> None:
    one, two, three = model_of(), model_of(), model_of()
    first = train_model(one, "zigzag_line", **QUICK)
    filmed = train_model(two, "zigzag_line", save_video_as=tmp_path / "film.mp4", **QUICK)
    other = train_model(three, "zigzag_line", seed=1, **QUICK)
    assert first == filmed != other
    assert torch.equal(one[0].weight, two[0].weight)


def test_the_global_random_numbers_are_left_alone(tmp_path: Path) -> None:
    model = model_of()
    before = torch.get_rng_state()
    train_model(model, "noisy_line", save_video_as=tmp_path / "film.mp4", **QUICK)
    assert torch.equal(torch.get_rng_state(), before)


def frames_of(path: Path) -> list[Any]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def test_the_film_is_one_that_every_browser_plays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "film.mp4"
    train_model(model_of(), "line", save_video_as=path, video_fps=24, **QUICK)
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.average_rate == 24
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # the index stands at the front


def test_a_frame_is_made_for_the_first_and_every_nth_step(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    for every, number in ((1, 6), (4, 2), (100, 1)):  # 3 epochs of 35 points in batches of 32
        train_model(model_of(), "line", save_video_as=path, visualize_every_nth_step=every, **QUICK)
        assert len(frames_of(path)) == number


@pytest.mark.slow
def test_the_same_run_makes_the_same_film_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    films = set()
    for _ in range(4):
        train_model(model_of(), "wedge", save_video_as=path, **{**QUICK, "num_epochs": 60})
        films.add(path.read_bytes())
    assert len(films) == 1


def test_frames_reach_the_disk_only_when_they_are_to_be_kept(tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    train_model(
        model_of(), "line", video_frames_folder=folder, save_video_as=tmp_path / "f.mp4", **QUICK
    )
    assert not folder.exists()
    folder.mkdir()
    (folder / "frame_00099.png").touch()  # from a longer run before
    (folder / "notes.txt").touch()
    train_model(model_of(), "line", video_frames_folder=folder, keep_frames=True, **QUICK)
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == [*(f"frame_{i:05}.png" for i in range(6)), "notes.txt"]
    assert (folder / kept[0]).read_bytes().startswith(b"\x89PNG")


def test_an_interrupted_run_leaves_a_film_of_what_there_was(tmp_path: Path) -> None:
    class Interrupted(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.calls = getattr(self, "calls", 0) + 1
            if self.calls > 7:  # each step asks twice: once to learn, once for the film
                raise KeyboardInterrupt
            return super().forward(x)

    path = tmp_path / "film.mp4"
    with pytest.raises(KeyboardInterrupt):
        train_model(Interrupted(1, 1), "line", save_video_as=path, **QUICK)
    assert len(frames_of(path)) == 3


def test_only_what_moves_differs_between_two_frames() -> None:
    data = make_dataset("line")
    picture = TrainingPicture(data, last_step=10, ylim=1.1)
    flat = np.zeros(len(GRID))
    first = picture.frame(1, 1, flat, 0.5, 0.4).copy()
    second = picture.frame(1, 2, flat + 0.5, 0.4, 0.3).copy()
    height, width, _ = first.shape
    assert (width, height) == picture.size
    changed = (first != second).any(axis=2)
    assert 0 < changed.mean() < 0.1
    assert not changed[:, : width // 20].any()  # labels on the left
    assert not changed[-height // 12 :].any()  # labels at the bottom


def test_the_curve_and_the_losses_are_those_handed_over() -> None:
    picture = TrainingPicture(make_dataset("line"), last_step=10)
    curve = np.linspace(0, 1, len(GRID))
    picture.frame(1, 1, curve, 0.5, 0.4)
    picture.frame(2, 3, curve, 0.2, 0.1)
    fit, loss = picture.figure.axes
    np.testing.assert_array_equal(fit.lines[-1].get_ydata(), curve)
    train, test = loss.lines
    np.testing.assert_array_equal(train.get_xydata(), [[1, 0.5], [3, 0.2]])
    np.testing.assert_array_equal(test.get_xydata(), [[1, 0.4], [3, 0.1]])
    assert fit.get_title(loc="left") == "epoch 2"


def test_a_model_that_diverges_is_drawn_all_the_same(tmp_path: Path) -> None:
    model = build_mlp_model([1, 1])
    with torch.no_grad():
        model[0].weight[:] = float("nan")
    loss = train_model(model, "line", save_video_as=tmp_path / "film.mp4", **QUICK)
    assert np.isnan(loss)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dataset_name": "circle"}, "no data set 'circle'; there are: "),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"num_epochs": 0}, "num_epochs must be at least 1, got 0"),
        ({"visualize_every_nth_step": 0}, "visualize_every_nth_step must be at least 1, got 0"),
        ({"keep_frames": True}, "keep_frames=True needs a folder"),
        ({"device": "warp"}, "PyTorch knows no device 'warp'"),
        ({"save_video_as": "film.avi"}, r"must end with .mp4, got 'film.avi'"),
        ({"save_video_as": "film.mp4", "video_fps": 0}, "video_fps must be at least 1, got 0"),
    ],
)
def test_an_argument_out_of_range_is_named_before_training(
    arguments: dict[str, Any], message: str
) -> None:
    model = model_of()
    weight = model[0].weight.clone()
    with pytest.raises(ValueError, match=message):
        train_model(model, **{"dataset_name": "line", **QUICK, **arguments})
    assert torch.equal(model[0].weight, weight)


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_auto_takes_the_best_device_there_is(
    cuda: bool, mps: bool, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert find_device().type == chosen
    assert find_device("cpu").type == "cpu"
    for name, there in (("cuda:0", cuda), ("mps", mps)):
        if there:
            assert str(find_device(name)) == name
        else:
            with pytest.raises(ValueError, match="here; use 'auto', or 'cpu'"):
                find_device(name)


@pytest.mark.slow
def test_importing_the_library_loads_no_notebook_and_no_encoder() -> None:
    code = (
        "import sys, compneuro.training, compneuro.mlp, compneuro.utils.video\n"
        "print([name for name in ('IPython', 'ipywidgets', 'av') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_help_explains_every_argument() -> None:
    told = inspect.getdoc(train_model) or ""
    for name in inspect.signature(train_model).parameters:
        assert f"\n    {name}: " in told
    assert told.index("Args:") < told.index("model: ") < told.index("Returns:")
