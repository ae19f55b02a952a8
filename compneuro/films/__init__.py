"""Films that explain, with their subtitles and a text in place of them: they need no network.

Each is a file NAME.mp4 with its text, NAME.vtt, beside it. A browser plays the file as it is.
"""

from __future__ import annotations

import html
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.display import HTML

FOLDER = Path(__file__).parent
# Inside of it keys belong to the player and not to the notebook.
PAGE = """\
<div data-lm-suppress-shortcuts="true">
<video controls playsinline preload="metadata" width="640" style="max-width:100%"
 aria-label="Film: {title}"><source src="{film}" type="video/mp4">
<track kind="captions" srclang="en" label="English" src="{text}"></video>
<details><summary>The film in words: {title}</summary>
<p>{shows}</p>
<ol>{says}</ol></details>
</div>"""


def names() -> list[str]:
    """The films that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.mp4"))


def film_page(name: str, film: str, text: str) -> str:
    """A player for a film as HTML, with what it shows and says below it.

    Args:
        name: The film's name.
        film: The address of its video.
        text: The address of its subtitles.
    """
    head, note, *cues = (FOLDER / f"{name}.vtt").read_text(encoding="utf-8").split("\n\n")
    says = "".join(f"<li>{html.escape(cue.strip().split(chr(10), 1)[1])}</li>" for cue in cues)
    return PAGE.format(
        title=html.escape(head.removeprefix("WEBVTT - ")),
        shows=html.escape(note.removeprefix("NOTE\n")),
        says=says,
        film=film,
        text=text,
    )


def show_film(name: str) -> HTML:
    """A film for the output of a notebook's cell, which keeps its own copy.

    Args:
        name: The film's name.

    Raises:
        ValueError: There is no such film.
    """
    # Imported here, so that everything else works without a notebook.
    from IPython.display import HTML

    if name not in names():
        raise ValueError(f"There is no film {name!r}; there are {', '.join(names())}.")
    film, text = (_embedded(f"{name}.mp4", "video/mp4"), _embedded(f"{name}.vtt", "text/vtt"))
    return HTML(film_page(name, film, text))


def _embedded(file: str, kind: str) -> str:
    content = b64encode((FOLDER / file).read_bytes()).decode()
    return f"data:{kind};base64,{content}"
