# ruff: noqa: B905, F811
"""Right answers to `Value`, each of its own kind."""

import torch


# %% stub filled in
class Value:
    def __init__(self, data, parents=(), slopes=(), op=""):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.op = op

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        data = self.data + other.data
        slopes = 1, 1
        return Value(data, (self, other), slopes, op="+")

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        data = other.data * self.data
        slopes = [other.data, self.data]
        return Value(data, (self, other), slopes, op="×")

    def relu(self):
        data = self.data if self.data > 0 else 0
        slopes = (float(self.data > 0),)
        return Value(data, (self,), slopes, op="ReLU")

    def backward(self):
        self.grad = 1.0
        way_back = self.graph()[::-1]
        for value in way_back:
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad += value.grad * slope

    def graph(self):
        found, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent in value.parents:
                    visit(parent)
                found.append(value)

        visit(self)
        return found

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + other * -1.0


# %% closures, as in micrograd
class Value:
    def __init__(self, data, _children=()):
        self.data, self.grad = data, 0.0
        self._prev = set(_children)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,))

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1
        for v in reversed(topo):
            v._backward()

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    __radd__ = __add__
    __rmul__ = __mul__


# %% torch keeps the books
class Value:
    def __init__(self, data):
        leaf = not torch.is_tensor(data)
        self.t = (
            torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if leaf else data
        )
        self.t.retain_grad()

    @property
    def data(self):
        return self.t.item()

    @property
    def grad(self):
        return 0.0 if self.t.grad is None else self.t.grad.item()

    def of(self, other):
        return other.t if isinstance(other, Value) else other

    def __add__(self, other):
        return Value(self.t + self.of(other))

    def __mul__(self, other):
        return Value(self.t * self.of(other))

    def __sub__(self, other):
        return Value(self.t - self.of(other))

    def relu(self):
        return Value(self.t.relu())

    def backward(self):
        self.t.backward()

    __radd__ = __add__
    __rmul__ = __mul__


# %% every way back on its own, without an order
class Value:
    def __init__(self, data, arrows=()):
        self.data = data
        self.grad = 0.0
        self.arrows = arrows

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def relu(self):
        return Value(max(0, self.data), ((self, 1.0 if self.data > 0 else 0.0),))

    def backward(self, arrived=1.0):
        self.grad += arrived
        for parent, slope in self.arrows:
            parent.backward(arrived * slope)

    def __radd__(self, other):
        return Value(other) + self

    def __rmul__(self, other):
        return Value(other) * self

    def __sub__(self, other):
        return self + (other * -1)


# %% counts the arrows that have not yet arrived
class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.waiting = 0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def relu(self):
        return Value(self.data * (self.data > 0), (self,), (1.0 * (self.data > 0),))

    def count(self):
        for parent in self.parents:
            parent.waiting += 1
            if parent.waiting == 1:
                parent.count()

    def backward(self):
        self.grad = 1.0
        self.count()
        ready = [self]
        while ready:
            value = ready.pop()
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad += slope * value.grad
                parent.waiting -= 1
                if parent.waiting == 0:
                    ready.append(parent)

    __radd__ = __add__
    __rmul__ = __mul__

    def __sub__(self, other):
        return self + -1.0 * other


# %% numbered in the order in which they are made
class Value:
    made = 0

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes
        Value.made += 1
        self.number = Value.made

    def __add__(self, other):
        other = Value(other) if isinstance(other, (int, float)) else other
        return Value(self.data + other.data, [self, other], [1.0, 1.0])

    def __mul__(self, other):
        other = Value(other) if isinstance(other, (int, float)) else other
        return Value(self.data * other.data, [self, other], [other.data, self.data])

    def relu(self):
        return Value(self.data, [self], [1.0]) if self.data > 0 else Value(0.0)

    def backward(self):
        found, todo = {}, [self]
        while todo:
            value = todo.pop()
            found[value.number] = value
            todo += value.parents
        self.grad = 1.0
        for number in sorted(found, reverse=True):
            value = found[number]
            for i in range(len(value.parents)):
                value.parents[i].grad += value.slopes[i] * value.grad

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + other * -1


# %% methods set on the class afterwards
class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def graph(self):
        order = []
        for parent in self.parents:
            order += [value for value in parent.graph() if value not in order]
        return [*order, self]

    def backward(self):
        self.grad = 1.0
        for value in reversed(self.graph()):
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad = parent.grad + slope * value.grad


def add(self, other):
    other = other if isinstance(other, Value) else Value(other)
    return Value(self.data + other.data, (self, other), (1.0, 1.0))


def times(self, other):
    other = other if isinstance(other, Value) else Value(other)
    return Value(self.data * other.data, (self, other), (other.data, self.data))


def relu(self):
    return Value(max(self.data, 0.0), (self,), (1.0 if self.data >= 0 else 0.0,))


Value.__add__ = Value.__radd__ = add
Value.__mul__ = Value.__rmul__ = times
Value.__sub__ = lambda self, other: self + other * -1.0
Value.relu = relu


# %% slots, and numbers as tensors
class Value:
    __slots__ = ("data", "grad", "parents", "slopes")

    def __init__(self, data, parents=(), slopes=()):
        self.data = torch.as_tensor(data, dtype=torch.float64)
        self.grad = torch.tensor(0.0, dtype=torch.float64)
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def relu(self):
        return Value(self.data.clamp(min=0), (self,), ((self.data > 0).double(),))

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if id(value) in seen:
                return
            seen.add(id(value))
            [visit(parent) for parent in value.parents]
            order.insert(0, value)

        visit(self)
        self.grad = torch.tensor(1.0, dtype=torch.float64)
        for value in order:
            for parent, slope in zip(value.parents, value.slopes):
                parent.grad = parent.grad + slope * value.grad

    def __radd__(self, other):
        return self.__add__(other)

    def __rmul__(self, other):
        return self.__mul__(other)

    def __sub__(self, other):
        return self.__add__(Value(-1.0) * other)
