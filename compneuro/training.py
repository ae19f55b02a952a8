"""Training of small networks on small data sets, filmed where wanted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch
from torch import Tensor, nn

from compneuro.animation import open_film
from compneuro.datasets import DataSet, make_dataset


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
    show_progress: bool = True,
) -> float:
    """Train a model with Adam on the mean squared error, and film how it learns.

    The model is trained in place and stays on the device. The same model and the same seed give
    the same result; PyTorch's own random numbers are left as they were.

    Args:
        model: From inputs of shape (N, 1) to outputs of shape (N, 1).
        dataset_name: One of `compneuro.datasets.CURVES`.
        learning_rate: Of Adam.
        batch_size: Points that one step learns from.
        num_epochs: How often to go through the training data.
        num_data_points: Training and test data together.
        dataset_noise: Standard deviation of the noise on the targets; None for the data set's own.
        noisy_data: Whether that noise is added; False takes the bare curve.
        test_data_fraction: Share of the points that is held back for testing.
        visualize_every_nth_step: A frame is drawn for the first step and every n-th after it.
        video_frames_folder: Where frames are kept, should `keep_frames` ask for them; the video
            needs none on disk.
        save_video_as: The video, an .mp4 file; None for no video.
        video_fps: Frames per second.
        device: "auto" takes CUDA, else MPS, else the CPU; or any name that PyTorch knows.
        ylim: The fit is drawn from -ylim to ylim; None takes the range of the points.
        keep_frames: Whether each frame is also written to `video_frames_folder`, as a PNG file.
        seed: Decides the noise, the split and the order of the points.
        show_progress: Whether a progress bar is shown.

    Returns:
        The mean squared error on the test data after training.

    Raises:
        ValueError: An argument is out of range; the message says which.
    """
    for name, count in {
        "batch_size": batch_size,
        "num_epochs": num_epochs,
        "visualize_every_nth_step": visualize_every_nth_step,
    }.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}.")
    if keep_frames and video_frames_folder is None:
        raise ValueError("keep_frames=True needs a folder: set video_frames_folder.")
    # Imported here, since in a notebook it brings the widgets along.
    from tqdm.auto import tqdm

    noise = dataset_noise if noisy_data else 0.0
    data = make_dataset(dataset_name, num_data_points, noise, test_data_fraction, seed)
    data = data.to(find_device(device))
    model.to(data.x_train.device)
    last_step = num_epochs * math.ceil(len(data.x_train) / batch_size)
    folder = video_frames_folder if keep_frames else None
    epochs = tqdm(range(1, num_epochs + 1), "Training", unit="epoch", disable=not show_progress)
    with ExitStack() as stack:
        stack.enter_context(_one_thread())
        film = None
        if save_video_as is not None or keep_frames:
            film = stack.enter_context(
                open_film(data, last_step, ylim, save_video_as, video_fps, folder)
            )
        steps = _train(model, data, learning_rate, batch_size, epochs, seed)
        for number, (epoch, loss) in enumerate(steps):
            if film is not None and number % visualize_every_nth_step == 0:
                film.record(model, epoch, number + 1, loss)
    with torch.no_grad():
        return nn.functional.mse_loss(model(data.x_test), data.y_test).item()


def find_device(name: str = "auto") -> torch.device:
    """The device of that name; "auto" takes CUDA where there is one, else MPS, else the CPU.

    Raises:
        ValueError: PyTorch knows no such device, or finds none in this computer.
    """
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        name = next((kind for kind, there in found.items() if there), "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"PyTorch knows no device {name!r}; use 'auto', or 'cpu'.") from None
    if not found.get(device.type, True):
        raise ValueError(f"PyTorch finds no {device.type.upper()} here; use 'auto', or 'cpu'.")
    return device


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let PyTorch use one thread: for networks this small, handing work to others takes longer."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _train(
    model: nn.Module,
    data: DataSet,
    learning_rate: float,
    batch_size: int,
    epochs: Iterable[int],
    seed: int,
) -> Iterator[tuple[int, Tensor]]:
    """Take one step after the other; gives the epoch, and the batch's loss before the step."""
    order = torch.Generator().manual_seed(seed)  # on the CPU, so that devices agree
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for epoch in epochs:
        shuffled = torch.randperm(len(data.x_train), generator=order)
        for batch in shuffled.to(data.x_train.device).split(batch_size):
            loss = nn.functional.mse_loss(model(data.x_train[batch]), data.y_train[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield epoch, loss.detach()
