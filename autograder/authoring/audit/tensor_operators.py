"""Mutation operators for tensor code. Each takes a node and yields replacements for it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from autograder.authoring.audit.statement_operators import code, expression

# Functions that are easily confused: each name on the left becomes each name on its right.
CONFUSED = {
    "sum": ("mean",), "mean": ("sum", "median"), "min": ("max",), "max": ("min",),
    "argmin": ("argmax",), "argmax": ("argmin",), "exp": ("expm1", "exp2"),
    "log": ("log1p", "log2"), "relu": ("abs", "tanh"), "tanh": ("sigmoid", "relu"),
    "sigmoid": ("tanh",), "ReLU": ("Tanh",), "Tanh": ("Sigmoid", "ReLU"),
    "zeros": ("ones",), "ones": ("zeros",), "linspace": ("logspace",), "no_grad": ("enable_grad",),
    "atleast_1d": ("atleast_2d",), "atleast_2d": ("atleast_1d",),
}  # fmt: skip
IN_PLACE = {"exp", "log", "relu", "tanh", "sigmoid", "neg", "abs", "sqrt", "mul", "add", "sub"}
DIFFERENTIABLE = IN_PLACE | {"sum", "mean", "mlp", "matmul", "softmax", "logsumexp"}
MADE = {"zeros", "ones", "linspace", "arange", "randperm", "tensor", "as_tensor"}
WHOLE = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BaseString)  # need no brackets
PARTS = ("train", "val", "test")
IN_PLACE_OF = {cst.Add: "add_", cst.Subtract: "sub_", cst.Multiply: "mul_", cst.Divide: "div_"}


def another_dim(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`dim` dropped, or another `dim`."""
    for i, arg in enumerate(node.args):
        if m.matches(arg.keyword or node, m.Name("dim")):
            yield node.with_changes(args=[*node.args[:i], *node.args[i + 1 :]])
            for dim in {"0", "1", "-1"} - {code(arg.value)}:
                other = arg.with_changes(value=expression(dim))
                yield node.with_changes(args=[*node.args[:i], other, *node.args[i + 1 :]])


def another_reduction_or_function(node: cst.Call) -> Iterator[cst.CSTNode]:
    """`sum` for `mean`, `min` for `max`, `sigmoid` for `tanh` and the like."""
    for name in CONFUSED.get(called(node), ()):
        yield _called_by(node, name)


def wrong_broadcast(node: cst.Call | cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """A dim too many, so that shapes broadcast that should match exactly."""
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.right, (cst.Name, cst.Subscript, cst.Attribute)):
            yield node.with_changes(right=expression(f"{code(node.right)}.unsqueeze(-1)"))
    elif any(m.matches(arg.keyword or node, m.Name("dim")) for arg in node.args):
        yield expression(f"{code(node)[:-1]}, keepdim=True)")


def slice_off_by_one(node: cst.Slice) -> Iterator[cst.CSTNode]:
    """A bound one too large, one too small, missing, or on the wrong side of the colon."""
    for place in ("lower", "upper"):
        if (bound := getattr(node, place)) is not None:
            for text in ("({}) + 1", "({}) - 1"):
                yield node.with_changes(**{place: expression(text.format(code(bound)))})
            yield node.with_changes(**{place: None})
    yield node.with_changes(lower=node.upper, upper=node.lower)


def index_off_by_one(node: cst.Index) -> Iterator[cst.CSTNode]:
    """The neighbour of the right element."""
    for sign in "+-":
        yield node.with_changes(value=expression(f"{code(node.value)} {sign} 1"))


