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
# # From a single neuron to a network
#
# What can one artificial neuron learn, and what is missing when it cannot? This lesson starts with
# the smallest network there is and adds one thing at a time: a bias, an activation function,
# width, depth. After each step you watch a film of the training.
#
# At the end of this lesson you can
#
# - say what a weight and a bias do to a line;
# - show that linear neurons in a row are one linear neuron, and compute which;
# - build a curve with a corner out of ReLUs, without any training;
# - write a multilayer perceptron (MLP) of any size, and count its parameters;
# - say what the universal approximation theorem promises, and what it leaves open;
# - tell whether a network has learnt the signal or the noise.
#
# | part | time (our estimate) |
# |---|---|
# | 1. One neuron | 20 minutes |
# | 2. Neurons in a row | 20 minutes |
# | 3. Activation functions | 40 minutes |
# | 4. Width | 25 minutes |
# | 5. Depth | 20 minutes |
# | 6. Noise | 20 minutes |
#
# You will fill in four exercises and answer three questions in words. In an exercise, replace each
# blank `...` and delete the line that raises `NotImplementedError`. The cell below it checks your
# answer; the cell after that shows what you built. Run the cells in order. No GPU is needed.
# "Run all" does not stop at an exercise that is still open, so you can look ahead.
#
# Any function of Python, NumPy and PyTorch may help you, unless an exercise says otherwise.
#
# Weight, bias, epoch and gradient are explained in *Artificial neurons*, the lesson before this
# one; the most important words are said again here. *Multilayer perceptrons*, the lesson after it,
# builds the universal approximation theorem by hand.
#
# ### How this is graded
#
# | exercise | points |
# |---|---|
# | 2. `collapse_linear` | 4 |
# | 3.1 `build_mlp` | 4 |
# | 3.2 `relu_wedge` | 3 |
# | 5. `count_parameters` | 3 |
# | three questions in words | 3 |
#
# Tests that you do not see call your functions with other inputs. Each rule that holds gives its
# points, so an answer that is partly right gives part of them. Keep names and arguments, and return
# what the docstring says. A person grades the questions. The visible checks give no points; they
# tell you at once whether an answer can be right.

# %% [markdown]
# ## Setup

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn as nn

from compneuro.check.visible import checking, names_in
from compneuro.datasets import make_dataset
from compneuro.feedback import feedback_corner
from compneuro.films import show_film
from compneuro.mlp import build_mlp_model, visualize_mlp
from compneuro.training import train_model
from compneuro.utils.video import show_video

plt.style.use("compneuro.course")

# %% [markdown]
# Every training run below uses the same settings. 50 points are drawn from a curve; 15 of them
# are held back for testing, and the model learns from the other 35. An **epoch** is one pass over
# these training data. It takes two **steps**, one with 32 points and one with the 3 that are
# left, so 100 epochs are 200 steps. The films count both. The loss of so small a batch jumps
# about: that is the zigzag in the grey loss curves. `train_model` returns the **test loss**: the
# mean squared error on the points that were held back.

# %%
SEED = 6

default_train_config = dict(
    learning_rate=0.03,
    batch_size=32,
    num_epochs=100,
    num_data_points=50,
    test_data_fraction=0.3,
    visualize_every_nth_step=1,
    save_video_as="training.mp4",
    device="auto",
)

# %% [markdown]
# ## 1. One neuron
#
# *Our estimate: 20 minutes.*
#
# ### A neuron fits a line
#
# A neuron multiplies its input by a **weight**: $y = w x$. That is a line through the origin, and
# $w$ is its slope. `build_mlp_model([1, 1])` makes such a neuron: one input, one output. At first
# its weight is random.

# %% alt="A network of two circles, input and output, joined by one line with the weight 0.14."
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 1])
print(f"Weight before training: {model[0].weight.item():.3f}")
visualize_mlp(model)

# %% [markdown]
# The data lie on the line $y = 0.8 x$. Training should find the slope.

