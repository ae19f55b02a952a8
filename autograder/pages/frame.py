"""The frame of every page that a command writes: one file, no script, nothing from elsewhere."""

from __future__ import annotations

import html

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1f2328;
  background: #fff; max-width: 62rem; margin: 2rem auto 4rem; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid #d1d9e0; }
p { max-width: 46rem; margin: .5rem 0; }
code { font: .92em ui-monospace, Menlo, Consolas, monospace; background: #f3f4f6;
  padding: 1px 4px; border-radius: 3px; }
figure { margin: 1rem 0; }
figcaption, .muted { color: #59636e; font-size: .9em; }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
th { text-align: left; font-weight: 600; border-bottom: 2px solid #d1d9e0; padding: .3rem .6rem; }
td { border-bottom: 1px solid #eaeef2; padding: .3rem .6rem; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.head td { background: #f6f8fa; font-weight: 600; }
@media print { body { margin: 0; max-width: none; font-size: 11px; }
  tr, figure { break-inside: avoid; } }
"""


def html_page(title: str, body: str, style: str = "") -> str:
    """A whole HTML document; the title is escaped here, body and further style are not."""
    name = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        f"<title>{name}</title>\n<style>{STYLE}{style}</style>\n</head>\n"
        f"<body>\n<h1>{name}</h1>\n{body}\n</body>\n</html>\n"
    )
