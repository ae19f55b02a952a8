"""Formulas as every browser draws them by itself: MathML, made of TeX without a network."""

from __future__ import annotations

from xml.etree import ElementTree

from autograder.deadline import OutOfTime
from autograder.templates import FORMULAS, OF_FORMULAS

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
MAX_FORMULA = 2_000  # characters


def mathml(tex: str, *, is_block: bool = False) -> str:
    """A formula as MathML; empty if it cannot be read, or would show anything but a formula.

    Args:
        tex: Anybody's.
        is_block: Whether it stands on a line of its own.
    """
    from latex2mathml.converter import convert  # takes a while, and few formulas are shown

    if len(tex) > MAX_FORMULA:
        return ""
    try:
        tree = ElementTree.fromstring(convert(tex, display="block" if is_block else "inline"))
    except OutOfTime:
        raise
    except Exception:  # the library has many errors for what it cannot read
        return ""
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if element.tag not in FORMULAS or "\\" in (element.text or ""):
            return ""
        element.attrib = {k: v for k, v in element.attrib.items() if k in OF_FORMULAS}
    return ElementTree.tostring(tree, encoding="unicode")
