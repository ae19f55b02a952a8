"""The page on which an instructor reads what a class thought of a lesson.

All text of students is escaped here, and each line of it is boxed in: it can neither leave its
place nor turn the direction of what stands around it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NamedTuple

from autograder.pages.frame import html_page
from autograder.pages.reactions import ClassReactions, SectionReactions


class Face(NamedTuple):
    """How a face is drawn and named; the colour is at least 4.5 to 1 against white."""

    word: str
    colour: str
    mouth: str


FACES = {  # in the order in which an instructor wants to read them
    "lost": Face("lost", "#b3261e", "M7 16.5 Q12 12 17 16.5"),
    "so_so": Face("so-so", "#8a5a00", "M7.5 15.5 H16.5"),
    "clear": Face("clear", "#1a7f37", "M7 14 Q12 18.5 17 14"),
    "": Face("no face chosen", "#59636e", "M10 15.5 H14"),
}

STYLE = """
<style>
.faces { display: grid; grid-template-columns: max-content 1fr max-content; gap: .35rem .75rem;
  align-items: center; max-width: 34rem; margin: .75rem 0; }
.faces span { display: flex; align-items: center; gap: .4rem; }
.track { height: .8rem; border-radius: 3px; background: #eaeef2; overflow: hidden; }
.track i { display: block; height: 100%; }
svg.face { display: inline-block; width: 1.35em; height: 1.35em; flex: none; }
ul.lines { list-style: none; margin: .75rem 0; padding: 0; }
ul.lines li { display: flex; gap: .6rem; padding: .3rem 0; border-bottom: 1px solid #eaeef2;
  max-width: 46rem; overflow: hidden; }
ul.lines span { min-width: 0; overflow-wrap: anywhere; }
</style>
"""


def reactions_page(said: ClassReactions, title: str, *, names: bool = False) -> str:
    """The whole page; students are named only where `names` asks for it."""
    anyone = {student for section in said.sections for student, _ in section.reactions}
    head = (
        f"<p>{len(anyone)} of {said.size} students left a reaction. "
        "The bars are shares of those who answered.</p>"
    )
    sections = "\n".join(_section(section, said.size, names) for section in said.sections)
    return html_page(f"Reactions to: {title}", f"{STYLE}{head}{sections}{_unreadable(said, names)}")


def _section(said: SectionReactions, size: int, names: bool) -> str:
    count = len(said.reactions)
    parts = [
        f"<h2>{html.escape(said.section.heading)}</h2>",
        f'<p class="muted">{count} of {size} answered</p>',
    ]
    if count:
        parts += [f'<div class="faces">{"".join(_bars(said))}</div>']
    if lines := "".join(_lines(said, names)):
        parts += [f'<ul class="lines">{lines}</ul>']
    return "".join(parts)


def _bars(said: SectionReactions) -> Iterator[str]:
    chosen = [reaction.face for _, reaction in said.reactions]
    for name, face in FACES.items():
        number = chosen.count(name)
        if name or number:
            share = 100 * number / len(chosen)
            yield f"<span>{_drawn(name)} {face.word}</span>"
            yield f'<div class="track"><i style="width:{share:.1f}%;background:{face.colour}"></i>'
            yield f"</div><span>{number}</span>"


def _lines(said: SectionReactions, names: bool) -> Iterator[str]:
    """What was said in words: by face, and by the text within, which gives no name away."""
    order = list(FACES)
    told = [(order.index(r.face), r.text, student) for student, r in said.reactions if r.text]
    for place, text, student in sorted(told):
        who = f' <span class="muted">{html.escape(student)}</span>' if names else ""
        yield f'<li>{_drawn(order[place])}<span dir="auto">{html.escape(text)}</span>{who}</li>'


def _unreadable(said: ClassReactions, names: bool) -> str:
    count = len(said.unreadable)
    if not count:
        return ""
    told = f"{count} of {said.size} notebooks could not be read."
    items = "".join(
        f"<li>{html.escape(student)}: {html.escape(reason)}</li>"
        for student, reason in said.unreadable
    )
    return f"<h2>Not read</h2><p>{told}</p>" + (f"<ul>{items}</ul>" if names else "")


def _drawn(name: str) -> str:
    """The face as a picture, so that every browser shows the same one."""
    face = FACES[name]
    return (
        f'<svg class="face" viewBox="0 0 24 24" role="img" aria-label="{face.word}" fill="none" '
        f'stroke="{face.colour}" stroke-width="2" stroke-linecap="round">'
        f'<circle cx="12" cy="12" r="10"/><path d="M9 9v.5M15 9v.5"/><path d="{face.mouth}"/></svg>'
    )
