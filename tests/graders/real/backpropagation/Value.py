"""Mistakes in `Value`, and words that students must be told."""


class Base:
    def __init__(self, data, parents=(), slopes=(), op=""):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), op="+")

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), op="×")

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + other * -1.0

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (float(self.data > 0),), op="ReLU")

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


# %% slopes are the values themselves -> The grad of a Value should be one number
class Value(Base):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other, self), op="×")


# %% a single slope without a comma -> TypeError
class Value(Base):
    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0), op="ReLU")


# %% plain number returned -> The result of a sum or product should be an object of your class
class Value(Base):
    def __mul__(self, other):
        return self.data * getattr(other, "data", other)


# %% only the parents of the result -> What has arrived at a value
class Value(Base):
    def backward(self):
        self.grad = 1.0
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            parent.grad += slope


# %% backward is not done yet -> finish the part it stands in
class Value(Base):
    def backward(self):
        raise NotImplementedError("Complete Value.backward!")
