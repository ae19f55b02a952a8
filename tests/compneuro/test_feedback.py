"""The feedback corner: what it keeps, where, and that it comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from compneuro.feedback import LONGEST, MIME, Reaction, one_line, reactions_in

VIEW = "application/vnd.jupyter.widget-view+json"
CELLS = [
    "from compneuro.feedback import feedback_corner",
    'feedback_corner("width")',
    "from ipywidgets.widgets.widget import _instances\n"
    "[name for name, widget in _instances.items() if hasattr(widget, 'options')][0]",
]
LOST = {"section": "width", "face": "lost", "text": ""}


def stored(*reactions: object) -> list[dict[str, Any]]:
    """A notebook's cells, each with one reaction in its outputs."""
    return [{"outputs": [{"data": {MIME: reaction}}]} for reaction in reactions]


def choose(client: NotebookClient, face: int) -> dict[str, Any]:
    """Click a face as a browser does; gives the output as it should now stand in the notebook."""
    # The last cell gives the id of the widget, which a browser was told when it was made.
    faces = client.nb.cells[-1].outputs[0].data["text/plain"].strip("'")
    content = {"comm_id": faces, "data": {"method": "update", "state": {"index": face}}}
    client.kc.shell_channel.send(client.kc.session.msg("comm_msg", content))
    while True:
        message: dict[str, Any] = run_sync(client.kc.get_iopub_msg)(timeout=60)
        if message["msg_type"] == "update_display_data":
            return message["content"]


@contextmanager
def running(path: Path) -> Iterator[NotebookClient]:
    """Every cell executed by a new kernel, which is told the notebook's file as by Jupyter."""
    client = NotebookClient(nbformat.read(path, as_version=4), timeout=60)
    with client.setup_kernel(env={**os.environ, "JPY_SESSION_NAME": str(path)}):
        for i, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, i)
        yield client


def test_a_click_reaches_the_notebook_and_survives_a_restart_with_run_all(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=list(map(new_code_cell, CELLS))), path)
    with running(path) as client:
        question, reaction = client.nb.cells[1].outputs
        assert VIEW in question.data
        assert question.data["text/plain"].startswith("How was this section?")
        assert MIME not in reaction.data
        update = choose(client, face=2)
        assert update["data"][MIME] == LOST
        assert "🙁 lost" in update["data"]["text/html"]
        shown = client._display_id_map[update["transient"]["display_id"]]
        assert shown == {1: [1]}, "the update belongs to the corner's own output"
        reaction.data = update["data"]
        nbformat.write(client.nb, path)
    with running(path) as client:
        assert client.nb.cells[1].outputs[1].data[MIME] == LOST


def test_the_last_reaction_to_a_section_counts() -> None:
    first, last = {"section": "a", "face": "lost"}, {"section": "a", "face": "clear", "text": "now"}
    assert reactions_in(stored(first, last)) == {"a": Reaction("a", "clear", "now")}


@pytest.mark.parametrize(
    "reaction",
    [
        None,
        [],
        "lost",
        {"section": 3, "face": "lost"},
        {"section": "a", "face": ["lost"], "text": {"a": 1}},
        {"section": "a", "face": "<script>"},
        {"section": "a", "text": "\x00\u202e"},
    ],
)
def test_what_is_no_reaction_is_left_out(reaction: object) -> None:
    good = {"section": "b", "face": "lost"}
    assert reactions_in(stored(reaction, good)) == {"b": Reaction("b", "lost")}


@pytest.mark.parametrize(
    "cells", [[None, 3, "x"], [{}], [{"outputs": 7}], [{"outputs": [3, {"data": []}]}]]
)
def test_cells_of_any_shape_are_read(cells: list[Any]) -> None:
    assert reactions_in(cells) == {}


def test_a_text_is_one_line_of_bounded_length_that_can_be_seen() -> None:
    assert one_line("  a\n\n b\tc\x1b[0m \u202eevil\ud800 ") == "a b c [0m evil"
    assert one_line("क्\u200dष 👩\u200d🔬") == "क्\u200dष 👩\u200d🔬"
    assert len(one_line("x" * 10**6)) == LONGEST


def test_a_line_for_people_is_escaped_and_stands_beside_the_data() -> None:
    bundle = Reaction("a", "so_so", "<b>more</b>").bundle()
    assert bundle["text/plain"].startswith("Your reaction: 😐 so-so, “<b>more</b>”.")
    assert "&lt;b&gt;more&lt;/b&gt;" in bundle["text/html"]
    assert reactions_in(stored(bundle[MIME])) == {"a": Reaction("a", "so_so", "<b>more</b>")}
