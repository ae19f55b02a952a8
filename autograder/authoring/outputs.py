"""What a solved notebook keeps of a cell's outputs, so that it is small and every run alike."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from PIL import Image, ImageChops, ImageStat

WIDGET = "application/vnd.jupyter.widget-view+json"
BAR = re.compile(r"0%\|.*\| 0/(\d+) \[.*\]")  # a progress bar, as it was when it came up
FULL_BAR = r"100%|██████████| \1/\1"
INNARDS = re.compile(r"\w+\(")  # `VBox(children=(...))`, where a widget has no words of its own
PLACEHOLDER = "Run this cell to see what it shows."
FILM = "data:video/"
FILM_PLACEHOLDER = "Run this cell to see the film."
COLOURS = 64  # a plot looks the same with them, and is a third of the size
VISIBLE = 4  # root mean square of what fewer colours change, of 255; plots stay below 3


def saved_outputs(outputs: Iterable[Any]) -> list[Any]:
    """The outputs of a cell as they are saved: texts and pictures, with the same words every time.

    A saved notebook can show no live widget, a film would be most of its weight, and into how many
    pieces a printed text falls is chance.
    """
    saved: list[Any] = []
    for output in deepcopy(list(outputs)):
        if saved and _is_continued(saved[-1], output):
            saved[-1].text += output.text
        else:
            _hold_still(output.get("data", {}))
            saved.append(output)
    return saved


def small_picture(png: str) -> str:
    """A PNG file in base64 with few colours; as it was where one would see the difference."""
    with Image.open(io.BytesIO(b64decode(png))) as image:
        full = image.convert("RGBA")
        few = full.convert("RGB").quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
        difference = ImageChops.difference(full, few.convert("RGBA"))
        if max(ImageStat.Stat(difference).rms) > VISIBLE:
            return png
        file = io.BytesIO()
        few.save(file, "PNG", optimize=True, dpi=image.info.get("dpi"))
    return b64encode(file.getvalue()).decode()


def _is_continued(output: Any, following: Any) -> bool:
    """Whether the second output is more of the same printed text."""
    kinds = (output.output_type, following.output_type)
    return kinds == ("stream", "stream") and output.name == following.name


def _hold_still(data: dict[str, str]) -> None:
    """Put words in place of what moves: a widget, a film."""
    if data.pop(WIDGET, None):
        text = BAR.sub(FULL_BAR, data["text/plain"])
        data["text/plain"] = PLACEHOLDER if INNARDS.match(text) else text
    if FILM in data.get("text/html", ""):
        del data["text/html"]
        data["text/plain"] = FILM_PLACEHOLDER
