"""What a browser would make of a page: for tests that no text of anybody's becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

EVIL = (
    *("<script>alert(1)</script>", "</script>", "</style>", "</title>", "</pre>", "-->", "<!--"),
    *("<b>", '" onclick="alert(1)', "' onclick='alert(1)", "&lt;b&gt;", "&", "`", "`<i>`", "\n\n"),
    *("\r\r", "{{ 7 * 7 }}", "{% if 1 %}", "javascript:alert(1)", "]]>", "$x$"),
)
texts = st.lists(st.sampled_from(EVIL) | st.text(max_size=5), min_size=1, max_size=5).map("".join)


class Read(HTMLParser):
    """A page as a browser reads it.

    Attributes:
        tags: Each tag with the names of its attributes, in the order of the page.
        words: What a reader sees, and the values of attributes.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment",))

    def handle_decl(self, decl: str) -> None:
        self.tags.append((decl,))


def harmless(text: str) -> str:
    """A text that may become the same markup: backticks and line ends, and else only x."""
    return re.sub(r"[^`\r\n]", "x", text)
