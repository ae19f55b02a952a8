# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Backpropagation: an autograd engine of your own
#
# In the other lessons one line did the hard part: `loss.backward()` found the gradient of the loss
# for every parameter. In this lesson you look inside. You work out gradients by hand, write a class
# that does the same for any formula, check it against PyTorch, and train a small network with it.
# The class has fewer than 100 lines, and it works the way PyTorch does.
#
# At the end of this lesson you can
#
# - draw a formula as a computational graph;
# - find all derivatives of a result in one pass from the result back to the inputs;
# - say why the derivatives of several paths are added;
# - write an autograd engine for single numbers, and train a network with it.
#
# | part | time (our estimate) |
# |---|---|
# | 1. A computational graph by hand | 25 minutes |
# | 2. Values that remember | 50 minutes |
# | 3. Training a network with your engine | 25 minutes |
#
# You will fill in three exercises and answer one question in words. In an exercise, replace each
# blank `...` and delete each line that raises `NotImplementedError`. The cell below it checks your
# answer; the cell after that shows what you built. Run the cells in order. No GPU is needed.
# "Run all" does not stop at an exercise that is still open, so you can look ahead.
#
# You know derivatives of sums and products from school. What a neuron and a training loop are is
# explained in *Artificial neurons*.
#
# ### How this is graded
#
# | exercise | points |
# |---|---|
# | 1. `gradients_by_hand` | 3 |
# | 2. `Value` | 7 |
# | 3. `gradient_step` | 3 |
# | questions in words | 1 |
#
# Tests that you do not see try your functions and your class with other numbers and other formulas.
# Each rule that holds gives its points, so an answer that is partly right gives part of them. Keep
# names and arguments, and return what the docstring says. A person grades the question. The visible
# checks give no points; they tell you at once whether an answer can be right.

# %% [markdown]
# ## Setup

# %%
import random
from types import SimpleNamespace

import matplotlib.pyplot as plt
import torch

from compneuro.check.visible import checking
from compneuro.feedback import feedback_corner
from compneuro.graphs import Node, plot_graph
from compneuro.reproducibility import set_seed

plt.style.use("compneuro.course")

# %%
SEED = 5
set_seed(seed=SEED)

# %% [markdown]
# ## 1. A computational graph by hand
#
# *Our estimate: 25 minutes.*
#
# Take the formula
#
# $$y = a \cdot \mathrm{ReLU}(a b + c)$$
#
# A computer works it out in small steps, one operation at a time:
#
# $$u = a b \qquad v = u + c \qquad r = \mathrm{ReLU}(v) \qquad y = r a$$
#
# Drawn as a picture, this is the **computational graph**: a box for each number, and an arrow from
# each number to the ones that are computed from it. Here it is for $a = 2$, $b = 3$, $c = -4$.

# %% alt="A graph from left to right: a = 2 times b = 3 is u = 6, plus c = -4 is v = 2, its ReLU is r = 2, and r times a is y = 4. Two arrows leave a. Each gradient is a question mark."
a, b, c = Node(2.0, name="a"), Node(3.0, name="b"), Node(-4.0, name="c")
u = Node(a.data * b.data, (a, b), op="×", name="u")
v = Node(u.data + c.data, (u, c), op="+", name="v")
r = Node(max(v.data, 0.0), (v,), op="ReLU", name="r")
y = Node(r.data * a.data, (r, a), op="×", name="y")
plot_graph(y)

