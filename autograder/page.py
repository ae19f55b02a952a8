"""The frame of a web page for instructors: one file that needs no other and no network."""

from __future__ import annotations

import html

STYLE = """
body { font: 15px/1.5 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; color: #1f2328;
       background: #fff; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; background: #f6f8fa }
code { padding: 1px 4px; border-radius: 3px }
h1 code, h2 code { font-size: inherit }
table { border-collapse: collapse; margin: 12px 0 20px }
th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid #d1d9e0 }
td.number { font-variant-numeric: tabular-nums }
summary { cursor: pointer; margin: 10px 0 }
"""


def page(title: str, body: str, style: str = "") -> str:
    """A whole page around a body of HTML.

    Args:
        title: Plain text.
        body: HTML in which everything foreign is escaped already.
        style: CSS beyond that of every page.
    """
    name = html.escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{STYLE}{style}</style>\n</head>\n"
        f"<body>\n<h1>{name}</h1>\n{body}\n</body>\n</html>\n"
    )
