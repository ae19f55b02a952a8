"""Seeds and devices: with these, two runs of a lesson give the same numbers."""

from __future__ import annotations

import random

import numpy as np
import torch

SEED_LIMIT = 2**32  # NumPy accepts no larger seed


def set_seed(seed: int | None = None, seed_torch: bool = True) -> None:
    """Make Python, NumPy and PyTorch draw the same random numbers in every run.

    Args:
        seed: An integer from 0 to 4294967295. None picks one. The seed is printed either way.
        seed_torch: Whether PyTorch is seeded too, on every device. cuDNN is then limited to
            deterministic algorithms, and the CPU to one thread: sums do not depend on the number
            of cores, and networks as small as those of the lessons train faster.

    Raises:
        ValueError: The seed is out of range.
    """
    if seed is None:
        seed = random.SystemRandom().randrange(SEED_LIMIT)
    if not 0 <= seed < SEED_LIMIT:
        raise ValueError(f"The seed must be an integer from 0 to {SEED_LIMIT - 1}, got {seed}.")
    random.seed(seed)
    np.random.seed(seed)
    if seed_torch:
        torch.manual_seed(seed)
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
        torch.set_num_threads(1)
    print(f"The random seed is {seed}.")


def seed_worker(worker_id: int) -> None:
    """Seed Python and NumPy in a worker process of a `DataLoader`.

    PyTorch seeds itself in each worker, from the loader's generator. This passes that seed on to
    the other two. Use it as `DataLoader(..., worker_init_fn=seed_worker)`.

    Args:
        worker_id: The worker's number. PyTorch's seed differs from worker to worker already.
    """
    worker_seed = torch.initial_seed() % SEED_LIMIT
    random.seed(worker_seed)
    np.random.seed(worker_seed)


def set_device() -> str:
    """The device to compute on: "cuda" if PyTorch finds a GPU, else "cpu"."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda":
        print("PyTorch found a GPU; this notebook will use it.")
    else:
        print("PyTorch found no GPU; this notebook will use the CPU, which is fast enough.")
        print("(In Colab, Runtime > Change runtime type offers a GPU.)")
    return device
