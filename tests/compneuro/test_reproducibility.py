"""Seeds and devices."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from compneuro.reproducibility import seed_worker, set_device, set_seed

TWO_WORKERS = """
import random
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset
from compneuro.reproducibility import seed_worker


class Draws(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return random.random(), np.random.rand(), torch.rand(1).item()


def batches():
    loader = DataLoader(Draws(), batch_size=2, num_workers=2, worker_init_fn=seed_worker,
                        generator=torch.Generator().manual_seed(7))
    return [torch.stack(batch).tolist() for batch in loader]


if __name__ == "__main__":
    first, second = batches(), batches()
    print(first == second, first[0] != first[1])
"""


def draw() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), torch.rand(1).item()


def test_the_same_seed_gives_the_same_numbers_in_all_three_libraries() -> None:
    set_seed(2021)
    first = draw()
    set_seed(2021)
    assert draw() == first


def test_another_seed_gives_other_numbers_in_all_three_libraries() -> None:
    set_seed(1)
    first = draw()
    set_seed(2)
    assert all(a != b for a, b in zip(first, draw(), strict=True))


def test_numbers_do_not_depend_on_how_many_cores_there_are() -> None:
    torch.set_num_threads(2)
    set_seed(0)
    assert torch.get_num_threads() == 1


def test_pytorch_is_left_alone_on_request() -> None:
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    set_seed(5, seed_torch=False)
    assert torch.equal(torch.rand(1), expected)


def test_without_a_seed_one_is_picked_and_its_printed_number_repeats_the_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_seed()
    first = draw()
    printed = capsys.readouterr().out
    set_seed(int(printed.split()[-1].rstrip(".")))
    assert draw() == first


def test_two_runs_without_a_seed_differ_even_after_seeding() -> None:
    set_seed(3)
    set_seed()
    first = draw()
    set_seed(3)
    set_seed()
    assert draw() != first


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused_before_anything_is_seeded(seed: int) -> None:
    set_seed(4)
    expected = draw()
    set_seed(4)
    with pytest.raises(ValueError, match=f"from 0 to 4294967295, got {seed}"):
        set_seed(seed)
    assert draw() == expected


def test_a_worker_passes_the_seed_of_pytorch_on_to_the_other_libraries() -> None:
    torch.manual_seed(7)
    seed_worker(0)
    first = random.random(), np.random.rand()
    random.seed(0)
    np.random.seed(0)
    seed_worker(0)
    assert (random.random(), np.random.rand()) == first


@pytest.mark.slow
def test_a_seeded_loader_repeats_itself_and_its_two_workers_differ(tmp_path: Path) -> None:
    script = tmp_path / "two_workers.py"
    script.write_text(TWO_WORKERS)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_the_device_is_one_that_pytorch_can_use(capsys: pytest.CaptureFixture[str]) -> None:
    device = set_device()
    assert torch.zeros(1, device=device).device.type == device
    assert ("found a GPU" in capsys.readouterr().out) == torch.cuda.is_available()
