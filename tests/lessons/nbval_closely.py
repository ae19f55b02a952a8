"""nbval, comparing by `differences`: this module is a plugin of the pytest that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

from tests.lessons.comparison import differences
from tests.lessons.films import with_short_films

ROOT = Path(__file__).parents[2]


class Cell(IPyNbCell):
    """A cell of nbval that takes pictures into account, and numbers with a tolerance."""

    def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:
        self.comparison_traceback = differences(ref, test)
        return not self.comparison_traceback


def pytest_itemcollected(item: pytest.Item) -> None:
    if isinstance(item, IPyNbCell):
        item.__class__ = Cell


def run_nbval(notebook: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the notebook in a folder where the files that it writes may stay.

    Of a film it is compared that there is one, so a short one is enough.
    """
    copy = with_short_films(notebook, folder)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *("-p", __name__, "--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"),
        *options,
        str(copy),
    ]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": ""}  # a lesson says whether there is a card
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
