"""Formulas as MathML, which every browser draws by itself: no script, and no network."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from autograder.feedback import mathml


def of(node: nodes.Node, *, is_block: bool) -> str:
    """A formula as HTML.

    Raises:
        ValueError: It cannot be drawn.
    """
    drawn = mathml(node.astext(), is_block=is_block)
    if not drawn:
        raise ValueError(f"This formula cannot be drawn: {node.astext()}")
    return drawn


def inline(writer: Any, node: nodes.math) -> None:
    """A formula in a line of text."""
    writer.body.append(of(node, is_block=False))
    raise nodes.SkipNode


def block(writer: Any, node: nodes.math_block) -> None:
    """A formula on a line of its own, which a narrow screen may move sideways."""
    writer.body.append(f'<div class="formula">{of(node, is_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer, and choose it."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True}