# %% [markdown]
# The question is always the same: if I change one number a little, how fast does $y$ change? That
# is the derivative of $y$ with respect to this number, and the **gradient** is all of them
# together.
#
# Each operation answers only for itself. Its **slopes** are the derivatives of what comes out with
# respect to what goes in:
#
# | operation | slope for the first input | slope for the second input |
# |---|---|---|
# | $s + t$ | 1 | 1 |
# | $s \cdot t$ | $t$ | $s$ |
# | $\mathrm{ReLU}(s)$ | 1 if $s > 0$, else 0 | |
#
# (At exactly $s = 0$ a ReLU has no derivative. Like PyTorch, we take 0 there.)
#
# Two rules join the slopes together. Write $\bar s$ for the derivative of $y$ with respect to $s$.
#
# 1. **Along an arrow, multiply** (the chain rule). If $t$ is computed from $s$, then $s$ gets
#    $\bar t$ times the slope of $t$ for $s$.
# 2. **Where several arrows leave a number, add.** If $s$ is used in several places, a change of $s$
#    takes effect in all of them.
#
# So start at the end, with $\bar y = 1$, because $y$ changes exactly as fast as itself. Then walk
# back, against the arrows. For the numbers above:
#
# - $y = r a$, so $\bar r = \bar y \cdot a = 2$, and $a$ gets a first part, $\bar y \cdot r = 2$;
# - $r = \mathrm{ReLU}(v)$ and $v = 2 > 0$, so $\bar v = \bar r \cdot 1 = 2$;
# - $v = u + c$, so $\bar u = \bar v \cdot 1 = 2$ and $\bar c = \bar v \cdot 1 = 2$;
# - $u = a b$, so $\bar b = \bar u \cdot a = 4$, and $a$ gets a second part, $\bar u \cdot b = 6$;
# - together $\bar a = 2 + 6 = 8$.
#
# Check one of them: with $b = 3.01$ in place of 3 you get $u = 6.02$, $v = r = 2.02$ and
# $y = 4.04$. So $y$ grew by 0.04, which is $\bar b = 4$ times the 0.01 that you added.

# %% [markdown]
# ### Exercise 1: Gradients by hand
#
# Write the walk back for any $a$, $b$ and $c$. The steps forward are there already. `bar_r` stands
# for $\bar r$, and so on. Work with plain arithmetic.

# %% [markdown]
# <details><summary>Hint 1: where do I start?</summary>
#
# Read the steps forward from the bottom to the top. Each of them gives one or two lines.
#
# </details>
#
# <details><summary>Hint 2: the ReLU</summary>
#
# Its slope is a number, 1.0 or 0.0, that depends on $v$. Multiply it by what arrives at $r$.
#
# </details>
#
# <details><summary>Hint 3: a</summary>
#
# Two arrows leave $a$. Which operations do they lead to, and what does each of them send back?
#
# </details>

# %%
def gradients_by_hand(a, b, c):
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
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete gradients_by_hand!")
    ####################################################################
    # Back, from the result y = r * a to the inputs
    bar_y = 1.0
    bar_r = ...
    bar_v = ...
    bar_u = ...
    bar_c = ...
    bar_b = ...
    bar_a = ...  # Two arrows leave a
    return bar_a, bar_b, bar_c

# %% [markdown]
# Check it:

# %%
with checking("gradients_by_hand"):
    for at, expected in [((2.0, 3.0, -4.0), (8.0, 4.0, 2.0)), ((2.0, 3.0, -7.0), (0.0, 0.0, 0.0))]:
        found = gradients_by_hand(*at)
        assert isinstance(found, (tuple, list)) and len(found) == 3, (
            f"gradients_by_hand must return three numbers, got {found!r}"
        )
        for name, value, right in zip("abc", found, expected, strict=True):
            assert value is not ..., f"bar_{name} is still `...`: fill in that blank"
            off = "" if any(expected) else " the ReLU is off, so nothing changes y:"
            assert abs(float(value) - right) < 1e-6, (
                f"for a, b, c = {at}{off} bar_{name} must be {right}, got {value}"
            )
    for at in [(1.5, 2.0, 0.5), (-1.0, -3.0, 1.0)]:
        for name, value in zip("abc", gradients_by_hand(*at), strict=True):
            ends = []
            for nudge in (1e-6, -1e-6):
                a, b, c = (x + nudge * (each == name) for each, x in zip("abc", at, strict=True))
                ends.append(a * max(a * b + c, 0.0))
            measured = (ends[0] - ends[1]) / 2e-6
            assert abs(value - measured) < 1e-4, (
                f"for a, b, c = {at} a small change of {name} changes y {measured:.3f} times as"
                f" much, but bar_{name} is {value}"
            )

# %% [markdown]
# Try it. Change the numbers: which of the three has the largest effect on $y$?

# %%
numbers = (2.0, 3.0, -4.0)
for name, number, bar in zip("abc", numbers, gradients_by_hand(*numbers), strict=True):
    print(f"{name} = {number:4.1f}: y changes {bar:4.1f} times as much as {name}")

