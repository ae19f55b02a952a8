"""HTML from templates: every value is escaped, and a value that is missing is an error.

A room keeps its templates in a folder `templates/` beside its code.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bleach.sanitizer import ALLOWED_TAGS, Cleaner
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.statuses import STATUSES

ENGINE = Path(__file__).parent
CODE, LINE_END = re.compile(r"`([^`\r\n]+)`"), re.compile(r"\r\n|\r|\n")
TAGS = ALLOWED_TAGS | {
    *("p", "br", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "del", "sub", "sup"),
    *("dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
}
FORMULAS = {  # elements and attributes of MathML, which the renderer of formulas makes and checks
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom"),
    *("msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover"),
    *("mtable", "mtr", "mtd", "mmultiscripts", "mprescripts", "menclose", "none"),
}
# None of them holds an address, a style or a script.
OF_FORMULAS = {
    *("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display"),
    *("displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace", "mathcolor"),
    *("mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines"),
    *("rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "width"),
}
LINKS = {"http", "https", "mailto"}


def render(template: str, **values: object) -> str:
    """A template's HTML.

    Args:
        template: Its path in the engine, such as "pages/templates/frame.html.j2".
        values: What it shows, by the names that it uses.
    """
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ENGINE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    attributes = {"a": ["href", "title"], **dict.fromkeys(FORMULAS, sorted(OF_FORMULAS))}
    tags = TAGS | FORMULAS
    cleaner = Cleaner(tags=tags, attributes=attributes, protocols=LINKS, strip=True)
    environment.filters["cleaned"] = lambda html: Markup(cleaner.clean(html))
    environment.filters["prose"] = prose
    environment.globals["statuses"] = STATUSES
    return environment


def prose(text: str, code_style: str = "") -> Markup:
    """Text in which backticks mark code, and line ends are kept.

    Args:
        text: Anybody's; nothing else in it is markup.
        code_style: CSS of the code, where no style sheet of ours reaches.
    """
    start = f'<code style="{escape(code_style)}">' if code_style else "<code>"
    marked = CODE.sub(lambda found: f"{start}{found[1]}</code>", escape(text))
    return Markup(LINE_END.sub("<br>", marked))
