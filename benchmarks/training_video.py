"""How long a filmed training run takes, beside the plain way of filming it.

Run `python benchmarks/training_video.py`. Both sides train the same model on the same data for
200 steps and make a video of 200 frames, in turn, in one process:

- the plain way, as the library did that this one took over from: a new figure for each step, saved
  as a PNG; in the end all PNGs are read again and encoded;
- `train_model`: one figure for the whole run, only what moves is redrawn, frames go straight to the
  encoder.

The encoder is the same for both. The best of several rounds counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from compneuro.datasets import make_dataset
from compneuro.mlp import build_mlp_model
from compneuro.training import train_model
from compneuro.utils.video import VideoWriter

EPOCHS, POINTS, BATCH, RATE, FPS = 100, 50, 32, 0.03, 60


def plain_way(model: nn.Module, folder: Path) -> float:
    """Train and film with a new figure and a PNG for each step; the test loss."""
    data = make_dataset("zigzag_line", POINTS)
    loader = DataLoader(TensorDataset(data.x_train, data.y_train), BATCH, shuffle=True)
    optimizer = optim.Adam(model.parameters(), lr=RATE)
    criterion = nn.MSELoss()
    frames: list[Path] = []
    for _ in range(EPOCHS):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                predicted = model(data.x_test)
            frames.append(folder / f"{len(frames):04}.png")
            plain_figure(data.x_train, data.y_train, data.x_test, data.y_test, predicted,
                         f"step {len(frames)}: loss {loss.item():.4f}", frames[-1])
    with VideoWriter(folder / "plain.mp4", FPS, (800, 600)) as video:
        for path in frames:
            with Image.open(path) as image:
                video.write(np.asarray(image.convert("RGBA")))
    with torch.no_grad():
        return criterion(model(data.x_test), data.y_test).item()


def plain_figure(x_train, y_train, x_test, y_test, predicted, title, path) -> None:  # type: ignore[no-untyped-def]
    """A figure of the points and the predictions, made for one frame only."""
    figure = plt.figure(figsize=(8, 6))
    plt.scatter(x_train, y_train, label="training data", color="gray", alpha=0.3)
    plt.scatter(x_test, y_test, label="test data", color="red", linewidth=2)
    plt.scatter(x_test, predicted, label="predicted", color="blue", linewidth=2)
    order = x_test.flatten().argsort()
    plt.plot(x_test[order], predicted[order], color="blue", alpha=0.2)
    plt.xlabel("input")
    plt.ylabel("output")
    plt.legend()
    plt.gca().spines[["top", "right"]].set_visible(False)
    plt.title(title)
    plt.ylim(-1.1, 1.1)
    figure.savefig(path)
    plt.close(figure)