def another_product(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """The elementwise product instead of the matrix product, and vice versa."""
    others = {cst.MatrixMultiply: cst.Multiply, cst.Multiply: cst.MatrixMultiply}
    if other := others.get(type(node.operator)):
        yield node.with_changes(operator=other())


def operands_in_another_order(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """The operands of `-`, `/`, `%` or `@` exchanged."""
    if isinstance(node.operator, (cst.Subtract, cst.Divide, cst.MatrixMultiply, cst.Modulo)):
        operator = code(node.operator)
        yield expression(f"({code(node.right)}){operator}({code(node.left)})")


def operand_left_out(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """A term or factor left out."""
    yield from (node.left, node.right)


def sign_turned(node: cst.UnaryOperation | cst.Assign) -> Iterator[cst.CSTNode]:
    """A minus sign left out, or one too many."""
    if isinstance(node, cst.Assign):
        if isinstance(node.value, cst.BinaryOperation):
            yield node.with_changes(value=expression(f"-({code(node.value)})"))
    elif isinstance(node.operator, cst.Minus):
        yield node.expression


def parts_swapped(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """Training, validation or test data confused in one place."""
    names = [n for n in m.findall(node.body, m.Name()) if isinstance(n, cst.Name)]
    known = {n.value for n in names} | {p.name.value for p in node.params.params}
    for name in names:
        part = name.value.rpartition("_")[2]
        for other in PARTS if part in PARTS else ():
            new = name.value.removesuffix(part) + other
            if new != name.value and new in known:
                yield node.deep_replace(name, cst.Name(new))


def shuffle_left_out(node: cst.Call) -> Iterator[cst.CSTNode]:
    """The original or the reversed order instead of a random one."""
    if called(node) == "randperm":
        yield _called_by(node, "arange")
        yield expression(f"{code(_called_by(node, 'arange'))}.flip(0)")


def seed_forgotten(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Another seed than the one asked for."""
    if called(node) == "manual_seed":
        yield node.with_changes(args=[cst.Arg(cst.Integer("0"))])


def graph_detached(node: cst.Call | cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    """A value detached from its graph, so that no gradient flows."""
    if isinstance(node, cst.BinaryOperation):
        cut = isinstance(node.operator, cst.MatrixMultiply)
    else:
        cut = called(node) in DIFFERENTIABLE or called(node).startswith(("model", "loss"))
    if cut:
        yield expression(f"({code(node)}).detach()")


def computed_in_place(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """An operation that overwrites an argument of the function, or part of one."""
    given = _tensors_given(node)
    for inner in m.findall(node.body, m.BinaryOperation() | m.Call()):
        operand, method, rest = _in_place(inner)
        owner = operand
        while isinstance(owner, cst.Subscript):
            owner = owner.value
        if method and isinstance(owner, cst.Name) and owner.value in given:
            new = expression(f"{code(operand)}.{method}({rest})")
            yield node.deep_replace(inner, new)


def _in_place(node: cst.CSTNode) -> tuple[cst.CSTNode, str, str]:
    """An operation's operand, the method that would overwrite it, and that method's argument."""
    if isinstance(node, cst.BinaryOperation):
        return node.left, IN_PLACE_OF.get(type(node.operator), ""), code(node.right)
    assert isinstance(node, cst.Call)
    method = f"{called(node)}_" if called(node) in IN_PLACE else ""
    if len(node.args) == 1:
        return node.args[0].value, method, ""
    return getattr(node.func, "value", node), "" if node.args else method, ""


def argument_changed_in_place(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """A tensor argument that the function changes before it returns."""
    body = cst.ensure_type(node.body, cst.IndentedBlock)
    for name in _tensors_given(node):
        line = cst.parse_statement(f"{name}.add_(1)")
        new = body.with_changes(body=[*body.body[:-1], line, body.body[-1]])
        yield node.with_changes(body=new)


def assigned_in_place(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """`X[:] = ...` instead of `X = ...`, which overwrites the caller's tensor."""
    given = _tensors_given(node)
    for target in m.findall(node.body, m.AssignTarget(target=m.Name())):
        name = cst.ensure_type(cst.ensure_type(target, cst.AssignTarget).target, cst.Name)
        if name.value in given:
            yield node.deep_replace(name, expression(f"{name.value}[:]"))


def _tensors_given(node: cst.FunctionDef) -> list[str]:
    """The parameters that are annotated as tensors."""
    tensor = m.Attribute(attr=m.Name("Tensor"))
    return [
        parameter.name.value
        for parameter in node.params.params
        if parameter.annotation and m.findall(parameter.annotation, tensor)
    ]


def another_dtype(node: cst.Return) -> Iterator[cst.CSTNode]:
    """A result in half precision, or as integers."""
    for value in _returned(node):
        for cast in ("half", "long"):
            yield node.deep_replace(value, _method(value, cast))


def squeezed(node: cst.Return) -> Iterator[cst.CSTNode]:
    """A result without its dims of size 1, such as that of a batch with one sample."""
    for value in _returned(node):
        yield node.deep_replace(value, _method(value, "squeeze"))


def _method(value: cst.BaseExpression, name: str) -> cst.BaseExpression:
    """A value on which a method is called."""
    owner = code(value) if isinstance(value, WHOLE) else f"({code(value)})"
    return expression(f"{owner}.{name}()")


def _returned(node: cst.Return) -> list[cst.BaseExpression]:
    """The values in a `return`."""
    if isinstance(node.value, cst.Tuple):
        return [element.value for element in node.value.elements]
    return [node.value] if node.value else []


def another_device(node: cst.Call) -> Iterator[cst.CSTNode]:
    """A tensor on another device than the arguments.

    PyTorch's `meta` is the other device, so no graphics card is needed.
    """
    if called(node) in MADE:
        yield node.with_changes(args=[*node.args, cst.parse_expression('f(device="meta")').args[0]])  # type: ignore[attr-defined]


def called(node: cst.Call) -> str:
    """The name of the function or method that is called."""
    function = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return function.value if isinstance(function, cst.Name) else ""


def _called_by(node: cst.Call, name: str) -> cst.Call:
    """The call, to a function or method of another name."""
    if isinstance(node.func, cst.Attribute):
        return node.with_changes(func=node.func.with_changes(attr=cst.Name(name)))
    return node.with_changes(func=cst.Name(name))


OPERATORS = (
    (cst.Call, another_dim),
    (cst.Call, another_reduction_or_function),
    (cst.Call, wrong_broadcast),
    (cst.BinaryOperation, wrong_broadcast),
    (cst.Slice, slice_off_by_one),
    (cst.Index, index_off_by_one),
    (cst.BinaryOperation, another_product),
    (cst.BinaryOperation, operands_in_another_order),
    (cst.BinaryOperation, operand_left_out),
    (cst.UnaryOperation, sign_turned),
    (cst.Assign, sign_turned),
    (cst.FunctionDef, parts_swapped),
    (cst.Call, shuffle_left_out),
    (cst.Call, seed_forgotten),
    (cst.Call, graph_detached),
    (cst.BinaryOperation, graph_detached),
    (cst.FunctionDef, computed_in_place),
    (cst.FunctionDef, argument_changed_in_place),
    (cst.FunctionDef, assigned_in_place),
    (cst.Return, another_dtype),
    (cst.Return, squeezed),
    (cst.Call, another_device),
)
