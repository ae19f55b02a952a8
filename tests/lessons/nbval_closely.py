"""nbval, comparing by `differences`: this module is a plugin of the pytest that it starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

from tests.lessons.comparison import differences

ROOT = Path(__file__).parents[2]
EACH_FRAME = re.compile(r"(visualize_every_nth_step\W+)\d+\b")


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

    Of a film it is compared that there is one, so every 50th frame is enough.
    """
    copy = folder / notebook.name
    copy.write_text(EACH_FRAME.sub(r"\g<1>50", notebook.read_text("utf-8")), "utf-8")
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
