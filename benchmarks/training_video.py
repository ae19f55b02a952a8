"""How long a filmed training run takes, compared with the plain way of filming it.

Run `python -m benchmarks.training_video`. All ways train the same model on the same data for 100
epochs, which are 200 steps, and make a video of 200 frames with the same encoder, one after the
other in one process:

- The plain way makes a new figure for each step and saves it as a PNG. In the end it reads all PNGs
  and encodes them. It runs once with the picture of the original library (the points and the fit,
  800 x 600) and once with the picture of `train_model` (the losses too, 960 x 480).
- `train_model` makes one figure for the whole run, redraws only what moves, and sends every frame
  straight to the encoder. It also runs without its encoder and without its film, which shows where
  the time goes.

The plain ways run once, because they take long. `train_model` runs three times before and three
times after them, and the median counts.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from unittest import mock

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader, TensorDataset

from compneuro.animation import GRID, LOSS_RANGE
from compneuro.datasets import DataSet, make_dataset
from compneuro.mlp import build_mlp_model
from compneuro.training import train_model
from compneuro.utils.video import VideoWriter

DATA, EPOCHS, POINTS, BATCH, RATE, FPS = "zigzag_line", 100, 50, 32, 0.03, 60
ROUNDS = 3
Losses = list[tuple[float, float]]
DrawFigure = Callable[[DataSet, nn.Module, Losses], None]


def new_model() -> nn.Sequential:
    """The same model every time."""
    torch.manual_seed(0)
    return build_mlp_model([1, 10, 1], nn.ReLU(), bias=True)


def filmed(folder: Path) -> None:
    """Train and film with `train_model`: what is measured."""
    train_model(
        new_model(),
        DATA,
        RATE,
        BATCH,
        EPOCHS,
        POINTS,
        save_video_as=folder / "film.mp4",
        device="cpu",
    )


def not_encoded(folder: Path) -> None:
    """The same, but the frames are not encoded."""
    with mock.patch.object(VideoWriter, "write"), mock.patch.object(VideoWriter, "close"):
        filmed(folder)


def not_filmed(_folder: Path) -> None:
    """Train without a film."""
    train_model(new_model(), DATA, RATE, BATCH, EPOCHS, POINTS, device="cpu")


def plain(draw: DrawFigure, folder: Path) -> None:
    """Train with a new figure and a PNG for each step, then encode the PNGs."""
    data, model = make_dataset(DATA, POINTS), new_model()
    loader = DataLoader(TensorDataset(data.x_train, data.y_train), BATCH, shuffle=True)
    optimizer, criterion = optim.Adam(model.parameters(), lr=RATE), nn.MSELoss()
    losses: Losses = []
    frames: list[Path] = []
    for _ in range(EPOCHS):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                losses.append((loss.item(), criterion(model(data.x_test), data.y_test).item()))
                draw(data, model, losses)
            frames.append(folder / f"{len(frames):04}.png")
            plt.savefig(frames[-1])
            plt.close()
    with Image.open(frames[0]) as first:
        size = first.size
    with VideoWriter(folder / "plain.mp4", FPS, size) as video:
        for path in frames:
            with Image.open(path) as image:
                video.write(np.asarray(image.convert("RGBA")))


def old_picture(data: DataSet, model: nn.Module, losses: Losses) -> None:
    """Draw the points and the model's predictions at the test points."""
    plt.figure(figsize=(8, 6))
    order = data.x_test.flatten().argsort()
    predicted: Tensor = model(data.x_test)
    plt.scatter(data.x_train, data.y_train, label="training data", color="gray", alpha=0.3)
    plt.scatter(data.x_test, data.y_test, label="test data", color="red", linewidth=2)
    plt.scatter(data.x_test, predicted, label="predicted", color="blue", linewidth=2)
    plt.plot(data.x_test[order], predicted[order], color="blue", alpha=0.2)
    plt.xlabel("input")
    plt.ylabel("output")
    plt.legend()
    plt.gca().spines[["top", "right"]].set_visible(False)
    plt.title(f"step {len(losses)}: loss {losses[-1][0]:.4f}")
    plt.ylim(-1.1, 1.1)


def new_picture(data: DataSet, model: nn.Module, losses: Losses) -> None:
    """Draw what `train_model` shows: the points and the fit, and both losses beside them."""
    _, (fit, loss) = plt.subplots(1, 2, figsize=(9.6, 4.8), width_ratios=(1.25, 1))
    fit.plot(GRID, data.curve(GRID), linewidth=5, label="without noise")
    fit.scatter(data.x_train, data.y_train, s=26, label="training data")
    fit.scatter(data.x_test, data.y_test, s=34, marker="s", label="test data")
    fit.plot(GRID, model(GRID), linewidth=2.8, label="model")
    fit.set(title=f"step {len(losses)}", xlabel="input x", ylabel="output y", ylim=(-1.1, 1.1))
    fit.legend(loc="upper left", ncols=2)
    loss.plot([train for train, _ in losses], label="training (each batch)")
    loss.plot([test for _, test in losses], label="test")
    loss.set(title="mean squared error", xlabel="step", xlim=(0, 200))
    loss.set(yscale="log", ylim=LOSS_RANGE)
    loss.legend(loc="upper right")


def seconds(way: Callable[[Path], None]) -> float:
    """The seconds that one way takes, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        way(Path(folder))
        return time.perf_counter() - start


def main() -> None:
    """Measure and print a table."""
    not_filmed(Path())  # imports what the first run would otherwise import
    before = [seconds(filmed) for _ in range(ROUNDS)]
    old = seconds(lambda folder: plain(old_picture, folder))
    new = seconds(lambda folder: plain(new_picture, folder))
    films = before + [seconds(filmed) for _ in range(ROUNDS)]
    film = median(films)
    drawn = min(seconds(not_encoded) for _ in range(ROUNDS))
    trained = min(seconds(not_filmed) for _ in range(ROUNDS))
    print(f"\n{EPOCHS} epochs of {DATA}, a frame for each step     seconds   times as long")
    print(f"train_model, filmed                               {film:7.2f}")
    print(f"a new figure and a PNG each, the old picture      {old:7.2f}   {old / film:6.1f}")
    print(f"a new figure and a PNG each, the same picture     {new:7.2f}   {new / film:6.1f}")
    print(
        f"\nWhere train_model's time goes, in the best runs: training {trained:.2f} s, drawing "
        f"{drawn - trained:.2f} s, waiting for the encoder {min(films) - drawn:.2f} s."
    )


if __name__ == "__main__":
    main()
