"""Lessons as a student sees them: a real JupyterLab in a real browser."""

import shutil
from importlib.util import find_spec

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None) if find_spec("playwright") else None
# It trains for half a minute. tests/lessons runs every cell of it, and the browser those of the
# release; the solved notebook is opened there as it was saved.
TOO_LONG_TO_RUN = {"single_neuron"}
# It has no film and no slider: tests/lessons runs it, and nothing is left to see in a browser that
# the others do not show.
NOTHING_MOVES = {"backpropagation"}
