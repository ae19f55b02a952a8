"""What is saved of outputs: small pictures that look the same, and nothing that moves."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_output
from PIL import Image, ImageChops

from autograder.authoring import saved_outputs, small_picture


def png(image: Image.Image, **options: object) -> str:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return b64encode(file.getvalue()).decode()


def opened(picture: str) -> Image.Image:
    return Image.open(io.BytesIO(b64decode(picture)))


def plot() -> str:
    figure = Figure()
    axes = figure.subplots()
    for slope in range(9):
        axes.plot([0, slope], label=f"slope {slope}")
    axes.legend()
    file = io.BytesIO()
    figure.savefig(file, dpi=110)
    return b64encode(file.getvalue()).decode()


def test_a_plot_is_a_third_of_the_size_and_looks_the_same() -> None:
    large = plot()
    small = small_picture(large)
    assert len(small) < len(large) / 3 * 1.1
    before, after = opened(large), opened(small)
    assert after.mode == "P"
    assert (after.size, after.info["dpi"]) == (before.size, before.info["dpi"])
    change = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
    assert max(high for _, high in change.getextrema()) < 64  # of 255, for the worst pixel


@pytest.mark.parametrize("kind", ["colourful", "transparent"])
def test_a_picture_that_would_change_visibly_stays_as_it_is(kind: str) -> None:
    ramps = [Image.linear_gradient("L").rotate(angle) for angle in (0, 90, 180)]
    image = Image.merge("RGB", ramps)
    if kind == "transparent":
        image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    picture = png(image)
    assert small_picture(picture) == picture


def test_a_picture_without_a_dpi_gets_none() -> None:
    assert "dpi" not in opened(small_picture(png(Image.new("RGB", (20, 20))))).info


def test_what_moves_is_replaced_by_a_sentence_and_pieces_of_a_text_are_joined() -> None:
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "42"}}
    bar = "Training:   0%|          | 0/100 [00:00<?, ?epoch/s]"
    outputs = [
        new_output("stream", name="stdout", text="one\n"),
        new_output("stream", name="stdout", text="two\n"),
        new_output("stream", name="stderr", text="three\n"),
        new_output("display_data", {**widget, "text/plain": bar}),
        new_output("display_data", {**widget, "text/plain": "VBox(children=())"}),
        new_output("display_data", {**widget, "text/plain": "Are you well?"}),
        new_output("display_data", {"text/html": "<video src='data:video/mp4;base64,AAAA'>"}),
        new_output("display_data", {"text/html": "<b>bold</b>"}),
    ]
    texts, others = saved_outputs(outputs)[:2], saved_outputs(outputs)[2:]
    assert [text.text for text in texts] == ["one\ntwo\n", "three\n"]
    assert [dict(other.data) for other in others] == [
        {"text/plain": "Training:   100%|██████████| 100/100"},
        {"text/plain": "Run this cell to see what it shows."},
        {"text/plain": "Are you well?"},
        {"text/plain": "Run this cell to see the film."},
        {"text/html": "<b>bold</b>"},
    ]
    assert outputs[0].text == "one\n", "what was passed in is left as it was"
