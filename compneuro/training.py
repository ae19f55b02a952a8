"""Trains small networks on small data sets, and films the training."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from compneuro.animation import open_film
from compneuro.datasets import DataSet, make_dataset


@dataclass(frozen=True)
class Points:
    """The data that a model learns from.

    Attributes:
        dataset_name: One of `compneuro.datasets.CURVES`.
        num_data_points: The number of training and test points together.
        dataset_noise: Standard deviation of the noise on the targets; None for the data set's own.
        noisy_data: Whether the noise is added; False gives the curve without noise.
        test_data_fraction: The share of test points.
    """

    dataset_name: str
    num_data_points: int
    dataset_noise: float | None
    noisy_data: bool
    test_data_fraction: float

    def drawn(self, seed: int) -> DataSet:
        """Draw the points; the seed decides the noise and the split."""
        noise = self.dataset_noise if self.noisy_data else 0.0
        return make_dataset(
            self.dataset_name, self.num_data_points, noise, self.test_data_fraction, seed
        )


@dataclass(frozen=True)
class Steps:
    """How a model learns.

    Attributes:
        learning_rate: The learning rate of Adam.
        batch_size: The number of points in a batch.
        num_epochs: The number of passes over the training data.
        device: "auto" takes CUDA, else MPS, else the CPU; or any name that PyTorch knows.
        seed: Decides the noise, the split and the order of the points.
        show_progress: Whether to show a progress bar.
    """

    learning_rate: float
    batch_size: int
    num_epochs: int
    device: str
    seed: int
    show_progress: bool

    def __post_init__(self) -> None:
        _at_least_1(batch_size=self.batch_size, num_epochs=self.num_epochs)

    def number(self, data: DataSet) -> int:
        """The total number of steps."""
        return self.num_epochs * math.ceil(len(data.x_train) / self.batch_size)

    def taken(self, model: nn.Module, data: DataSet) -> Iterator[tuple[int, Tensor]]:
        """Train step by step, and yield the epoch and the batch's loss before each step."""
        # Imported here, because in a notebook it imports the widgets.
        from tqdm.auto import tqdm

        order = torch.Generator().manual_seed(self.seed)  # on the CPU: the same on every device
        optimizer = torch.optim.Adam(model.parameters(), lr=self.learning_rate)
        epochs = range(1, self.num_epochs + 1)
        for epoch in tqdm(epochs, "Training", unit="epoch", disable=not self.show_progress):
            shuffled = torch.randperm(len(data.x_train), generator=order)
            for batch in shuffled.to(data.x_train.device).split(self.batch_size):
                loss = nn.functional.mse_loss(model(data.x_train[batch]), data.y_train[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                yield epoch, loss.detach()


@dataclass(frozen=True)
class Recording:
    """Which frames and videos of the training are saved.

    Attributes:
        visualize_every_nth_step: A frame is drawn for the first step and every n-th after it.
        video_frames_folder: Where frames are saved if `keep_frames` is true; the video needs none.
        save_video_as: The video, an .mp4 file; None for no video.
        video_fps: The video's frames per second.
        ylim: The y axis of the fit goes from -ylim to ylim; None takes the range of the points.
        keep_frames: Whether each frame is also saved in `video_frames_folder` as a PNG file.
    """

    visualize_every_nth_step: int
    video_frames_folder: str | Path | None
    save_video_as: str | Path | None
    video_fps: int
    ylim: float | None
    keep_frames: bool

    def __post_init__(self) -> None:
        _at_least_1(visualize_every_nth_step=self.visualize_every_nth_step)
        if self.keep_frames and self.video_frames_folder is None:
            raise ValueError("keep_frames=True needs a folder: set video_frames_folder.")

    def shoot(
        self, model: nn.Module, data: DataSet, last_step: int, steps: Iterable[tuple[int, Tensor]]
    ) -> None:
        """Run through all steps, and record every n-th if frames are wanted.

        Args:
            model: The model that the steps train.
            data: The points, on the device of the model.
            last_step: The total number of steps.
            steps: The epoch and the batch's loss of each step.
        """
        with ExitStack() as stack:
            film = None
            if self.save_video_as is not None or self.keep_frames:
                folder = self.video_frames_folder if self.keep_frames else None
                film = stack.enter_context(
                    open_film(
                        data, last_step, self.ylim, self.save_video_as, self.video_fps, folder
                    )
                )
            for number, (epoch, loss) in enumerate(steps):
                if film is not None and number % self.visualize_every_nth_step == 0:
                    film.record(model, epoch, number + 1, loss)


Function = TypeVar("Function", bound=Callable[..., object])


def _explained(*settings: type) -> Callable[[Function], Function]:
    """Add the attributes that these classes document to the arguments in a function's docstring."""

    def explain(function: Function) -> Function:
        head, returns, tail = (function.__doc__ or "").partition("\n\n    Returns:")
        added = [(kind.__doc__ or "").partition("Attributes:\n")[2].rstrip() for kind in settings]
        function.__doc__ = "\n".join([head, *added]) + returns + tail
        return function

    return explain


@_explained(Points, Steps, Recording)
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

    The same model and seed give the same result. PyTorch's global random state does not change.

    Args:
        model: From shape (N, 1) to shape (N, 1). It is trained in place and stays on the device.

    Returns:
        The mean squared error on the test data. A ValueError names an argument out of range.
    """
    points = Points(dataset_name, num_data_points, dataset_noise, noisy_data, test_data_fraction)
    steps = Steps(learning_rate, batch_size, num_epochs, device, seed, show_progress)
    film = Recording(
        visualize_every_nth_step, video_frames_folder, save_video_as, video_fps, ylim, keep_frames
    )
    return _trained(model, points, steps, film)


def _trained(model: nn.Module, points: Points, steps: Steps, film: Recording) -> float:
    """Train the model in place. Returns its loss on the test data."""
    data = points.drawn(steps.seed).to(find_device(steps.device))
    model.to(data.x_train.device)
    with _one_thread():
        film.shoot(model, data, steps.number(data), steps.taken(model, data))
    with torch.no_grad():
        return nn.functional.mse_loss(model(data.x_test), data.y_test).item()


def find_device(name: str = "auto") -> torch.device:
    """The device of that name; "auto" takes CUDA if there is one, else MPS, else the CPU.

    Raises:
        ValueError: PyTorch knows no such device, or this computer has none.
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
    """Limit PyTorch to one thread: for networks this small, sharing the work takes longer."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _at_least_1(**counts: int) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}.")
