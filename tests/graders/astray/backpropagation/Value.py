"""Wrong answers to `Value` that are none of the misconceptions, or more than one."""


class Base:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + other * -1.0

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (float(self.data > 0),))

    def backward(self):
        self.grad = 1.0
        for value in reversed(self.graph()):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad += slope * value.grad

    def graph(self):
        found = []

        def visit(value):
            if value not in found:
                for parent in value.parents:
                    visit(parent)
                found.append(value)

        visit(self)
        return found


# %% sends on at once, and again when more arrives
class Value(Base):
    def backward(self):
        self.grad += 1.0 if not self.grad else 0.0
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            parent.grad += slope * self.grad
            parent.backward()


# %% sends on as soon as it is met
class Value(Base):
    def graph(self):
        found = [self]
        for value in found:
            found += [parent for parent in value.parents if parent not in found]
        return found[::-1]


# %% clears the gradients before it starts
class Value(Base):
    def backward(self):
        for value in self.graph():
            value.grad = 0.0
        super().backward()


# %% leaky ReLU
class Value(Base):
    def relu(self):
        slope = 1.0 if self.data > 0 else 0.1
        return Value(slope * self.data, (self,), (slope,))


# %% no plain numbers on the left
class Value(Base):
    __radd__ = __rmul__ = None


# %% a sum is a plain number
class Value(Base):
    def __add__(self, other):
        return self.data + getattr(other, "data", other)


# %% two mistakes: factors swapped and gradients set
class Value(Base):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (self.data, other.data))

    def backward(self):
        self.grad = 1.0
        for value in reversed(self.graph()):
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad = slope * value.grad