# %%
test_loss = train_model(model=model, dataset_name="line_through_zero", **default_train_config)
print(f"Test loss: {test_loss:.4f}, weight after training: {model[0].weight.item():.3f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# On the left, the blue line is what the model says at every $x$. The dots are the training data,
# the squares the test data, the grey band is the curve that they come from. On the right is the
# error, on an axis where each line stands for a factor of ten. Once the neuron has the slope, the
# error drops out of the picture.

# %% [markdown]
# ### What if the line does not pass through the origin?
#
# These data lie on $y = 0.5 x + 0.4$.

# %%
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 1])
test_loss = train_model(model=model, dataset_name="line", **default_train_config)
print(f"Test loss: {test_loss:.4f}, weight: {model[0].weight.item():.3f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# ### Think! 1.1: A line without a bias
#
# The neuron has found a slope close to that of the data, but the test loss stays at about 0.17.
# Which values of $y$ can this neuron give at $x = 0$? Why does longer training not help? And why
# is the slope still about right? (The inputs are spread over -1 to 1, about as many on the left
# as on the right.)

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### A bias moves the line
#
# A **bias** is a number that the neuron adds: $y = w x + b$. It is learnt like the weight, and it
# moves the line up or down.

# %%
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 1], bias=True)
test_loss = train_model(model=model, dataset_name="line", **default_train_config)
print(f"Test loss: {test_loss:.4f}")
print(f"Weight: {model[0].weight.item():.3f}, bias: {model[0].bias.item():.3f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# ### Quick questions
#
# 1. A neuron has $w = -2$ and $b = 1$. Where does its line cross zero?
# 2. How many parameters does `[1, 1]` with a bias have?
# 3. The test loss is far larger than the training loss at the end. What does that suggest?
#
# <details><summary>Answers</summary>
#
# 1. At $x = 0.5$, for $-2 \cdot 0.5 + 1 = 0$.
# 2. Two.
# 3. The model fits what it has seen and not the curve behind it: overfitting. Part 6 shows it.
#
# </details>
#
# **Stretch task** (no points). Without training: find the best weight of the neuron without a
# bias for the data `make_dataset("line")`, from $\sum x y / \sum x^2$ over the training data. How
# far is the trained weight from it?

# %%
feedback_corner("one_neuron")

# %% [markdown]
# ## 2. Neurons in a row
#
# *Our estimate: 20 minutes.*
#
# ### Can more neurons learn something that is not a line?
#
# The `elbow` is level up to $x = 0$ and then rises. One neuron can only draw a line, so let us put
# a second one behind it. `[1, 1, 1]` reads: one input, a **hidden layer** of one unit, one output.

# %%
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 1, 1], bias=True)  # Add as many more as you like
test_loss = train_model(model=model, dataset_name="elbow", **default_train_config)
print(f"Test loss: {test_loss:.4f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Still a line. Stack more neurons, change `[1, 1, 1]` to `[1, 5, 5, 1]`: it stays one.
#
# ### Why stacking does not help
#
# The first neuron computes $h = w_1 x + b_1$, the second $y = w_2 h + b_2$. Put one into the
# other:
#
# $$y = w_2 (w_1 x + b_1) + b_2 = w_2 w_1\, x + w_2 b_1 + b_2 .$$
#
# This has the form of a single neuron,
#
# $$y = W x + B \quad\text{with}\quad W = w_2 w_1 , \quad B = w_2 b_1 + b_2 .$$
#
# The same holds for layers with many units. A layer of PyTorch, `nn.Linear(n_in, n_out)`, holds a
# matrix $w$ of shape `(n_out, n_in)` and a vector $b$ of shape `(n_out,)`, and computes $w x + b$
# for a vector $x$ of `n_in` inputs. The formulas stay as they are; only the order of the factors
# now matters. Check it by the shapes: if the first layer goes from 3 to 5 and the second from 5
# to 2, then $W$ must go from 3 to 2.

# %% [markdown]
# ### Exercise 2: Two linear layers are one
#
# Compute the weight and the bias of the single layer that does what the two layers do.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# For numbers it is $W = w_2 w_1$ and $B = w_2 b_1 + b_2$, as above.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# For matrices `@` takes the place of the product. `w1 @ w2` and `w2 @ w1` have different shapes:
# which one goes from `n_in` to `n_out`?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The first bias passes through the second layer, so it is multiplied by that layer's weight.
#
# </details>

# %%
def collapse_linear(w1, b1, w2, b2):
    """Find the one linear layer that does what two of them do, one after the other.

    Weights and biases of the two are not changed.

    Args:
        w1: float or torch.Tensor
            Weight of the first layer: a number, or a matrix of shape (n_hidden, n_in)
        b1: float or torch.Tensor
            Its bias: a number, or a vector of shape (n_hidden,)
        w2: float or torch.Tensor
            Weight of the second layer: a number, or a matrix of shape (n_out, n_hidden)
        b2: float or torch.Tensor
            Its bias: a number, or a vector of shape (n_out,)

    Returns:
        W: torch.Tensor
            Weight of the one layer, shape (n_out, n_in); (1, 1) for numbers
        B: torch.Tensor
            Its bias, shape (n_out,); (1,) for numbers
    """
    # A number is a matrix with one row and one column, or a vector with one element
    w1, w2 = torch.atleast_2d(torch.as_tensor(w1), torch.as_tensor(w2))
    b1, b2 = torch.atleast_1d(torch.as_tensor(b1), torch.as_tensor(b2))
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete collapse_linear!")
    ####################################################################
    # Weight of the one layer; @ is the matrix product
    W = ...
    # Bias of the one layer
    B = ...
    return W, B

# %% [markdown]
# Check it:

# %%
with checking("collapse_linear"):
    draw = torch.Generator().manual_seed(0)
    for n_in, n_hidden, n_out in [(1, 1, 1), (1, 3, 1), (3, 5, 2)]:
        w1, b1 = torch.randn(n_hidden, n_in, generator=draw), torch.randn(n_hidden, generator=draw)
        w2, b2 = torch.randn(n_out, n_hidden, generator=draw), torch.randn(n_out, generator=draw)
        W, B = collapse_linear(w1, b1, w2, b2)
        sizes = f"for layers from {n_in} to {n_hidden} to {n_out},"
        assert W is not ... and B is not ..., "is a blank still `...`?"
        assert W.shape == (n_out, n_in), f"{sizes} W must be {n_out} x {n_in}, got {tuple(W.shape)}"
        assert B.shape == (n_out,), f"{sizes} B must be of shape ({n_out},), got {tuple(B.shape)}"
        x = torch.randn(7, n_in, generator=draw)
        one_layer = nn.functional.linear(x, W, B)
        two_layers = nn.functional.linear(nn.functional.linear(x, w1, b1), w2, b2)
        assert torch.allclose(one_layer, two_layers, atol=1e-5), f"{sizes} the outputs differ"

# %% [markdown]
# Try it. The model above should be the line that your formula gives:

# %%
with torch.no_grad():
    W, B = collapse_linear(model[0].weight, model[0].bias, model[1].weight, model[1].bias)
    print(f"One neuron with W = {W.item():.3f} and B = {B.item():.3f} gives, at x = 0.5,"
          f" {(0.5 * W + B).item():.3f}")
    print(f"The two neurons give {model(torch.tensor([[0.5]])).item():.3f}")

# %% [markdown]
# ### Quick questions
#
# 1. A layer from 3 to 5 units is followed by one from 5 to 2. What shape does `W` have?
# 2. Two neurons side by side, $y = w_3 (w_1 x + b_1) + w_4 (w_2 x + b_2) + b_3$: is this a line,
#    too?
# 3. Do ten linear layers have the same *parameters* as one?
#
# <details><summary>Answers</summary>
#
# 1. `(2, 3)`.
# 2. Yes: $W = w_3 w_1 + w_4 w_2$, $B = w_3 b_1 + w_4 b_2 + b_3$.
# 3. No. They have more of them, and describe nothing that one layer cannot.
#
# </details>
#
# **Stretch task** (no points). Write `collapse_all(layers)` for any number of layers, with your
# function. Which order of the factors is right for three layers, and does it matter which pair
# you collapse first?

# %%
feedback_corner("neurons_in_a_row")

# %% [markdown]
# ## 3. Activation functions
#
# *Our estimate: 40 minutes.*
#
# So something must stand between the layers that is not linear: an **activation function**. The
# **ReLU** passes what is positive and blocks the rest: $\mathrm{ReLU}(z) = \max(0, z)$. A neuron
# with a ReLU, $\mathrm{ReLU}(w x + b)$, has a corner at $x = -b / w$: on one side of it the neuron
# is silent, on the other it draws a line. Data with a corner need just that.

# %%
torch.manual_seed(SEED)
model = build_mlp_model(
    size_sequence=[1, 1, 1],  # The activation acts on the hidden unit in the middle
    bias=True,
    activation=nn.ReLU(),
)
test_loss = train_model(model=model, dataset_name="elbow", **default_train_config)
print(f"Test loss: {test_loss:.4f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# It works, but only because the seed above was picked for it. Here is the same run from 20
# starting points:

# %%
no_film = default_train_config | {"save_video_as": None, "show_progress": False}
inputs = make_dataset("elbow").x_train  # The training points that train_model draws


def is_silent(model):
    return bool((model[0].cpu()(inputs) <= 0).all())  # At every training point


ends = []
for seed in range(20):
    torch.manual_seed(seed)
    model = build_mlp_model(size_sequence=[1, 1, 1], bias=True, activation=nn.ReLU())
    was_silent = is_silent(model)
    test_loss = train_model(model=model, dataset_name="elbow", **no_film)
    if test_loss < 0.001:
        ends.append("found the elbow")
    elif was_silent:
        ends.append("silent from the start")
    else:
        ends.append("fell silent while training" if is_silent(model) else "got stuck")
for end in ["found the elbow", "silent from the start", "fell silent while training", "got stuck"]:
    print(f"{end}: {ends.count(end)} of {len(ends)} runs")

# %% [markdown]
# There are three ways to fail. A ReLU that **starts out silent** at all of the data has the slope 0
# there, so it gets no gradient and never wakes up. One that is active may **fall silent** while it
# learns: a step that is too large throws its corner off the data, and from then on it is as dead as
# the first kind. And one that is active on the flat side may **get stuck** there: on that side it
# has found the best line, and no small step leads round the corner. With more hidden units than the
# curve strictly needs, some of them start well. Keep this in mind for part 4.
#
# Next you write the function that builds these models.

# %% [markdown]
# **Film: A unit dies** (29 seconds, with subtitles). Points on an elbow, level and then rising, and
# a network with one hidden unit. A dashed line, the corner of the unit, wanders from the middle out
# of the points on the left. Fewer and fewer points turn it on; beside them its gradient falls to
# zero and stays there. Run the next cell to watch it.

# %%
show_film("unit_dies")

# %% [markdown]
# ### Exercise 3.1: Build an MLP
#
# `size_sequence` lists the number of inputs, of units in each hidden layer, and of outputs. An
# activation goes between every two layers. Nothing follows the last layer: the output may be any
# number.
#
# You have been using `build_mlp_model` from the library for this. Write your own from
# [`nn.Linear`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html) and
# [`nn.Sequential`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html);
# calling that function does not count as an answer. It should work for any activation, with the
# settings that it has.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# [`nn.Linear`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html) has an
# argument for the bias. Which of your names goes there?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# An activation follows layer `i` if there is one to follow, and if another linear layer comes
# after. What is the last value of `i`?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# `activation is not None and ...` gives `True` or `False`, which is what `activation_follows`
# needs.
#
# </details>

# %%
def build_mlp(size_sequence, activation=None, bias=False):
    """Build a multilayer perceptron.

    Args:
        size_sequence: list of int
            Number of inputs, of units of each hidden layer, and of outputs
        activation: nn.Module or None
            What stands between any two linear layers, such as nn.ReLU(); None for nothing
        bias: bool
            Whether the linear layers have biases

    Returns:
        model: nn.Sequential
            The layers in the order in which they are applied
    """
    layers = []
    n_layers = len(size_sequence) - 1  # Linear layers; one fewer than there are sizes
    for i in range(n_layers):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete build_mlp!")
        ####################################################################
        # A linear layer from n_in to n_out, with a bias if one is wanted
        layer = ...
        layers.append(layer)
        # Does an activation follow this layer?
        activation_follows = ...
        if activation_follows:
            layers.append(activation)
    model = nn.Sequential(*layers)
    return model

# %% [markdown]
# Check it:

# %%
with checking("build_mlp"):
    assert "build_mlp_model" not in names_in(build_mlp), "write it yourself, from nn.Linear"
    for sizes, activation, expected in [
        ([1, 1], nn.ReLU(), ["Linear"]),
        ([2, 4, 3], nn.ReLU(), ["Linear", "ReLU", "Linear"]),
        ([2, 4, 3], None, ["Linear", "Linear"]),
        ([1, 4, 5, 2], nn.LeakyReLU(0.3), ["Linear", "LeakyReLU", "Linear", "LeakyReLU", "Linear"]),
    ]:
        for bias in [True, False]:
            model = build_mlp(sizes, activation, bias)
            assert isinstance(model, nn.Module), f"build_mlp must return a model, got {model!r}"
            kinds = [type(part).__name__ for part in model]
            assert kinds == expected, f"{sizes} must give {expected}, got {kinds}"
            linear = [part for part in model if isinstance(part, nn.Linear)]
            shapes = [(part.in_features, part.out_features) for part in linear]
            pairs = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
            assert shapes == pairs, f"{sizes} must give layers from and to {pairs}, got {shapes}"
            for part in linear:
                assert (part.bias is not None) == bias, f"with bias={bias}, got {part}"
    outputs = model(torch.tensor([[-1.0], [2.0]]))
    first, second, third = (part.weight for part in linear)
    by_hand = torch.tensor([[-1.0], [2.0]]) @ first.T
    for weight in (second, third):
        by_hand = torch.where(by_hand > 0, by_hand, 0.3 * by_hand) @ weight.T
    assert torch.allclose(outputs, by_hand, atol=1e-5), (
        "use the activation that is handed over, with its settings"
    )

# %% [markdown]
# Try it:

# %% alt="The network [1, 3, 3, 1] with 22 parameters: circles in four columns, each joined to all circles of the next column. Positive weights are blue lines, negative ones orange, large ones thicker; biases stand in the circles."
model = build_mlp([1, 3, 3, 1], activation=nn.ReLU(), bias=True)
print(model)
visualize_mlp(model)

# %% [markdown]
# ### Exercise 3.2: A wedge without training
#
# A network with one hidden layer of ReLUs computes
#
# $$y = b_2 + \sum_i w_{2,i} \, \mathrm{ReLU}(w_{1,i}\, x + b_{1,i}) .$$
#
# The **wedge** falls in a straight line from $(-1,\ 0.6)$ to its tip at $(0.2,\ -0.6)$, then
# rises in a straight line to $(1,\ 0.6)$. Find weights and biases that draw it exactly between -1
# and 1, with pencil and paper. (Three digits after the point are enough.) Two hidden units
# will do, and there is more than one solution.
#
# Ask yourself:
#
# 1. Where must each ReLU have its corner, and to which side should it rise?
# 2. What is the slope of each side of the wedge?
# 3. What is left at the tip, where both sides meet?

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# A ReLU of $w x + b$ has its corner at $-b / w$, and rises to the right if $w$ is positive, else
# to the left.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Put both corners at the tip, one unit rising to each side. Then each side of the wedge belongs
# to one unit, and its weight in the output is the steepness of that side.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# At the tip both units are silent, so only $b_2$ is left. `w1` has two rows, `[[...], [...]]`;
# `w2` has one, `[[..., ...]]`.
#
# </details>

# %%
def relu_wedge():
    """Choose the parameters of a network with one hidden layer of ReLUs that draws the wedge.

    Returns:
        w1: torch.Tensor
            Weights from the input to the hidden units, shape (n_hidden, 1)
        b1: torch.Tensor
            Biases of the hidden units, shape (n_hidden,)
        w2: torch.Tensor
            Weights from the hidden units to the output, shape (1, n_hidden)
        b2: torch.Tensor
            Bias of the output, shape (1,)
    """
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete relu_wedge!")
    ####################################################################
    # Hidden units: each row of w1 and each element of b1 belongs to one of them
    w1 = ...
    b1 = ...
    # Output: how much each hidden unit counts, and what is added in the end
    w2 = ...
    b2 = ...
    return w1, b1, w2, b2

# %% [markdown]
# Check it:

# %%
with checking("relu_wedge"):
    parameters = relu_wedge()
    assert isinstance(parameters, (tuple, list)) and len(parameters) == 4, (
        f"relu_wedge must return four tensors, got {parameters!r}"
    )
    for name, parameter in zip(("w1", "b1", "w2", "b2"), parameters, strict=True):
        assert isinstance(parameter, torch.Tensor), (
            f"{name} must be a tensor, got {parameter!r}; is its blank still `...`?"
        )
    w1, b1, w2, b2 = (parameter.float() for parameter in parameters)
    n_hidden = b1.numel()
    shapes = {"w1": (n_hidden, 1), "b1": (n_hidden,), "w2": (1, n_hidden), "b2": (1,)}
    for (name, shape), parameter in zip(shapes.items(), parameters, strict=True):
        assert parameter.shape == shape, f"{name} must be {shape}, got {tuple(parameter.shape)}"
    for place, height in [(-1.0, 0.6), (-0.4, 0.0), (0.2, -0.6), (0.6, 0.0), (1.0, 0.6)]:
        hidden = torch.relu(nn.functional.linear(torch.tensor([place]), w1, b1))
        y = nn.functional.linear(hidden, w2, b2).item()
        assert abs(y - height) < 5e-3, f"at x = {place} the wedge is {height}, yours is {y:.3f}"

# %% [markdown]
# Try it:

# %% alt="The wedge as a wide grey line: it falls to (0.2, -0.6) and rises again. The curve of a right network runs along its middle; dashed lines show its hidden units, weighted."
w1, b1, w2, b2 = (parameter.float() for parameter in relu_wedge())
x = torch.linspace(-1, 1, 201).view(-1, 1)
data = make_dataset("wedge")
hidden = torch.relu(nn.functional.linear(x, w1, b1))
plt.plot(x, data.curve(x), color="#BDBDBD", linewidth=6, label="wedge")
for i in range(hidden.shape[1]):
    plt.plot(x, w2[0, i] * hidden[:, i], linestyle="--", linewidth=1.2,
             label=f"hidden unit {i + 1}, weighted")
plt.plot(x, nn.functional.linear(hidden, w2, b2), label="your network")
plt.xlabel("input x")
plt.ylabel("output y")
plt.legend()
plt.show()

# %% [markdown]
# ### Quick questions
#
# 1. Where is the corner of $\mathrm{ReLU}(2x - 1)$, and to which side does it rise?
# 2. How many corners can a curve of three hidden ReLUs have at most?
# 3. Why can a ReLU that is silent at all of the data not learn?
#
# <details><summary>Answers</summary>
#
# 1. At $x = 0.5$; to the right.
# 2. Three, one for each.
# 3. Its slope there is 0, so every gradient that passes through it is 0.
#
# </details>
#
# **Stretch task** (no points). Draw the `zigzag_line`, through (-1, 0.8), (-0.5, -0.6), (0.2,
# 0.6) and (1, -0.5), with ReLUs and without training. How many hidden units do you need at least?

# %%
feedback_corner("activation_functions")

# %% [markdown]
# ## 4. Width
#
# *Our estimate: 25 minutes.*
#
# ### A harder curve
#
# The `zigzag_line` has two corners inside and rises and falls in turn. One hidden unit has one
# corner to offer. (Another seed here: with most of them the corner ends up outside, and the film
# shows a line without any.)

# %%
torch.manual_seed(0)
model = build_mlp_model(size_sequence=[1, 1, 1], bias=True, activation=nn.ReLU())
test_loss = train_model(model=model, dataset_name="zigzag_line", **default_train_config)
corner = -model[0].bias.item() / model[0].weight.item()
print(f"Test loss: {test_loss:.3f}, corner at x = {corner:.2f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Ten hidden units side by side:

# %% alt="The network [1, 10, 1] before training, with 31 parameters: a column of ten circles between input and output, a bias in each circle and a weight on each line."
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 10, 1], bias=True, activation=nn.ReLU())
visualize_mlp(model)
test_loss = train_model(model=model, dataset_name="zigzag_line", **default_train_config)
print(f"Test loss: {test_loss:.3f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Much closer, and not yet there. Ten units are more than the curve needs: three would do, as you
# can work out on paper. What the run lacks is time.

# %% [markdown]
# ### The universal approximation theorem, and its catch
#
# Can a network with a single hidden layer follow any curve, if it only has enough units? Yes. The
# **universal approximation theorem** says: for every continuous function on a bounded, closed
# interval, and for every error that you allow, there is a network with one hidden layer of ReLUs
# that stays within that error everywhere on the interval.
#
# Read it carefully: it leaves a lot open.
#
# - It does not say how many units are needed. That can be very many.
# - It says that good weights *exist*, not that training finds them.
# - It says nothing about what the network does outside the interval, or between too few data
#   points.
#
# With 120 units the zigzag is no problem:

# %% alt="The network [1, 120, 1] before training, with 361 parameters: a column of 120 tiny circles, joined to input and output by so many lines that they fill a diamond."
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 120, 1], bias=True, activation=nn.ReLU())
visualize_mlp(model)
test_loss = train_model(model=model, dataset_name="zigzag_line", **default_train_config)
print(f"Test loss: {test_loss:.3f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# ### What width is good for here
#
# Is it the number of corners? Ten have enough of them. So here are 3, 10 and 120 units from ten
# starting points each, after 100 epochs and after 300. A dot is a run, a line the median of ten.

# %% alt="Test losses of ten runs each, on a logarithmic axis. 3 units: most near 0.1, after 100 epochs and after 300. 10 units: from 0.1 down to 0.0001 after 100, all but one below 0.001 after 300. 120 units: all below 0.001 after 100 already."
for place, width in enumerate([3, 10, 120]):
    for shift, num_epochs, colour in [(-0.15, 100, "#E69F00"), (0.15, 300, "#0072B2")]:
        losses = []
        for seed in range(10):
            torch.manual_seed(seed)
            model = build_mlp_model(size_sequence=[1, width, 1], bias=True, activation=nn.ReLU())
            settings = no_film | {"num_epochs": num_epochs}
            losses.append(train_model(model=model, dataset_name="zigzag_line", **settings))
        median = torch.tensor(losses).median().item()
        print(f"{width:3} units, {num_epochs} epochs: median test loss {median:.2f}")
        label = f"{num_epochs} epochs" if place == 0 else None
        plt.plot([place + shift] * 10, losses, "o", color=colour, alpha=0.6, label=label)
        plt.plot([place + shift - 0.12, place + shift + 0.12], 2 * [median], color=colour)
plt.yscale("log")
plt.ylim(1e-7, 1)
plt.xticks(range(3), ["3 units", "10 units", "120 units"])
plt.ylabel("test loss")
plt.legend(loc="lower left")
plt.show()

# %% [markdown]
# Three units could draw the curve, and hardly ever learn it: one unit that falls silent is one too
# many. Ten get there from nearly every start, if they are given 300 epochs. 120 are there after
# 100. So width buys *training* here: more units, more of them in a good place from the start. It
# does not buy a curve that fewer units could not draw.

# %% [markdown]
# ### Quick questions
#
# 1. Which promise does the universal approximation theorem make about training?
# 2. How many pieces can the curve of `[1, 10, 1]` have at most?
# 3. Why do we compare ten starting points and not one?
#
# <details><summary>Answers</summary>
#
# 1. None. It says that good weights exist.
# 2. Eleven: ten corners make eleven pieces.
# 3. A single run is partly luck; the spread shows how much.
#
# </details>
#
# **Stretch task** (no points). Start three units well in place of training longer: set the
# weights and biases of the first layer such that the corners are at -0.5, 0.2 and outside on the
# left. How many epochs does the rest need?

# %%
feedback_corner("width")

# %% [markdown]
# ## 5. Depth
#
# *Our estimate: 20 minutes.*
#
# Units can also be stacked in layers. Each layer then bends what the layers before have bent
# already, so the number of corners can grow much faster with depth than with width. This network
# has 40 hidden units, a third of the 120 above:

# %% alt="The network [1, 20, 20, 1] before training, with 481 parameters: two columns of 20 circles, with a dense web of lines between them."
torch.manual_seed(SEED)
model = build_mlp_model(size_sequence=[1, 20, 20, 1], bias=True, activation=nn.ReLU())
visualize_mlp(model)
test_loss = train_model(model=model, dataset_name="zigzag_line", **default_train_config)
print(f"Test loss: {test_loss:.4f}")
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Fewer units, then. But what a network costs, in memory and in computing time, depends on its
# **parameters**: all its weights and biases together.

# %% [markdown]
# ### Exercise 5: Count the parameters
#
# A linear layer has a weight for every pair of an input and an output and, if wanted, a bias for
# every output. Compute the number from the sizes; no network needs to be built.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Draw a layer from 2 to 3 units with pencil: how many lines are there, and how many units that
# get a bias?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Every one of the `n_in` inputs is connected to every one of the `n_out` outputs.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Inputs have no bias; each output has one.
#
# </details>

# %%
def count_parameters(size_sequence, bias):
    """Count the weights and biases of a multilayer perceptron.

    Args:
        size_sequence: list of int
            Number of inputs, of units of each hidden layer, and of outputs
        bias: bool
            Whether the linear layers have biases

    Returns:
        total: int
            Number of parameters
    """
    total = 0
    for i in range(len(size_sequence) - 1):
        n_in, n_out = size_sequence[i], size_sequence[i + 1]
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete count_parameters!")
        ####################################################################
        # Weights of the layer from n_in to n_out
        total += ...
        # Its biases, if it has any
        if bias:
            total += ...
    return total

# %% [markdown]
# Check it:

# %%
with checking("count_parameters"):
    for sizes in [[1, 1], [1, 10, 1], [3, 7, 5, 2]]:
        for bias in [True, False]:
            built = build_mlp_model(sizes, bias=bias)
            expected = sum(parameter.numel() for parameter in built.parameters())
            total = count_parameters(sizes, bias)
            assert total is not None, "count_parameters returns nothing: keep its last line"
            assert total == expected, (
                f"a network of the sizes {sizes} with bias={bias} has {expected} parameters,"
                f" count_parameters says {total}"
            )

# %% [markdown]
# Try it:

# %%
for sizes in [[1, 1], [1, 10, 1], [1, 120, 1], [1, 20, 20, 1], [1, 16, 16, 1]]:
    print(f"{sizes!s:>15}: {sum(sizes[1:-1]):4} hidden units,"
          f" {count_parameters(sizes, bias=True):4} parameters")

# %% [markdown]
# ### Think! 5.1: Units or parameters?
#
# Compare `[1, 120, 1]` with `[1, 20, 20, 1]`: which has more units, which more parameters, and
# where do the parameters of the deep one sit? Someone says: "Depth gives you the same curve for
# fewer parameters." Is that what the two runs show? Which run would you do to compare fairly?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. How many parameters does `[2, 3, 1]` with biases have?
# 2. Where do most parameters of a network with wide layers sit?
# 3. Does a layer without biases always pass through the origin?
#
# <details><summary>Answers</summary>
#
# 1. $6 + 3 + 3 + 1 = 13$.
# 2. Between two wide layers: their widths are multiplied.
# 3. Yes: for the input 0 it gives 0, and so does a ReLU of 0.
#
# </details>
#
# **Stretch task** (no points). Which width $n$ gives `[1, n, n, 1]` about as many parameters as
# `[1, 120, 1]`? Train both from five starting points and compare the test losses with their
# spread.

# %%
feedback_corner("depth")

# %% [markdown]
# ## 6. Noise
#
# *Our estimate: 20 minutes.*
#
# Measured data are noisy, and a network cannot know which part of a number is signal and which is
# noise. Here every $y$ of a line is moved by a random amount, with a standard deviation of 0.3.
# There are only 20 points, 14 of them to learn from, and 600 epochs to do it. The network is the
# wide one:

# %%
noisy = default_train_config | {"num_data_points": 20, "num_epochs": 600, "dataset_noise": 0.3,
                                "visualize_every_nth_step": 3, "device": "cpu"}
torch.manual_seed(SEED)
wide = build_mlp_model(size_sequence=[1, 120, 1], bias=True, activation=nn.ReLU())
wide_test_loss = train_model(model=wide, dataset_name="noisy_line", noisy_data=True, **noisy)
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Watch the two losses. At first both fall: the network learns the line. Then the training loss goes
# on falling while the test loss rises: it learns the noise. (With 50 points and 100 epochs, as
# above, you would not see this. There are too many points to bend to, and too little time.)
#
# Here is the single neuron on the same data. It has no hidden layer, so the activation goes unused.

# %%
torch.manual_seed(SEED)
single = build_mlp_model(size_sequence=[1, 1], bias=True, activation=nn.ReLU())
single_test_loss = train_model(model=single, dataset_name="noisy_line", noisy_data=True, **noisy)
show_video(filename="training.mp4", width=600)

# %% [markdown]
# Both side by side. Next to the training and the test loss we print a number that you never have in
# practice: the error against the line without noise.

# %% alt="Fourteen training points and six test points around a rising line. [1, 1] draws a straight line between them; [1, 120, 1] draws a zigzag that bends towards single training points and misses most test points."
data = make_dataset("noisy_line", num_points=20, noise=0.3)  # The points that train_model draws
x = torch.linspace(-1, 1, 200).view(-1, 1)
plt.plot(x, data.curve(x), color="#BDBDBD", linewidth=6, label="line without noise")
plt.plot(data.x_train, data.y_train, "o", color="#404040", label="training data")
plt.plot(data.x_test, data.y_test, "s", color="#D55E00", label="test data")
for name, model, test_loss in [("[1, 1]", single, single_test_loss),
                               ("[1, 120, 1]", wide, wide_test_loss)]:
    with torch.no_grad():
        train_loss = nn.functional.mse_loss(model(data.x_train), data.y_train)
        true_loss = nn.functional.mse_loss(model(x), data.curve(x))
        plt.plot(x, model(x), label=name)
    print(f"{name:>11}: training loss {train_loss:.2f}, test loss {test_loss:.2f},"
          f" error against the line {true_loss:.2f}")
plt.xlabel("input x")
plt.ylabel("output y")
plt.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
# ### Think! 6.1: Signal or noise?
#
# Which of the two models fits the training data better, and which one would you trust with a new
# point? How do the three numbers show it? In real life there is no third number: how could you
# have noticed, and what could you do about it?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. What is the smallest mean squared error that a perfect model can have on new noisy points,
#    for noise of standard deviation 0.3?
# 2. The training loss of a model is far below that. Good news?
# 3. Name two things that make overfitting less likely.
#
# <details><summary>Answers</summary>
#
# 1. About $0.3^2 = 0.09$: it cannot foresee the noise.
# 2. No: it has learnt noise.
# 3. More data; fewer parameters; fewer epochs; weight decay.
#
# </details>
#
# **Stretch task** (no points). Stop early: train the wide network for 20, 50, 100, 200 and 600
# epochs on the same 20 points, and draw training and test loss over the epochs. Where would you
# stop?

# %%
feedback_corner("noise")

# %% [markdown]
# ## Summary
#
# A weight sets the slope of a line, a bias moves it. Linear neurons in a row are one linear
# neuron; an activation function between them makes corners. One hidden layer can follow any curve
# if it is wide enough, but the theorem says neither how wide, nor that training will find it.
# More units than the curve needs make training easier. Depth makes corners out of corners with
# fewer units, not always with fewer parameters. And a network with parameters to spare learns the
# noise too, so test on data that it has never seen.

# %% [markdown]
# ---
#
# *Sources.* This lesson follows the demo on single neurons and simple networks in
# [comp-neuro](https://github.com/murtylab/comp-neuro) by the Murty lab: its order and its
# settings are kept, and so are the names of its data sets, but most of the curves behind the
# names are our own; text and code are rewritten, and the exercises are new. The universal
# approximation theorem goes back to G. Cybenko, *Approximation by superpositions of a sigmoidal
# function*, 1989, and K. Hornik, *Approximation capabilities of multilayer feedforward networks*,
# 1991; for ReLUs and all other functions that are no polynomials see M. Leshno et al.,
# *Multilayer feedforward networks with a nonpolynomial activation function can approximate any
# function*, 1993.