# %% [markdown]
# ### Quick questions
#
# 1. Which derivatives would stay the same if the formula ended in $+\,5$?
# 2. What is $\bar c$ if $a = 0$?
# 3. How many walks back does it take to find the derivatives for a thousand inputs?
#
# <details><summary>Answers</summary>
#
# 1. All of them: the slope of a sum is 1.
# 2. 0, because $c$ reaches $y$ only through the factor $a$.
# 3. One walk back finds all of them; each arrow is used once.
#
# </details>
#
# **Stretch task** (no points). Let the formula be $y = a \cdot \mathrm{ReLU}(a b + c) + b^2$. Draw
# its graph on paper and walk back. Which of the three derivatives change? Check them with a small
# nudge, as the cell above does.

# %%
feedback_corner("graph_by_hand")

# %% [markdown]
# ## 2. Values that remember
#
# *Our estimate: 50 minutes.*
#
# Nobody wants to write a walk back for each formula. The walk is always the same, so a class can do
# it, if its numbers remember how they were computed. A `Value` holds
#
# - `data`, the number itself;
# - `parents`, the values it was computed from, which are the arrows of the graph;
# - `slopes`, its slope for each parent;
# - `grad`, the derivative of the result with respect to it: 0 until `backward` fills it in.
#
# Python calls `s.__add__(t)` for `s + t`, and `s.__mul__(t)` for `s * t`. So a class with these two
# methods can be used in ordinary formulas, and each operation makes a new `Value` that notes its
# parents and its slopes. PyTorch does the same: that is what `grad_fn` in a printed tensor is
# about.
#
# For the walk back, a value may send on its `grad` only after it has received *all* its parts. The
# method `graph` gives the values in an order for this: parents always come before what is computed
# from them. Read it from its end, and you meet every value after all those that it has an effect
# on.
#
# `backward` *adds* to the `grad` of each parent, for rule 2. So gradients from several calls add up
# until somebody clears them, as in PyTorch.

# %% [markdown]
# ### Exercise 2: `Value`
#
# There are four methods to complete, and each has its own line to delete. The check below goes
# through them in this order, so you can run it after each one.

# %% [markdown]
# <details><summary>Hint for __add__ and __mul__</summary>
#
# `slopes` is a tuple of two numbers, one for `self` and one for `other`. The table in section 1 has
# them. Use the `data` of the two, not the values themselves.
#
# </details>
#
# <details><summary>Hint for relu</summary>
#
# There is one parent, so `slopes` is a tuple with one number: `(1.0,)` or `(0.0,)`.
#
# </details>
#
# <details><summary>Hint for backward</summary>
#
# `reversed(some_list)` goes through a list from its end. In the inner line, think of one arrow:
# what has arrived at `value`, and by what is it multiplied on its way to `parent`?
#
# </details>

