"""Mutation operators for statements. Each takes a node and yields replacements for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst
import libcst.matchers as m

TRUTHS = ("True", "False")


def left_out(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """A statement left out."""
    if not m.matches(node, m.SimpleStatementLine(body=[m.Return() | m.Pass()])):
        yield node.with_changes(body=[cst.Pass()])


def in_another_order(node: cst.IndentedBlock) -> Iterator[cst.CSTNode]:
    """Two neighbouring statements exchanged, if their order matters."""
    for i in range(len(node.body) - 1):
        one, two = node.body[i], node.body[i + 1]
        if _order_matters(one, two):
            yield node.with_changes(body=[*node.body[:i], two, one, *node.body[i + 2 :]])


def call_left_out(node: cst.Call) -> Iterator[cst.CSTNode]:
    """The argument or object itself, instead of the result of a function or method."""
    if isinstance(node.func, cst.Attribute) and not m.matches(node.func.value, m.Name("torch")):
        yield node.func.value
    elif len(node.args) == 1:
        yield node.args[0].value


def loop_cut_short(node: cst.For) -> Iterator[cst.CSTNode]:
    """A loop that stops after its first iteration, does not run, or misses its first or last."""
    body = cst.ensure_type(node.body, cst.IndentedBlock)
    stop = cst.SimpleStatementLine(body=[cst.Break()])
    yield node.with_changes(body=body.with_changes(body=[*body.body, stop]))
    for text in ("[]", "list({})[1:]", "list({})[:-1]"):
        yield node.with_changes(iter=expression(text.format(code(node.iter))))


def condition_forced(node: cst.If) -> Iterator[cst.CSTNode]:
    """A condition that is always true, always false, or inverted."""
    for text in (*TRUTHS, f"not ({code(node.test)})"):
        yield node.with_changes(test=expression(text))


def flag_forced(node: cst.Arg) -> Iterator[cst.CSTNode]:
    """A keyword argument that is always true or always false, whatever the caller passes."""
    if m.matches(node, m.Arg(keyword=m.Name(), value=m.Name())):
        yield from (node.with_changes(value=cst.Name(truth)) for truth in TRUTHS)


def values_returned_in_another_order(node: cst.Return) -> Iterator[cst.CSTNode]:
    """Two neighbours in a returned tuple exchanged."""
    if isinstance(node.value, cst.Tuple):
        yield from (
            node.with_changes(value=node.value.with_changes(elements=elements))
            for elements in _neighbours_swapped(node.value.elements)
        )


def arguments_in_another_order(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Two neighbouring arguments of a call exchanged."""
    if all(arg.keyword is None and not arg.star for arg in node.args):
        yield from (node.with_changes(args=args) for args in _neighbours_swapped(node.args))


def code(node: cst.CSTNode) -> str:
    """The text of a node."""
    return cst.Module([]).code_for_node(node)


def expression(text: str) -> cst.BaseExpression:
    """The node of a text."""
    return cst.parse_expression(text)


def _order_matters(one: cst.CSTNode, two: cst.CSTNode) -> bool:
    """Whether one sets a name that the other uses, or either is a bare call such as `x.step()`."""
    effect = m.SimpleStatementLine(body=[m.Expr(m.Call(args=[]))])
    step = m.SimpleStatementLine(body=[m.Expr(m.Call()) | m.Assign() | m.AugAssign()])
    if not (m.matches(one, step) and m.matches(two, step)):
        return False
    if m.matches(one, effect) or m.matches(two, effect):
        return True
    return bool(_given(one) & _names(two) or _given(two) & _names(one))


def _given(step: cst.CSTNode) -> set[str]:
    """The names that a statement assigns or changes."""
    targets = m.findall(step, m.AssignTarget() | m.AugAssign())
    return {name for target in targets for name in _names(getattr(target, "target", target))}


def _names(node: cst.CSTNode) -> set[str]:
    found = {name.value for name in m.findall(node, m.Name()) if isinstance(name, cst.Name)}
    return found - {"self"}


def _neighbours_swapped(nodes: Any) -> Iterator[list[Any]]:
    for i in range(len(nodes) - 1):
        one, two = nodes[i], nodes[i + 1]
        swapped = [one.with_changes(value=two.value), two.with_changes(value=one.value)]
        yield [*nodes[:i], *swapped, *nodes[i + 2 :]]


OPERATORS = (
    (cst.SimpleStatementLine, left_out),
    (cst.IndentedBlock, in_another_order),
    (cst.Call, call_left_out),
    (cst.For, loop_cut_short),
    (cst.If, condition_forced),
    (cst.Arg, flag_forced),
    (cst.Return, values_returned_in_another_order),
    (cst.Call, arguments_in_another_order),
)
