"""Training of small networks on small data sets, filmed if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from compneuro.animation import TrainingPicture, grid
from compneuro.datasets import DataSet, make_dataset
from compneuro.utils.video import VideoWriter


def train_model(
    model: nn.Module,
    dataset_name: str,
    learning_rate: float = 0.03,
    batch_size: int = 32,
    num_epochs: int = 100,
    num_data_points: int = 50,
    dataset_noise: float | None = None,
    noisy_data: bool = True,
    test_data_fraction: float = 0.3,
    visualize_every_nth_step: int = 1,
    video_frames_folder: str | Path | None = None,
    save_video_as: str | Path | None = None,
    video_fps: int = 60,
    device: str = "auto",
    ylim: float | None = 1.1,
    keep_frames: bool = False,
    seed: int = 0,
) -> float:
    """Train a model with Adam on the mean squared error, and film how it learns.

    The model is trained in place and stays on the device. The same model and seed give the same
    result; PyTorch's own random numbers are left as they were.

    Args:
        model: From inputs of shape (N, 1) to outputs of shape (N, 1).
        dataset_name: One of `compneuro.datasets.CURVES`.
        learning_rate: Of Adam.
        batch_size: Points that one step learns from.
        num_epochs: How often to go through the training data.
        num_data_points: Training and test data together.
        dataset_noise: Standard deviation of the noise on the targets; None for the data set's own.
        noisy_data: Whether that noise is added; False trains on the bare curve.
        test_data_fraction: Share of the points that is held back for testing.
        visualize_every_nth_step: A frame is drawn for the first step and every n-th after it.
        video_frames_folder: Where frames are kept; nothing is written there unless `keep_frames`.
        save_video_as: The video, an .mp4 file; None for no video.
        video_fps: Frames per second.
        device: "auto" takes CUDA, else MPS, else the CPU; or any name that PyTorch knows.
        ylim: The fit is drawn from -ylim to ylim; None takes the range of the points.
        keep_frames: Whether each frame is also written as a PNG file.
        seed: Decides the noise, the split and the order of the points.

    Returns:
        The mean squared error on the test data after training.

    Raises:
        ValueError: An argument is out of range; the message says which.
    """
    _check(learning_rate, batch_size, num_epochs, visualize_every_nth_step)
    where = find_device(device)
    noise = dataset_noise if noisy_data else 0.0
    data = make_dataset(dataset_name, num_data_points, noise, test_data_fraction, seed).to(where)
    model.to(where)
    n_batches = -(-len(data.x_train) // batch_size)
    folder = frames_folder(video_frames_folder) if keep_frames else None
    with ExitStack() as stack:
        film = None
        if save_video_as is not None or folder is not None:
            picture = TrainingPicture(data, num_epochs * n_batches, ylim)
        ...
