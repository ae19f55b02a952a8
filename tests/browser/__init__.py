"""Lessons as a student sees them: a real JupyterLab in a real browser."""

import shutil
from importlib.util import find_spec

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None) if find_spec("playwright") else None
# Filming takes most of a minute. tests/lessons runs every cell of it with films of few frames, and
# the release makes whole ones in the browser; the solved notebook is opened there as it was saved.
TOO_LONG_TO_RUN = {"single_neuron"}
# It has no film and no slider: tests/lessons runs it, and nothing is left to see in a browser that
# the others do not show.
NOTHING_MOVES = {"backpropagation"}
