"""Reference solutions of the lesson on backpropagation.

The definitions take the place of the lesson's stubs, so they use only names that the
lesson imports. The string is the model answer to its question, in Markdown.
"""


def gradients_by_hand(a: float, b: float, c: float) -> tuple[float, float, float]:
    """Find the derivatives of y = a * ReLU(a * b + c).

    Args:
        a: float
            The number that is used twice
        b: float
            The factor of a
        c: float
            The number that is added

    Returns:
        bar_a: float
            Derivative of y with respect to a
        bar_b: float
            Derivative of y with respect to b
        bar_c: float
            Derivative of y with respect to c
    """
    # Forward, from the inputs to the result
    u = a * b
    v = u + c
    r = max(v, 0.0)
    # Back, from the result y = r * a to the inputs
    bar_y = 1.0
    bar_r = bar_y * a
    bar_v = bar_r if v > 0 else 0.0
    bar_u = bar_v
    bar_c = bar_v
    bar_b = bar_u * a
    bar_a = bar_y * r + bar_u * b
    return bar_a, bar_b, bar_c


class Value:
    """A number that remembers how it was computed.

    Attributes:
        data: float
            The number
        grad: float
            The derivative of the result whose backward was called, with respect to this number;
            several calls add up
        parents: tuple of Value
            The values that it was computed from
        slopes: tuple of float
            Its derivative with respect to each parent
        op: str
            The operation that made it, for pictures
    """

    def __init__(
        self,
        data: float,
        parents: "tuple[Value, ...]" = (),
        slopes: tuple[float, ...] = (),
        op: str = "",
    ) -> None:
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.op = op

    def __add__(self, other: "Value | float") -> "Value":
        """The sum of this value and another one, which may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        data = self.data + other.data
        slopes = (1.0, 1.0)
        return Value(data, (self, other), slopes, op="+")

    def __mul__(self, other: "Value | float") -> "Value":
        """The product of this value and another one, which may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        data = self.data * other.data
        slopes = (other.data, self.data)
        return Value(data, (self, other), slopes, op="×")

    def relu(self) -> "Value":
        """This value if it is positive, else 0."""
        data = max(self.data, 0.0)
        slopes = (1.0,) if self.data > 0 else (0.0,)
        return Value(data, (self,), slopes, op="ReLU")

    def backward(self) -> None:
        """Add to the grad of every value in the graph: the derivative of this value for it.

        The grad of this value itself becomes 1.
        """
        self.grad = 1.0
        way_back = reversed(self.graph())
        for value in way_back:
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad += slope * value.grad

    def graph(self) -> "list[Value]":
        """All values that this one was computed from, and itself; parents always come first."""
        found, seen = [], set()

        def visit(value: "Value") -> None:
            if value not in seen:
                seen.add(value)
                for parent in value.parents:
                    visit(parent)
                found.append(value)

        visit(self)
        return found

    # Python asks the right-hand side where the left-hand one is a plain number, as in 2 * value.
    def __radd__(self, other: float) -> "Value":
        return self + other

    def __rmul__(self, other: float) -> "Value":
        return self * other

    def __sub__(self, other: "Value | float") -> "Value":
        return self + other * -1.0

    def __repr__(self) -> str:
        return f"Value(data={self.data:.4g}, grad={self.grad:.4g})"


def gradient_step(parameters: "list[Value]", lr: float) -> None:
    """Move each parameter against its gradient, then clear the gradient.

    Args:
        parameters: list of Value
            The parameters; their data and grad are changed in place
        lr: float
            The learning rate
    """
    for parameter in parameters:
        parameter.data = parameter.data - lr * parameter.grad
        parameter.grad = 0.0


why_backwards = r"""
Walking forward, each parameter needs a computation of its own: a million parameters need a million
computations of the loss, and one more for the loss before the change, and that for a single step.

Backpropagation needs one computation of the loss, and one walk back through the same graph. The
walk back uses each arrow once, so it costs about as much as the computation itself, two or three
times at most, however many parameters there are. All derivatives come out together because the walk
begins at the one number that they have in common, the loss.

The price is memory. The slopes depend on the numbers of the forward pass (the slope of a product is
the other factor), so the numbers or the slopes of every step must be kept until the walk back has
used them. The measured derivatives would also be less exact: a small change has rounding errors,
and a large one is no derivative any more.
"""
