"""The calls of the document that the lesson follows run as they are, with its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import matplotlib
import pytest
import torch
import torch.nn as nn

from compneuro.mlp import build_mlp_model, visualize_mlp
from compneuro.training import train_model
from compneuro.utils.video import show_video

save_dir = "results/vis/single_neuron"

default_train_config = dict(
    learning_rate=0.03,
    batch_size=32,
    num_epochs=100,
    num_data_points=50,
    test_data_fraction=0.3,
    visualize_every_nth_step=1,
    video_frames_folder=save_dir,
    save_video_as="training.mp4",
    device="cuda" if torch.cuda.is_available() else "cpu",
)
relu = {"activation": nn.ReLU(), "bias": True}

# Each training cell: what build_mlp_model gets, what train_model gets beside the settings above,
# and the largest test loss that any start should end with; None where a start may fail.
RUNS: dict[str, tuple[dict[str, Any], dict[str, Any], float | None]] = {
    "a line through zero": (
        {"size_sequence": [1, 1]},
        {"dataset_name": "line_through_zero"},
        1e-4,
    ),
    "a line off zero, no bias": ({"size_sequence": [1, 1]}, {"dataset_name": "line"}, 0.2),
    "a line off zero, bias": (
        {"size_sequence": [1, 1], "bias": True},
        {"dataset_name": "line"},
        1e-4,
    ),
    "elbow, linear": (
        {"size_sequence": [1, 1, 1], "bias": True},
        {"dataset_name": "elbow"},
        0.1,
    ),
    "elbow, ReLU": ({"size_sequence": [1, 1, 1], **relu}, {"dataset_name": "elbow"}, None),
    "zigzag, 1 unit": ({"size_sequence": [1, 1, 1], **relu}, {"dataset_name": "zigzag_line"}, None),
    "zigzag, 10 units": (
        {"size_sequence": [1, 10, 1], **relu},
        {"dataset_name": "zigzag_line"},
        None,
    ),
    "zigzag, 120 units": (
        {"size_sequence": [1, 120, 1], **relu},
        {"dataset_name": "zigzag_line"},
        0.01,
    ),
    "zigzag, 20 and 20 units": (
        {"size_sequence": [1, 20, 20, 1], **relu},
        {"dataset_name": "zigzag_line"},
        None,
    ),
    "noise, 120 units": (
        {"size_sequence": [1, 120, 1], **relu},
        {"dataset_name": "noisy_line", "dataset_noise": 0.3, "noisy_data": True},
        0.3,
    ),
    "noise, one neuron": (
        {"size_sequence": [1, 1], **relu},
        {"dataset_name": "noisy_line", "noisy_data": True, "dataset_noise": 0.2},
        0.1,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
def test_each_training_cell_gives_a_loss_and_a_film(
    run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    built, trained, bound = RUNS[run]
    model = build_mlp_model(**built)
    test_loss = train_model(model=model, **trained, **default_train_config)
    shown = show_video(filename="training.mp4", width=600)
    assert isinstance(test_loss, float)
    assert 0 <= test_loss < (bound or 0.5)
    assert 'width="600"' in shown._repr_html_()
    with av.open("training.mp4") as film:
        assert sum(1 for _ in film.decode(video=0)) == 200
    assert not Path(save_dir).exists()  # nobody asked to keep the frames


def test_a_new_neuron_can_be_printed_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = build_mlp_model(
        size_sequence=[1, 1],
    )
    print(f"Weight before training: {model[0].weight.data[0].item()}")
    assert capsys.readouterr().out.startswith("Weight before training: ")
    with matplotlib.rc_context({"backend": "agg"}):
        visualize_mlp(model, save_as=tmp_path / "neuron.png")
    assert (tmp_path / "neuron.png").exists()
