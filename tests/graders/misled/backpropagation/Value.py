"""Answers to `Value` that each hold the mistake in their heading."""


def order_of(result):
    found = []

    def visit(value):
        if value not in found:
            for parent, _ in value.arrows:
                visit(parent)
            found.append(value)

    visit(result)
    return found


class Base:
    def __init__(self, data, arrows=()):
        self.data, self.grad, self.arrows = data, 0.0, arrows

    def other(self, x):
        return x if isinstance(x, Base) else type(self)(x)

    def __add__(self, x):
        x = self.other(x)
        return type(self)(self.data + x.data, self.sum_arrows(x))

    def __mul__(self, x):
        x = self.other(x)
        return type(self)(self.data * x.data, self.product_arrows(x))

    def __radd__(self, x):
        return self + x

    def __rmul__(self, x):
        return self * x

    def __sub__(self, x):
        return self + x * -1.0

    def sum_arrows(self, x):
        return ((self, 1.0), (x, 1.0))

    def product_arrows(self, x):
        return ((self, x.data), (x, self.data))

    def relu(self):
        on = float(self.data > 0)
        return type(self)(on * self.data, ((self, on),))

    def start(self):
        return 1.0

    def backward(self):
        self.grad = self.start()
        for value in order_of(self)[::-1]:
            for parent, slope in value.arrows:
                parent.receive(slope, value.grad)

    def receive(self, slope, arrived):
        self.grad += slope * arrived


# %% sum with the slopes of a product
class Value(Base):
    def sum_arrows(self, x):
        return self.product_arrows(x)


# %% factors swapped
class Value(Base):
    def product_arrows(self, x):
        return ((self, self.data), (x, x.data))


# %% product with the slopes of a sum
class Value(Base):
    def product_arrows(self, x):
        return self.sum_arrows(x)


# %% slope of the ReLU always 1
class Value(Base):
    def relu(self):
        return Value(max(0, self.data), ((self, 1),))


# %% output of the ReLU in place of its slope
class Value(Base):
    def relu(self):
        out = max(0, self.data)
        return Value(out, ((self, out),))


# %% ReLU keeps negative numbers
class Value(Base):
    def relu(self):
        return Value(self.data, ((self, int(self.data > 0)),))


# %% gradients set in place of added
class Value(Base):
    def receive(self, slope, arrived):
        self.grad = slope * arrived


# %% walk from the inputs to the result
class Value(Base):
    def backward(self):
        self.grad = 1.0
        for value in order_of(self):
            for parent, slope in value.arrows:
                parent.grad += slope * value.grad


# %% gradient of the result left at 0
class Value(Base):
    def start(self):
        return 0.0


# %% gradient of the result set to its data
class Value(Base):
    def start(self):
        return self.data


# %% slopes not multiplied along a chain
class Value(Base):
    def receive(self, slope, arrived):
        self.grad += slope


# %% slopes left out
class Value(Base):
    def receive(self, slope, arrived):
        self.grad += arrived
