"""A feedback corner at the end of a section: three faces and a line of text.

The reaction is an output of the corner's cell, so it is part of the notebook: it is saved with the
notebook and goes where the notebook goes. It is stored nowhere else, and nothing is sent.

Running a cell again drops its outputs, so the corner restores the reaction from this kernel's
memory, or else from the saved notebook. This module reads that file when it is imported, because
run-all empties all outputs at once, and a slow lesson may be saved before it reaches the corner.
"""

from __future__ import annotations

import html
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
MIME = "application/vnd.compneuro.reaction+json"
FACES = {"clear": "🙂 clear", "so_so": "😐 so-so", "lost": "🙁 lost"}
LONGEST = 300  # characters in the line of text

QUESTION = "How was this section?"
# A page that is reloaded while the kernel keeps running does not show the kernel's updates.
STUCK = "If this line does not follow your choice, run the cell again."
NOTHING_YET = f"No reaction yet. It would stay in this notebook and nowhere else. {STUCK}"
# ipywidgets keeps every key that is pressed in a field from Jupyter.
KEPT = f"Save the notebook to keep it there; Ctrl+S works beside the field, not in it. {STUCK}"
JOINERS = "\u200c\u200d"  # part of the spelling in some languages


@dataclass(frozen=True)
class Reaction:
    """A student's reaction to a section.

    Attributes:
        section: The section's name.
        face: A key of `FACES`; empty if none was chosen.
        text: At most `LONGEST` characters on one line.
    """

    section: str
    face: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        """Whether the student has reacted."""
        return bool(self.face or self.text)

    def bundle(self) -> dict[str, Any]:
        """The reaction as a cell's output: a line for people, and the data."""
        said = ", ".join(filter(None, (FACES.get(self.face), self.text and f"“{self.text}”")))
        line = f"Your reaction: {said}. {KEPT}" if self else NOTHING_YET
        data = {"section": self.section, "face": self.face, "text": self.text}
        return {
            "text/plain": line,
            "text/html": f'<p role="status"><small>{html.escape(line)}</small></p>',
            **({MIME: data} if self else {}),
        }


def feedback_corner(section: str) -> None:
    """Ask what a section was like, and store the answer in the notebook.

    Args:
        section: A name for the section, unique in the notebook.
    """
    # Imported here, so that reactions can be read without a notebook.
    from IPython.display import display, update_display
    from ipywidgets import Label, RadioButtons, Text, VBox

    before = _seen.get(section, Reaction(section))
    faces = RadioButtons(
        options=[(label, name) for name, label in FACES.items()],
        value=before.face or None,
    )
    words = Text(
        value=before.text,
        description="In a line:",
        placeholder="what helped, what did not",
        layout={"width": "min(100%, 600px)"},
    )

    def keep(_change: object) -> None:
        reaction = Reaction(section, faces.value or "", one_line(words.value))
        _seen[section] = reaction
        update_display(reaction.bundle(), display_id=f"reaction-{section}", raw=True)

    faces.observe(keep, names="value")
    words.observe(keep, names="value")
    box = VBox([Label(QUESTION), faces, words])
    view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
    plain = f"{QUESTION} {'   '.join(FACES.values())}"
    display({VIEW: view, "text/plain": plain}, raw=True)  # alike in ipywidgets 7 and 8
    display(before.bundle(), display_id=f"reaction-{section}", raw=True)


def reactions_in(cells: Iterable[object]) -> dict[str, Reaction]:
    """The reactions in a notebook's cells, by section; `cells` may contain anything."""
    found = filter(None, map(_reaction, _stored(cells)))
    return {reaction.section: reaction for reaction in found}


def one_line(text: str) -> str:
    """The text on one line, without invisible characters, of at most `LONGEST` characters."""
    text = text[: 4 * LONGEST]
    seen = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join(seen.split())[:LONGEST]


def _stored(cells: Iterable[object]) -> Iterator[object]:
    """The data of our MIME type in the outputs of the cells."""
    for cell in cells:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict) and MIME in data:
                yield data[MIME]


def _reaction(stored: object) -> Reaction | None:
    if not isinstance(stored, dict):
        return None
    section, face, text = (stored.get(key) for key in ("section", "face", "text"))
    if not isinstance(section, str):
        return None
    known = face if isinstance(face, str) and face in FACES else ""
    return Reaction(section, known, one_line(text) if isinstance(text, str) else "") or None


def _saved() -> dict[str, Reaction]:
    """The reactions in this kernel's notebook file; none if it cannot be found."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    in_vs_code = shell.user_ns.get("__vsc_ipynb_file__") if shell else None
    file = in_vs_code or os.environ.get("JPY_SESSION_NAME")  # set by Jupyter's server
    try:
        notebook = json.loads(Path(str(file or "")).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return reactions_in(notebook.get("cells", []) if isinstance(notebook, dict) else [])


_seen = _saved()