# %%
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

    def __init__(self, data, parents=(), slopes=(), op=""):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.op = op

    def __add__(self, other):
        """The sum of this value and another one, which may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete Value.__add__!")
        ####################################################################
        data = ...
        slopes = ...
        return Value(data, (self, other), slopes, op="+")

    def __mul__(self, other):
        """The product of this value and another one, which may be a plain number."""
        other = other if isinstance(other, Value) else Value(other)
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete Value.__mul__!")
        ####################################################################
        data = ...
        slopes = ...
        return Value(data, (self, other), slopes, op="×")

    def relu(self):
        """This value if it is positive, else 0."""
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete Value.relu!")
        ####################################################################
        data = ...
        slopes = ...
        return Value(data, (self,), slopes, op="ReLU")

    def backward(self):
        """Add to the grad of every value in the graph: the derivative of this value for it.

        The grad of this value itself becomes 1.
        """
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete Value.backward!")
        ####################################################################
        self.grad = ...
        way_back = ...  # The values of the graph, from the result back to its inputs
        for value in way_back:
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                parent.grad += ...

    def graph(self):
        """All values that this one was computed from, and itself; parents always come first."""
        found, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent in value.parents:
                    visit(parent)
                found.append(value)

        visit(self)
        return found

    # Python asks the right-hand side where the left-hand one is a plain number, as in 2 * value.
    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + other * -1.0

    def __repr__(self):
        return f"Value(data={self.data:.4g}, grad={self.grad:.4g})"

# %% [markdown]
# Check it:

# %%
with checking("Value"):
    assert isinstance(Value, type), "Value must be a class: keep the line `class Value:`"
    for method, cases in {
        "__add__": [
            ("2 + 3", lambda: Value(2.0) + Value(3.0), 5.0),
            ("2 + 3 with a plain number", lambda: Value(2.0) + 3.0, 5.0),
        ],
        "__mul__": [
            ("2 × 3", lambda: Value(2.0) * Value(3.0), 6.0),
            ("2 × 3 with a plain number", lambda: 2.0 * Value(3.0), 6.0),
        ],
        "relu": [
            ("ReLU(3)", lambda: Value(3.0).relu(), 3.0),
            ("ReLU(-3)", lambda: Value(-3.0).relu(), 0.0),
        ],
    }.items():
        for what, make, expected in cases:
            found = make()
            assert isinstance(found, Value), f"{what} must be a Value, got {found!r}"
            assert isinstance(found.data, (int, float)), (
                f"the data of {what} must be a number, got {found.data!r}; is a blank still `...`?"
            )
            assert abs(found.data - expected) < 1e-6, (
                f"the data of {what} must be {expected}, got {found.data}"
            )
            slopes = getattr(found, "slopes", ())  # A class may remember in another way
            n_parents = len(getattr(found, "parents", slopes))
            assert slopes is not ..., f"the slopes of {what} are still `...`: fill in that blank"
            assert isinstance(slopes, (tuple, list)) and len(slopes) == n_parents, (
                f"the slopes of {what} must be a tuple with {n_parents} numbers, got {slopes!r}"
            )
            assert all(isinstance(slope, (int, float)) for slope in slopes), (
                f"each of the slopes of {what} must be a number, got {slopes!r}"
            )
        print(f"The data of {method} look right.")
    for what, make, inputs, expected in [
        ("s + t", lambda s, t: s + t, (2.0, 3.0), [1.0, 1.0]),
        ("s × t", lambda s, t: s * t, (2.0, 3.0), [3.0, 2.0]),
        ("ReLU(s)", lambda s: s.relu(), (3.0,), [1.0]),
        ("ReLU(s)", lambda s: s.relu(), (-3.0,), [0.0]),
        ("(s × 5) × 2", lambda s: (s * 5.0) * 2.0, (3.0,), [10.0]),
        ("s + s, where s is used twice,", lambda s: s + s, (3.0,), [2.0]),
        ("ReLU(a × b + c) × a", lambda a, b, c: (a * b + c).relu() * a, (2.0, 3.0, -4.0),
         [8.0, 4.0, 2.0]),
        ("d + d × d, where d = s × s,", lambda s: (lambda d: d + d * d)(s * s), (3.0,), [114.0]),
    ]:
        values = [Value(number) for number in inputs]
        for calls in (1, 2):
            result = make(*values)
            result.backward()
            assert isinstance(result.grad, (int, float)) and result.grad == 1, (
                f"after backward the grad of the result itself must be 1, got {result.grad!r}"
            )
            found = [value.grad for value in values]
            assert all(isinstance(grad, (int, float)) for grad in found), (
                f"for {what} at {inputs} each grad must be a number, got {found}"
            )
            summed = [calls * right for right in expected]
            how = "" if calls == 1 else " a second time, on a new result,"
            assert all(abs(f - r) < 1e-6 for f, r in zip(found, summed, strict=True)), (
                f"for {what} at {inputs} backward{how} must lead to the gradients {summed},"
                f" got {found}"
            )

# %% [markdown]
# Try it. This is the formula of section 1 once more. This time nobody worked out a derivative by
# hand:

# %% alt="The same graph with all gradients filled in: 1 at y; 2 at the ReLU, the sum, the product and c; 4 at b; 8 at a."
a, b, c = Value(2.0), Value(3.0), Value(-4.0)
y = (a * b + c).relu() * a
y.backward()
plot_graph(y, names={"a": a, "b": b, "c": c, "y": y})

# %% [markdown]
# ### The same in PyTorch
#
# A tensor with `requires_grad=True` remembers in the same way, and its `backward` walks back in the
# same way; [its documentation](https://docs.pytorch.org/docs/stable/notes/autograd.html) tells how.
# The difference is that a tensor holds many numbers at once. Here is a longer formula, in both:

# %%
def formula(a, b, c):
    d = a * b + c
    e = (d * d + a).relu()
    return e * d + b * -2.0

ours = [Value(number) for number in (0.5, -1.5, 2.0)]
formula(*ours).backward()
theirs = [torch.tensor(number, requires_grad=True) for number in (0.5, -1.5, 2.0)]
formula(*theirs).backward()
for name, our, their in zip("abc", ours, theirs):
    print(f"derivative with respect to {name}: {our.grad:9.4f} (yours)  {their.grad:9.4f} (torch)")

# %% [markdown]
# ### Quick questions
#
# 1. What would `backward` find for `s + s` if it *set* the `grad` of a parent in place of adding to
#    it?
# 2. What happens to the gradients if `y.backward()` runs twice, each time on a new `y` from the
#    same `a`, `b` and `c`?
# 3. Why can `graph` not simply list the values in the order in which it first meets them, from the
#    result on?
#
# <details><summary>Answers</summary>
#
# 1. 1 in place of 2: the second part would overwrite the first.
# 2. They are twice as large, because they add up.
# 3. In $\mathrm{ReLU}(a b + c) \cdot a$ it would meet $a$ at once, as a factor of $y$, and send on
#    what is known of it before the part through $u$ has arrived. Here $a$ has no parents, so no
#    harm is done. Had it been computed from something, the part through $u$ would never get there.
#
# </details>
#
# **Stretch task** (no points). Give `Value` a method `__truediv__`, for `s / t`. What are its two
# slopes? Compare the gradients of a formula that divides with PyTorch's.

# %%
feedback_corner("values_that_remember")

# %% [markdown]
# ## 3. Training a network with your engine
#
# *Our estimate: 25 minutes.*
#
# A network is only a long formula, so your engine can train it. This one has one input, a hidden
# layer of ReLU units, and one output:

# %%
class TinyMLP:
    """A network with one input, a hidden layer of ReLU units, and one output."""

    def __init__(self, n_hidden):
        self.w1 = [Value(random.uniform(-2.0, 2.0)) for _ in range(n_hidden)]
        self.b1 = [Value(random.uniform(-1.0, 1.0)) for _ in range(n_hidden)]
        self.w2 = [Value(random.uniform(-0.5, 0.5)) for _ in range(n_hidden)]
        self.b2 = Value(0.0)

    def __call__(self, x):
        hidden = [(w * x + b).relu() for w, b in zip(self.w1, self.b1)]
        return sum((w * h for w, h in zip(self.w2, hidden)), self.b2)

    def parameters(self):
        return [*self.w1, *self.b1, *self.w2, self.b2]

def mean_squared_error(net, inputs, targets):
    errors = [net(x) - t for x, t in zip(inputs, targets)]
    return sum(e * e for e in errors) * (1.0 / len(errors))

# %% [markdown]
# ### Exercise 3: A step downhill
#
# The gradient says how fast the loss grows with each parameter. A step of **gradient descent**
# moves each parameter a little in the opposite direction: by the learning rate times its gradient.
# Then the gradient has served its purpose. It must be cleared, or the next `backward` would add to
# it. PyTorch has two calls for this, `optimizer.step()` and `optimizer.zero_grad()`; here one
# function does both.

# %% [markdown]
# <details><summary>Hint 1: which attributes?</summary>
#
# A parameter is a `Value`. Change its `data`, then its `grad`. Do not make a new `Value`: the
# network would not notice.
#
# </details>
#
# <details><summary>Hint 2: which direction?</summary>
#
# A positive gradient means: a larger parameter gives a larger loss. So the parameter should shrink.
#
# </details>

# %%
def gradient_step(parameters, lr):
    """Move each parameter against its gradient, then clear the gradient.

    Args:
        parameters: list of Value
            The parameters; their data and grad are changed in place
        lr: float
            The learning rate
    """
    for parameter in parameters:
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete gradient_step!")
        ####################################################################
        parameter.data = ...
        parameter.grad = ...

# %% [markdown]
# Check it:

# %%
with checking("gradient_step"):
    # Stand-ins for two values, so that this check does not need your class
    weights = [SimpleNamespace(data=2.0, grad=5.0), SimpleNamespace(data=-1.0, grad=-10.0)]
    gradient_step(weights, lr=0.1)
    for weight in weights:
        assert weight.data is not ... and weight.grad is not ..., "is a blank still `...`?"
        assert isinstance(weight.data, (int, float)) and isinstance(weight.grad, (int, float)), (
            f"data and grad must stay numbers, got {weight.data!r} and {weight.grad!r}"
        )
    found = [weight.data for weight in weights]
    assert all(abs(f - right) < 1e-6 for f, right in zip(found, (1.5, 0.0), strict=True)), (
        "from 2 and -1, with the gradients 5 and -10 and the learning rate 0.1, one step leads to"
        f" [1.5, 0.0], got {found}"
    )
    assert all(weight.grad == 0 for weight in weights), (
        f"after the step each grad must be 0, got {[weight.grad for weight in weights]}"
    )

# %% [markdown]
# Try it. Now all parts work together. Each epoch builds a new graph, of 1120 values, walks back
# once, and takes one step with all 25 parameters:

# %%
set_seed(seed=SEED)
inputs = [i / 10 - 1 for i in range(21)]
targets = [abs(x) - 0.5 if x < 0.5 else 0.5 - x for x in inputs]

net = TinyMLP(n_hidden=8)
losses = []
for _ in range(400):
    loss = mean_squared_error(net, inputs, targets)
    loss.backward()
    gradient_step(net.parameters(), lr=0.2)
    losses.append(loss.data)
print(f"loss before training: {losses[0]:.3f}, after 400 epochs: {losses[-1]:.4f}")

# %% alt="Left: 21 points on a line with two corners, and the curve of the network, which follows them and is a little blunter at the corners. Right: the loss on a logarithmic axis, falling from 0.3 to 0.0005 in 400 epochs."
_, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
fine = [i / 50 - 1 for i in range(101)]
left.plot(fine, [net(x).data for x in fine], label="your network")
left.plot(inputs, targets, "ko", label="data")
left.set(title="What the network has learnt", xlabel="x", ylabel="y", xticks=[-1, -0.5, 0, 0.5, 1])
left.legend()
right.plot(losses)
right.set(title="Loss", xlabel="epoch", ylabel="mean squared error", yscale="log")
plt.show()

# %% [markdown]
# With another seed the network may get stuck with a corner missing (try 7), as networks of few
# ReLUs do. PyTorch does the same steps much faster for large networks, because each of its values
# is a whole tensor. The rules are the ones that you wrote.
#
# ### Think! Why backwards?
#
# You could also find a derivative by walking *forward*: change one parameter a little, compute the
# loss again, and see how much it changed. How many computations of the loss would one step of a
# network with a million parameters need in this way, and how many does backpropagation need? What
# does backpropagation have to keep in memory for this?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. How many parameters does `TinyMLP(n_hidden=20)` have?
# 2. What would go wrong if `gradient_step` did not clear the gradients?
# 3. `gradient_step` returns nothing. How does the network get its new parameters?
#
# <details><summary>Answers</summary>
#
# 1. 61: three for each hidden unit, and the bias of the output.
# 2. The gradients of all epochs would add up, so each step would also repeat all earlier ones.
# 3. The list holds the network's own values, and the function changes their data in place.
#
# </details>
#
# **Stretch task** (no points). Give `Value` a method `tanh`: what is its slope, written with the
# result? Use it in `TinyMLP` in place of the ReLU. Then compare one gradient with PyTorch's.

# %%
feedback_corner("training_with_values")

# %% [markdown]
# ## Summary
#
# A formula is a graph of small operations. Each operation knows only its own slopes. Walk back from
# the result: multiply along each arrow, add where several leave a number, and one walk finds every
# derivative. `Value` does this for single numbers, PyTorch for tensors, and training needs nothing
# more than the step downhill.

# %% [markdown]
# ---
#
# *Sources.* The idea of teaching backpropagation with a small engine for single numbers is known
# from A. Karpathy's *micrograd* and from *minitorch*. Text and code are our own. On the method: D.
# E. Rumelhart, G. E. Hinton and R. J. Williams, *Learning representations by back-propagating
# errors*, Nature 323, 1986.
