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
# # Artificial neurons: learning to read a thermometer
#
# A friend brings a thermometer back from a trip. It has a scale but no unit. You hang it next to
# your own, note what both show on eleven days, and let an artificial neuron find the rule that
# turns one reading into the other. With so few numbers you can look at everything: the data,
# every weight, every gradient.
#
# At the end of this lesson you can
#
# - say what an artificial neuron computes, and what its activation function is for;
# - set samples aside for validation, and scale the inputs;
# - give data to PyTorch in batches;
# - derive the gradients of a loss, and say what `backward` does;
# - write a training loop that works for any model, optimizer and loss function;
# - build a network with named layers, and find its parameters and their gradients;
# - judge whether a more flexible model is a better one.
#
# | part | time (our estimate) |
# |---|---|
# | 1. The artificial neuron | 25 minutes |
# | 2. The thermometer data | 30 minutes |
# | 3. A linear neuron in PyTorch | 60 minutes |
# | 4. A neural network | 35 minutes |
#
# You will fill in six exercises and answer two questions in words. In an exercise, replace each
# blank `...` and delete the line that raises `NotImplementedError`. The cell below it checks your
# answer; the cell after that shows what you built. Run the cells in order. No GPU is needed.
# "Run all" does not stop at an exercise that is still open, so you can look ahead.
#
# Any function of Python, NumPy and PyTorch may help you, unless an exercise says otherwise.
#
# This is the first of four lessons and needs none before it. *From a single neuron to a network*
# goes on with width, depth and noise, *Multilayer perceptrons* with classes and the cross entropy;
# *Backpropagation* looks inside `backward`.
#
# ### How this is graded
#
# | exercise | points |
# |---|---|
# | 1. `neuron` | 3 |
# | 2. `split_train_val` | 4 |
# | 3. `prepare_data` | 3 |
# | 4. `mse_gradients` | 3 |
# | 5. `training_loop` | 7 |
# | 6. `named_mlp` | 3 |
# | two questions in words | 2 |
#
# Tests that you do not see call your functions with other inputs. Each rule that holds gives its
# points, so an answer that is partly right gives part of them. Keep names and arguments, and return
# what the docstring says. A person grades the questions. The visible checks give no points; they
# tell you at once whether an answer can be right.

# %% [markdown]
# ## Setup

# %%
from collections import OrderedDict

import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.optim as optim

from compneuro.check.visible import checking, names_in
from compneuro.feedback import feedback_corner
from compneuro.films import show_film
from compneuro.reproducibility import set_seed
from compneuro.thermometer import (
    leave_one_out,
    plot_activations,
    plot_backward,
    plot_fits,
    plot_readings,
    plot_responses,
    plot_training,
)

plt.style.use("compneuro.course")

# %% [markdown]
# The split of the data and the first weights of a model are drawn at random. A fixed **seed** makes
# the draws the same in every run, so your numbers can be compared with those of others. Try others
# when you have finished: many numbers change with the seed, so part 4 ends with a comparison that
# does not depend on which samples the seed puts aside.

# %%
SEED = 4
set_seed(seed=SEED)

# %% [markdown]
# ## 1. The artificial neuron
#
# *Our estimate: 25 minutes.*
#
# An artificial neuron multiplies its input by a weight, adds a bias, and sends the sum through an
# activation function, here the hyperbolic tangent:
#
# $$o = \tanh(w x + b)$$
#
# | symbol | name | one neuron with one input | a layer of neurons with many inputs |
# |---|---|---|---|
# | $x$ | input | a number | a vector |
# | $w$ | weight | a number | a matrix with a row for each neuron |
# | $b$ | bias | a number | a vector with a number for each neuron |
# | $\tanh$ | activation function | applied to the sum | applied to each sum separately |
# | $o$ | output | a number | a vector with a number for each neuron |
#
# The weight and the bias are the **parameters**: they are what the neuron learns. The activation
# function is chosen beforehand and stays as it is.

# %% [markdown]
# ### Exercise 1: A neuron
#
# Write the neuron, for a weight that is a number and for a weight that is a matrix. Use PyTorch's
# functions all the way: gradients must flow from the output back to `w` and `b`, or the neuron
# could not learn. [`torch.tanh`](https://docs.pytorch.org/docs/stable/generated/torch.tanh.html)
# applies the activation function. `*` multiplies number by number; `@` multiplies a matrix by a
# vector.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Which product fits which weight? `*` keeps the shape of `x`; `@` gives one number for each row
# of the matrix.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# You can write the choice in one line: `... if is_matrix else ...`.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The bias comes before the activation function: tanh is applied to the whole sum.
#
# </details>

# %%
def neuron(x, w, b):
    """Compute what an artificial neuron, or a layer of them, puts out.

    Gradients flow from the output back to w and b.

    Args:
        x: torch.Tensor
            Input: a vector of shape (n_in,) if w is a matrix; if w is a number, any shape, and the
            neuron is applied to each number separately
        w: torch.Tensor
            Weight: a number, shape (), or a matrix of shape (n_out, n_in)
        b: torch.Tensor
            Bias: a number, shape (), or for a matrix w a vector of shape (n_out,)

    Returns:
        o: torch.Tensor
            Output: shape (n_out,) if w is a matrix, else the shape of x
    """
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete neuron!")
    ####################################################################
    is_matrix = w.dim() == 2
    # Weigh the input: by a matrix, or by a number?
    weighted = ...
    # Add the bias, then apply the activation function
    o = ...
    return o

# %% [markdown]
# Check it:

# %%
with checking("neuron"):
    x_check, w_check, b_check = torch.tensor(1.5), torch.tensor(-0.8), torch.tensor(0.5)
    o = neuron(x_check, w_check, b_check)
    assert isinstance(o, torch.Tensor), f"o must be a tensor, got {o!r}; is a blank still `...`?"
    assert o.shape == (), f"a single input must give one output, got the shape {tuple(o.shape)}"
    # (e^z - e^-z) / (e^z + e^-z) with z = -0.8 * 1.5 + 0.5 = -0.7
    assert abs(o.item() + 0.60437) < 1e-4, (
        f"for x = 1.5, w = -0.8, b = 0.5 the output is -0.60437, got {o.item():.5f}"
    )
    o = neuron(torch.tensor([-1.0, 0.0, 1.0]), torch.tensor(2.0), torch.tensor(0.0))
    assert o.shape == (3,), f"three inputs to one neuron give three outputs, got {tuple(o.shape)}"

    layer_w = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, -1.0]])
    o = neuron(torch.tensor([0.5, 2.0, 2.0]), layer_w, torch.tensor([0.0, 1.0]))
    assert o.shape == (2,), f"a weight matrix with two rows gives two outputs, got {tuple(o.shape)}"
    expected = torch.tensor([0.46212, 0.76159])  # tanh(0.5) and tanh(2 - 2 + 1)
    assert torch.allclose(o, expected, atol=1e-4), f"expected about {expected}, got {o}"

    layer_b = torch.zeros(2, requires_grad=True)
    o = neuron(torch.ones(3), layer_w, layer_b)
    assert o.requires_grad, (
        "no gradient can flow back from the output: is a step done by NumPy, or cut off by detach?"
    )

# %% [markdown]
# Try it:

# %% alt="The output of a neuron over its input, S-shaped between -1 and 1. With w = 1 it rises gently through 0, with w = 3 steeply, and with w = -1 it falls; with w = 1 and b = 2 it passes zero at -2."
x = torch.linspace(-5, 5, 200)
settings = [(1.0, 0.0), (3.0, 0.0), (-1.0, 0.0), (1.0, 2.0)]
plot_responses(x, {
    f"w = {w:g}, b = {b:g}": neuron(x, torch.tensor(w), torch.tensor(b)) for w, b in settings
})

# %% [markdown]
# The weight sets how steep the curve is and which way it goes; the bias shifts it to the side.
#
# ### What the activation function is for
#
# Without it a neuron is a straight line, and a stack of straight lines is a straight line again:
# the next lesson shows it. A good activation function
#
# - is **nonlinear**: only then can several layers do more than one;
# - is **differentiable**, so that gradients exist. A few points without a slope do no harm, such as
#   the kink of ReLU or the two of Hardtanh.
#
# The tanh and the sigmoid add something that neurons in the brain show too: they are sensitive in
# the middle and saturate at the ends. All very large sums give almost 1; all very negative ones
# almost -1 (tanh) or almost 0 (sigmoid).

# %% alt="Four functions above, their slopes below. Tanh and sigmoid are S-shaped, with the largest slope at 0 (1 and 0.25) and hardly any far out. ReLU is level and then rises with slope 1; Hardtanh rises with slope 1 between -1 and 1 only."
plot_activations({
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "ReLU": torch.relu,
    "Hardtanh": nn.functional.hardtanh,
})

# %% [markdown]
# The lower row matters for learning. Backpropagation multiplies slopes on its way from the loss
# back to the weights. Where the slope is close to 0, hardly anything of the error gets through,
# and the weights behind it stop learning. So a neuron learns best while the sum lies in its
# **response range**, the part where the slope is not small. For the tanh that is roughly from
# -1.5 to 1.5; beyond 2 and -2, less than a tenth of the largest slope is left.

# %% [markdown]
# ### Quick questions
#
# 1. You add 1 to `b`, for $w = 2$. Does the curve of `neuron` move up, down, left or right?
# 2. How many parameters does a layer of 5 neurons with 3 inputs have?
# 3. Where is the slope of the tanh largest, and how large is it there?
#
# <details><summary>Answers</summary>
#
# 1. To the left, by $1 / 2$: the sum reaches each value earlier.
# 2. $5 \cdot 3$ weights and 5 biases: 20.
# 3. At 0, where it is 1.
#
# </details>
#
# **Stretch task** (no points). The slope of the tanh is $1 - \tanh^2(z)$. Derive this from
# $\tanh(z) = (e^z - e^{-z}) / (e^z + e^{-z})$, and check it with `.grad` at three points.

# %%
feedback_corner("artificial_neuron")

# %% [markdown]
# ## 2. The thermometer data
#
# *Our estimate: 30 minutes.*
#
# `t_c` are the temperatures in °C, `t_u` what the thermometer with the unknown unit shows at the
# same times.
# [`unsqueeze(1)`](https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html) turns the
# eleven numbers into a column with the shape `(11, 1)`: eleven
# samples with one feature each.

# %% alt="Eleven dots, the temperature over the reading in the unknown unit. They rise from (22, -4) to (82, 28), close to a straight line."
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]).unsqueeze(1)
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4,
                    68.4]).unsqueeze(1)
print(f"t_u has the shape {tuple(t_u.shape)}, t_c {tuple(t_c.shape)}")
plot_readings(t_u, t_c)

# %% [markdown]
# ### Exercise 2: Split
#
# A model that has seen a sample may have learnt it by heart. Only samples it has never seen can
# tell us whether it has found the rule. So about a fifth of the samples is set aside: they are
# the **validation data**, and no parameter is ever fitted to them.
#
# Write a function that shuffles the numbers of the samples, from 0 to `n_samples - 1`, and gives
# the first `n_train` of them to training and all others to validation. Beware of negative slices:
# `[:-n_val]` means everything but the last `n_val`, except for `n_val = 0`, where it is empty.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `val_fraction * n_samples` need not be whole. What makes it a whole number?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# [`torch.randperm(n)`](https://docs.pytorch.org/docs/stable/generated/torch.randperm.html) gives
# the numbers from 0 to `n - 1` in random order.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The first slice ends where the second one begins: at `n_train`.
#
# </details>

# %%
def split_train_val(n_samples, val_fraction, seed):
    """Shuffle the numbers of the samples, and split them into training and validation.

    Args:
        n_samples: int
            Number of samples
        val_fraction: float
            Share of the samples that is set aside for validation, from 0 to 1
        seed: int
            Decides the order; the same seed gives the same split

    Returns:
        train_indices: torch.Tensor
            Numbers of the training samples, in random order, shape (n_train,)
        val_indices: torch.Tensor
            Numbers of all the other samples, in random order, shape (n_val,)
    """
    torch.manual_seed(seed)
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete split_train_val!")
    ####################################################################
    n_val = ...  # The share of the samples, as a whole number
    n_train = n_samples - n_val
    shuffled_indices = ...  # See torch.randperm
    train_indices = ...
    val_indices = ...
    return train_indices, val_indices

# %% [markdown]
# Check it:

# %%
with checking("split_train_val"):
    for n_samples, val_fraction, n_val in [(50, 0.2, 10), (40, 0.5, 20), (11, 0.0, 0)]:
        split = split_train_val(n_samples, val_fraction, seed=1)
        for part in split:
            assert isinstance(part, torch.Tensor), (
                f"both parts must be tensors, got {part!r}; is a blank still `...`?"
            )
        shapes = [tuple(part.shape) for part in split]
        assert shapes == [(n_samples - n_val,), (n_val,)], (
            f"{n_samples} samples with val_fraction={val_fraction} must give the shapes"
            f" {[(n_samples - n_val,), (n_val,)]}, got {shapes}"
        )
        everyone = torch.cat(split)
        assert torch.equal(everyone.sort().values, torch.arange(n_samples)), (
            "each sample must be in exactly one of the two parts"
        )
        assert not torch.equal(everyone, torch.arange(n_samples)), "they are in their old order"
    again, other = (split_train_val(11, 0.0, seed=seed)[0] for seed in (1, 2))
    assert torch.equal(everyone, again), "the same seed must give the same split"
    assert not torch.equal(everyone, other), "another seed must give another split"

# %% [markdown]
# Try it:

# %%
train_part, val_part = split_train_val(len(t_u), val_fraction=0.2, seed=SEED)
print(f"for training:   {train_part.tolist()}")
print(f"for validation: {val_part.tolist()}")

# %% [markdown]
# From here on, everyone uses the same split, so that your numbers can be compared with those of
# others, and you can go on before your split works:

# %%
train_indices = torch.tensor([10, 5, 6, 8, 1, 7, 0, 4, 3])
val_indices = torch.tensor([2, 9])

# %% [markdown]
# ### Exercise 3: Take the rows, and scale the inputs
#
# Now take the rows of both parts out of the data. And scale the inputs: the readings lie between 21
# and 82, far outside the response range of a neuron whose weight is near 1. Multiplied by 0.1 they
# lie between 2 and 8.2, which is close enough for the biases to do the rest. The same factor is
# used for training and for validation, because a model must be used with the units it was trained
# on. The temperatures in °C stay as they are: they are the answers.
#
# Make new tensors, and leave `t_u` as it is: `t_u *= 0.1` would scale the data again each time you
# run the cell.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# A tensor of indices in square brackets takes rows: `t_u[train_indices]`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Which two of the four results are readings? Only those are multiplied.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# `0.1 * rows` makes a new tensor; `rows *= 0.1` changes one that is there.
#
# </details>

# %%
def prepare_data(t_u, t_c, train_indices, val_indices):
    """Take the training and the validation rows, with inputs scaled by 0.1.

    Args:
        t_u: torch.Tensor
            Readings in the unknown unit, shape (n_samples, 1); not changed
        t_c: torch.Tensor
            Temperatures in °C, shape (n_samples, 1); not changed
        train_indices: torch.Tensor
            Numbers of the training samples, shape (n_train,); not changed
        val_indices: torch.Tensor
            Numbers of the validation samples, shape (n_val,); not changed

    Returns:
        t_un_train: torch.Tensor
            Scaled readings for training, shape (n_train, 1)
        t_un_val: torch.Tensor
            Scaled readings for validation, shape (n_val, 1)
        t_c_train: torch.Tensor
            Temperatures for training, shape (n_train, 1)
        t_c_val: torch.Tensor
            Temperatures for validation, shape (n_val, 1)
    """
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete prepare_data!")
    ####################################################################
    t_un_train = ...
    t_un_val = ...
    t_c_train = ...
    t_c_val = ...
    return t_un_train, t_un_val, t_c_train, t_c_val

# %% [markdown]
# Check it:

# %%
with checking("prepare_data"):
    readings = torch.tensor([[10.0], [20.0], [30.0]])
    degrees = torch.tensor([[-1.0], [-2.0], [-3.0]])
    prepared = prepare_data(readings, degrees, torch.tensor([2, 0]), torch.tensor([1]))
    for part, name, expected in [
        (prepared[0], "t_un_train", [[3.0], [1.0]]),
        (prepared[1], "t_un_val", [[2.0]]),
        (prepared[2], "t_c_train", [[-3.0], [-1.0]]),
        (prepared[3], "t_c_val", [[-2.0]]),
    ]:
        assert isinstance(part, torch.Tensor), (
            f"{name} must be a tensor, got {part!r}; is its blank still `...`?"
        )
        assert part.shape == torch.tensor(expected).shape and torch.allclose(
            part, torch.tensor(expected)
        ), f"{name} must be {expected}, got {part.tolist()}"
    assert readings.tolist() == [[10.0], [20.0], [30.0]], "the readings must stay as they are"

# %% [markdown]
# Try it:

# %%
t_un_train, t_un_val, t_c_train, t_c_val = prepare_data(t_u, t_c, train_indices, val_indices)
print("scaled readings and temperatures for validation:")
print(torch.cat([t_un_val, t_c_val], dim=1))

# %% [markdown]
# ### Quick questions
#
# 1. Why is the order of the samples shuffled before they are split?
# 2. Which rows must be multiplied by 0.1 when the model is used next year, on new readings?
# 3. What goes wrong if you choose between ten models by their validation loss, and report that
#    loss?
#
# <details><summary>Answers</summary>
#
# 1. Measured data are often sorted, by time or by size; the last fifth may differ from the rest.
# 2. All of them: the model knows only scaled readings.
# 3. The best of ten is partly luck, so its loss is too low. Report the loss on a third part, the
#    test data.
#
# </details>
#
# **Stretch task** (no points). Instead of multiplying by 0.1, *standardise* the readings:
# subtract their mean and divide by their standard deviation. From which part must both be
# computed, and why? Train both models of this lesson on such inputs.

# %%
feedback_corner("thermometer_data")

# %% [markdown]
# ## 3. A linear neuron in PyTorch
#
# *Our estimate: 60 minutes.*
#
# The eleven points lie near a straight line, so we begin with a neuron without activation
# function. [`nn.Linear(1,
# 1)`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html) is a layer with one
# input feature and one output feature. It draws its own first weight and bias.

# %%
set_seed(seed=SEED)
linear_model = nn.Linear(1, 1)
linear_model(torch.tensor([[3.4], [5.8]]))  # Two scaled readings

# %% [markdown]
# A model is called like a function. This runs its method `forward` and any hooks registered on the
# model, so do not call `forward` yourself. These first answers mean nothing yet. Note the
# `grad_fn`: PyTorch remembers how each number was computed, to be able to find gradients.

# %%
print(linear_model.weight)
print(linear_model.bias)

# %% [markdown]
# Weight and bias are of the type `Parameter`: tensors that require gradients, and that the model
# knows as its own.
#
# ### Batches
#
# The layers of PyTorch expect a **batch**, a tensor of shape `(batch size, number of input
# features)`, one sample in each row, and compute the outputs of all rows at once. That is why `t_u`
# became a column. Here is a batch with ten equal samples:

# %%
x = torch.ones(10, 1)
linear_model(x)

# %% [markdown]
# ### Gradients by hand
#
# To learn, the neuron must know how the loss changes when its weight or its bias changes a little:
# it needs the **gradients**. For a linear neuron you can work them out. With the errors
#
# $$e_i = w x_i + b - t_i , \qquad L = \frac{1}{N} \sum_{i=1}^{N} e_i^2 ,$$
#
# the weight acts on the loss through the errors only, so the **chain rule** takes two steps: how
# does $L$ change with $e_i$, and how does $e_i$ change with $w$? Multiply the two, and add up over
# the samples:
#
# $$\frac{\partial L}{\partial w} = \sum_{i=1}^{N} \frac{\partial L}{\partial e_i}
# \cdot \frac{\partial e_i}{\partial w} .$$
#
# The same holds for $b$. Say $w = 2$ and $b = 0$, and take a single sample with $x = 3$, $t = 5$.
# Then $e = 1$ and $L = 1$. A slightly larger weight, $w = 2.01$, gives $e = 1.03$ and $L = 1.0609$:
# the loss grows by 0.0609 for 0.01, so the gradient for the weight is about 6.

# %% [markdown]
# ### Exercise 4: The gradients of the loss
#
# Derive both gradients with pencil and paper, then write them down. Write the formulas: letting
# PyTorch find the gradients, with `backward` or `torch.autograd`, does not count as an answer.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# How does $e^2$ change with $e$? And what is the share of one sample in the mean, of $N$ samples?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# $\partial e_i / \partial w = x_i$ and $\partial e_i / \partial b = 1$.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# Both gradients are means: one over the errors times the inputs, one over the errors alone.
# `.mean()` divides by $N$ for you; do not forget the factor from the square.
#
# </details>

# %%
def mse_gradients(x, t, w, b):
    """Compute the gradients of the mean squared error of a linear neuron, by formula.

    The neuron predicts w * x + b. The arguments are not changed.

    Args:
        x: torch.Tensor
            Inputs, shape (n, 1)
        t: torch.Tensor
            True values, shape (n, 1)
        w: torch.Tensor
            Weight, a number, shape ()
        b: torch.Tensor
            Bias, a number, shape ()

    Returns:
        grad_w: torch.Tensor
            Gradient of the loss for the weight, a number
        grad_b: torch.Tensor
            Gradient of the loss for the bias, a number
    """
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete mse_gradients!")
    ####################################################################
    errors = ...  # Prediction minus true value, for each sample
    grad_w = ...
    grad_b = ...
    return grad_w, grad_b

# %% [markdown]
# Check it:

# %%
with checking("mse_gradients"):
    ruled_out = {"backward", "autograd", "grad"} & names_in(mse_gradients)
    assert not ruled_out, f"write the formulas; {', '.join(ruled_out)} does not count as an answer"
    # The sample from above, and two samples, on paper: errors 1 and -2, inputs 3 and 1
    for x_check, t_check, expected in [
        ([[3.0]], [[5.0]], (6.0, 2.0)),
        ([[3.0], [1.0]], [[5.0], [4.0]], (1.0, -1.0)),
    ]:
        gradients = mse_gradients(torch.tensor(x_check), torch.tensor(t_check),
                                  torch.tensor(2.0), torch.tensor(0.0))
        for name, value, truth in zip(("grad_w", "grad_b"), gradients, expected, strict=True):
            assert value is not ..., f"{name} is still `...`"
            assert abs(float(value) - truth) < 1e-4, (
                f"for x = {x_check}, t = {t_check}, w = 2, b = 0, {name} is {truth},"
                f" yours {float(value):.4f}"
            )
    w_check, b_check = (torch.tensor(value, requires_grad=True) for value in (-0.7, 0.3))
    x_check, t_check = torch.linspace(-2, 2, 7).view(-1, 1), torch.linspace(3, 1, 7).view(-1, 1)
    ((w_check * x_check + b_check - t_check) ** 2).mean().backward()
    grad_w, grad_b = mse_gradients(x_check, t_check, w_check.detach(), b_check.detach())
    assert torch.allclose(w_check.grad, grad_w, atol=1e-4), "PyTorch finds another gradient for w"
    assert torch.allclose(b_check.grad, grad_b, atol=1e-4), "PyTorch finds another gradient for b"

# %% [markdown]
# Try it. PyTorch gets the same two numbers without a formula from you, in four lines:

# %%
w, b = (torch.tensor(value, requires_grad=True) for value in (1.0, 0.0))  # Keep track of these
errors = w * t_un_train + b - t_c_train  # Each operation is noted, with what went into it
loss = (errors ** 2).mean()
loss.backward()  # Goes back through the notes, and leaves the gradients in w.grad and b.grad
print(f"PyTorch: {w.grad:.3f} and {b.grad:.3f}")
grad_w, grad_b = mse_gradients(t_un_train, t_c_train, w.detach(), b.detach())
print(f"You:     {grad_w:.3f} and {grad_b:.3f}")

# %% [markdown]
# ### What `backward` does
#
# It is the chain rule, one operation at a time. Each operation knows how its own output changes
# with its own inputs. `backward` starts at the loss with 1 and walks back: what arrives at the
# output of an operation, times the slope of the operation, goes on to its input. Here is the sample
# from above, with $x = 3$, $t = 5$, $w = 2$, $b = 0$; values in black on the way there, gradients
# in orange on the way back. Where a number is used for several samples, the gradients of all of
# them are added up.

# %% alt="A graph from left to right: w = 2 times x = 3 is 6, plus b = 0 is 6, minus t = 5 is the error 1, squared the loss 1. Gradients on the way back: 1 at the loss; 2 at the error, the sum, the product and b; -2 at t, 6 at w, 4 at x."
plot_backward(x=3.0, t=5.0, w=2.0, b=0.0)

# %% [markdown]
# ### Training
#
# Each **epoch**, one pass over the training data, goes like this:
#
# 1. **Predict** the temperatures of the training data, and measure with the loss function how wrong
#    they are. Here it is the mean squared error.
# 2. Do the same with the **validation** data, only to watch. Nothing is learnt from it, so no
#    gradients are needed: inside
#    [`with torch.no_grad():`](https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html)
#    PyTorch does not prepare for them.
# 3. Take a **step**. `optimizer.zero_grad()` clears the gradients of the last epoch, because
#    PyTorch adds new gradients to old ones. `loss_train.backward()` computes the gradient of the
#    loss for each parameter. `optimizer.step()` moves each parameter a little against its gradient.
#
# The optimizer was given the parameters of the model when it was made. Gradient descent with the
# learning rate $\eta$ moves each of them by
#
# $$\theta \leftarrow \theta - \eta\, \frac{\partial L}{\partial \theta} .$$
#
# PyTorch calls it
# [`optim.SGD`](https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html),
# *stochastic* gradient descent. It is stochastic when each step uses some samples, drawn at random;
# here each step uses all of them, and nothing in it is left to chance.

# %% [markdown]
# ### Exercise 5: The training loop
#
# Write the loop. Use only what is handed to the function, not names from other cells such as
# `linear_model`: then the same loop will train every model of this lesson.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Call `model` and `loss_fn` like functions. The loss gets the predictions first, then the true
# values.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Put the two lines for the validation data, indented, below `with torch.no_grad():`.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The three lines of a step stand in the text above, in this order: `zero_grad`, `backward`,
# `step`.
#
# </details>

# %%
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val,
                  t_c_train, t_c_val):
    """Train a model, and watch its loss on the training and the validation data.

    Prints both losses every 1000 epochs. The data are not changed.

    Args:
        n_epochs: int
            Number of epochs; each takes one step with all the training data
        optimizer: torch.optim.Optimizer
            Holds the parameters of the model and updates them
        model: nn.Module
            Maps inputs of shape (n, 1) to predictions of shape (n, 1); changed in place
        loss_fn: nn.Module
            Called with predictions and true values; gives one number
        t_u_train: torch.Tensor
            Inputs of the training data, shape (n_train, 1)
        t_u_val: torch.Tensor
            Inputs of the validation data, shape (n_val, 1)
        t_c_train: torch.Tensor
            True values for the training data, shape (n_train, 1)
        t_c_val: torch.Tensor
            True values for the validation data, shape (n_val, 1)

    Returns:
        train_losses: list of float
            Training loss of each epoch, measured before the step of that epoch
        val_losses: list of float
            Validation loss of each epoch, measured before the step of that epoch too
    """
    train_losses, val_losses = [], []
    for epoch in range(n_epochs):
        ####################################################################
        # Fill in each blank (...), then delete the next line.
        raise NotImplementedError("Complete training_loop!")
        ####################################################################
        # 1. Training data: the predictions and their loss
        t_p_train = ...
        loss_train = ...

        # 2. Validation data: the same, without preparing for gradients (two or three lines)
        ...
        loss_val = ...

        # 3. One step: clear the old gradients, compute the new ones, update (three lines)
        ...

        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
        if epoch % 1000 == 0:
            print(
                f"epoch {epoch:4}: training loss {train_losses[-1]:7.3f},"
                f" validation loss {val_losses[-1]:7.3f}"
            )
    return train_losses, val_losses

# %% [markdown]
# Check it:

# %%
with checking("training_loop"):
    line = nn.Linear(1, 1)
    nn.init.constant_(line.weight, 1.0)
    nn.init.constant_(line.bias, 0.0)
    with_gradients = []  # Whether gradients are on, each time that the model is called
    line.register_forward_hook(lambda *_: with_gradients.append(torch.is_grad_enabled()))

    def own_loss(predicted, true):
        assert true.item() in (3.0, 5.0), "loss_fn gets the predictions first, then the true values"
        return ((predicted - true) ** 2).mean()

    losses = training_loop(2, optim.SGD(line.parameters(), lr=0.1), line, own_loss,
                           torch.tensor([[1.0]]), torch.tensor([[2.0]]),
                           torch.tensor([[3.0]]), torch.tensor([[5.0]]))
    assert isinstance(losses, (tuple, list)) and len(losses) == 2, (
        f"training_loop must return train_losses and val_losses, got {losses!r}"
    )
    assert [len(part) for part in losses] == [2, 2], (
        f"two epochs give two losses of each kind, got {[len(part) for part in losses]}"
    )
    # On paper: the first prediction is 1, the loss (1 - 3)^2 = 4, both gradients -4. So w = 1.4 and
    # b = 0.4, the second prediction is 1.8, the loss 1.2^2 = 1.44, both gradients -2.4.
    for name, value, expected in [
        ("the first training loss", losses[0][0], 4.0),
        ("the first validation loss", losses[1][0], 9.0),
        ("the second training loss", losses[0][1], 1.44),
        ("the second validation loss", losses[1][1], 3.24),
        ("the weight after two epochs", line.weight.item(), 1.64),
        ("the bias after two epochs", line.bias.item(), 0.64),
    ]:
        assert abs(value - expected) < 1e-4, f"{name} must be {expected}, got {value:.4f}"
    assert with_gradients.count(False) == 2, (
        "in each epoch, ask the model about the validation data once, inside torch.no_grad()"
    )

# %% [markdown]
# Try it:

# %% alt="Both losses over the epochs, on logarithmic axes. The training loss drops to 37 within five epochs, then falls slowly to 3. The validation loss falls to 1.7 within ten epochs and later rises to 3."
set_seed(seed=SEED)
linear_model = nn.Linear(1, 1)
optimizer = optim.SGD(linear_model.parameters(), lr=1e-2)
train_losses, val_losses = training_loop(
    n_epochs=3000,
    optimizer=optimizer,
    model=linear_model,
    loss_fn=nn.MSELoss(),
    t_u_train=t_un_train,
    t_u_val=t_un_val,
    t_c_train=t_c_train,
    t_c_val=t_c_val,
)
print(linear_model.weight)
print(linear_model.bias)
plot_training(train_losses, val_losses)

# %% [markdown]
# So the rule that it found is $t_c \approx w \cdot 0.1\, t_u + b$, with the weight and the bias
# above. Does it remind you of something? A temperature in degrees Fahrenheit becomes one in °C by
#
# $$t_c = \tfrac{5}{9} (t_F - 32) \approx 5.56 \cdot 0.1\, t_F - 17.8 .$$
#
# The unknown unit is degrees Fahrenheit, and a neuron with just two parameters worked it out.
#
# ### A closer look at the losses
#
# The validation loss falls to about 1.7 within the first dozen epochs and then rises to 3.0, while
# the training loss goes on falling. That looks like overfitting, but a straight line cannot bend
# itself to the noise of nine samples. It is chance: on its way to the best line for the nine, the
# neuron passes one that happens to suit these two. Two samples are few. Part 4 comes back to that.
#
# ### The same without scaling
#
# Here are the first losses with the raw readings, everything else as before:

# %%
set_seed(seed=SEED)
raw_model = nn.Linear(1, 1)
raw_losses, _ = training_loop(
    n_epochs=6,
    optimizer=optim.SGD(raw_model.parameters(), lr=1e-2),
    model=raw_model,
    loss_fn=nn.MSELoss(),
    t_u_train=t_u[train_indices],
    t_u_val=t_u[val_indices],
    t_c_train=t_c_train,
    t_c_val=t_c_val,
)
print([f"{loss:.1e}" for loss in raw_losses])

# %% [markdown]
# ### Think! What is the factor 0.1 good for?
#
# Why does training go wrong with the raw readings? Look at your formulas from Exercise 4: how
# does the gradient for the weight depend on the size of the inputs, and how the one for the bias?
# Could another learning rate have saved it, and at what price?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# **Film: The valley of the loss** (37 seconds, with subtitles). A map of the loss over weight and
# bias is a long valley, dark where the loss is large. With scaled readings a path of dots drops to
# its floor and follows it to a star, the best point. With raw readings the valley is ten times
# narrower: one path leaves the map at once, another one stays on the floor but hardly moves along
# it. Run the next cell to watch it.

# %%
show_film("valley")

# %% [markdown]
# ### Quick questions
#
# 1. What would `loss.backward()` leave in `w.grad` if you called it in two epochs without
#    `zero_grad`?
# 2. In the picture of `backward`, what is the gradient for $t$, the true value?
# 3. Why is the validation loss measured before the step and not after it?
#
# <details><summary>Answers</summary>
#
# 1. The sum of both epochs' gradients.
# 2. -2: the error falls by 1 when $t$ grows by 1, so it is minus the gradient for the error.
# 3. Then both losses of an epoch belong to the same parameters and can be compared.
#
# </details>
#
# **Stretch task** (no points). Train the neuron without an optimizer: start from `w = b = 0`, and
# in each of 3000 epochs subtract 0.01 times what your `mse_gradients` gives. Do you end at the
# same weight and bias?

# %%
feedback_corner("linear_neuron")

# %% [markdown]
# ## 4. A neural network
#
# *Our estimate: 35 minutes.*
#
# Would a curve describe the data better than a line? We put a hidden layer of 13 tanh neurons
# between the input and a linear neuron that combines them.
# [`nn.Sequential`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html)
# applies its layers one after the other:

# %%
n_tanh = 13
seq_model = nn.Sequential(
    nn.Linear(1, n_tanh),
    nn.Tanh(),
    nn.Linear(n_tanh, 1),
)
print(seq_model)

# %% [markdown]
# `nn.Linear` and `nn.Tanh` together are your `neuron` from above, 13 times side by side and for a
# whole batch. The model has four tensors of parameters, weight and bias of two layers:

# %%
[param.shape for param in seq_model.parameters()]

# %% [markdown]
# ### Names for the layers
#
# The name `2` tells you little. Given an
# [`OrderedDict`](https://docs.python.org/3/library/collections.html#collections.OrderedDict), a
# dictionary that keeps its order, `nn.Sequential` calls each layer by its key, and the layer can
# be reached under that name:

# %%
small_model = nn.Sequential(OrderedDict([
    ('stretch', nn.Linear(1, 1)),
    ('squash', nn.Tanh()),
]))
print(small_model)
print(small_model.stretch.weight)

# %% [markdown]
# ### Exercise 6: Named layers
#
# Build the network once more, with any number of hidden neurons, and with names.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The example above has all that you need: a list of pairs of a name and a layer, in an
# `OrderedDict`, in an `nn.Sequential`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Write each layer as you would without names, then give each its name: what does the hidden layer
# take in, and what does it put out?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# There is one activation function, between the two linear layers.
#
# </details>

# %%
def named_mlp(n_hidden):
    """Build a network with one hidden layer of tanh neurons and named layers.

    Args:
        n_hidden: int
            Number of hidden neurons

    Returns:
        model: nn.Sequential
            One input, one output; its layers are called 'hidden_linear', 'hidden_activation' and
            'output_linear', in this order
    """
    ####################################################################
    # Fill in the blank (...), then delete the next line.
    raise NotImplementedError("Complete named_mlp!")
    ####################################################################
    model = ...
    return model

# %% [markdown]
# Check it:

# %%
with checking("named_mlp"):
    for n_hidden in (8, 3):
        model = named_mlp(n_hidden)
        assert isinstance(model, nn.Module), (
            f"named_mlp must return a model, got {model!r}; is its blank still `...`?"
        )
        names = [name for name, _ in model.named_children()]
        expected = ['hidden_linear', 'hidden_activation', 'output_linear']
        assert names == expected, f"the layers must be called {expected}, got {names}"
        shapes = {name: tuple(param.shape) for name, param in model.named_parameters()}
        expected = {'hidden_linear.weight': (n_hidden, 1), 'hidden_linear.bias': (n_hidden,),
                    'output_linear.weight': (1, n_hidden), 'output_linear.bias': (1,)}
        assert shapes == expected, f"the parameters must be {expected}, got {shapes}"
    x_check = torch.tensor([[-1.0], [0.5], [4.0]])
    hidden = torch.tanh(x_check @ model.hidden_linear.weight.T + model.hidden_linear.bias)
    by_hand = hidden @ model.output_linear.weight.T + model.output_linear.bias
    assert torch.allclose(model(x_check), by_hand, atol=1e-6), (
        "only the hidden layer has an activation function, and that is tanh"
    )

# %% [markdown]
# Try it:

# %%
set_seed(seed=SEED)
seq_model = named_mlp(8)
print(seq_model)
for name, param in seq_model.named_parameters():
    print(name, tuple(param.shape))

# %% [markdown]
# ### Training the network
#
# Your training loop needs no change. Only the learning rate is smaller, so it takes more epochs.

# %% alt="Both losses of the network over the epochs, on logarithmic axes. The training loss falls from 170 to about 1.5. The validation loss falls to 2 after some 700 epochs, then rises and ends near 4."
optimizer = optim.SGD(seq_model.parameters(), lr=1e-3)
train_losses, val_losses = training_loop(
    n_epochs=5000,
    optimizer=optimizer,
    model=seq_model,
    loss_fn=nn.MSELoss(),
    t_u_train=t_un_train,
    t_u_val=t_un_val,
    t_c_train=t_c_train,
    t_c_val=t_c_val,
)
plot_training(train_losses, val_losses)

# %% [markdown]
# What does the model say about the validation data, and what is the truth? And what was the
# gradient for each weight of the hidden layer in the last epoch? It is still there, because
# gradients are cleared only when the next epoch needs them. All of them are small: the training
# loss has nearly stopped falling.

# %%
print("predicted:")
print(seq_model(t_un_val))
print("truth:")
print(t_c_val)
print("gradient for each hidden weight:")
print(seq_model.hidden_linear.weight.grad)

# %% [markdown]
# ### The line and the network side by side
#
# Both models, drawn over the data and somewhat beyond. They were trained on scaled readings, so
# they get scaled readings here too; the axis shows the original ones.

# %% alt="The data and both models, for readings from 10 to 110. Among the points they stay close together. Beyond them the line of the linear neuron goes on rising, to 42; the curve of the network flattens out near 31."
t_range = torch.linspace(10, 110, 200).unsqueeze(1)
plot_fits(
    t_range,
    {"linear neuron": linear_model(0.1 * t_range), "8 tanh neurons": seq_model(0.1 * t_range)},
    train=(t_u[train_indices], t_c_train),
    val=(t_u[val_indices], t_c_val),
)

# %% [markdown]
# **Film: Line and curve** (30 seconds, with subtitles). Eleven points that rise from left to right.
# A line and a curve start level, near zero, and lie down along the points while their losses fall.
# In the grey parts at both ends, where there are no points, the line goes on and the curve flattens
# out. Run the next cell to watch it.

# %%
show_film("line_and_curve")

# %% [markdown]
# ### Every sample takes a turn
#
# Two samples decide little, and with another seed two others would decide. With so few data there
# is a better way: **leave one out**. Train eleven copies of the model, each on ten samples, test
# each on the one that it has not seen, and average. `leave_one_out` trains the eleven copies side
# by side, all from the same first parameters, with the same loop as yours. The network takes twice
# as many steps of half the size, which keeps all eleven from jumping about. (Some ten seconds.)

# %%
for name, make_model, n_epochs, lr in [
    ("linear neuron", lambda: nn.Linear(1, 1), 3000, 1e-2),
    ("8 tanh neurons", lambda: nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1)),
     10000, 5e-4),
]:
    torch.manual_seed(SEED)
    errors = leave_one_out(make_model(), 0.1 * t_u, t_c, n_epochs, lr)
    print(f"{name}: mean squared error {errors.mean():.1f} °C² on the sample left out")

# %% [markdown]
# ### Think! Line or network?
#
# Which of the two models has the smaller loss on the training data, and which on data that it has
# not seen? How much do you trust the two validation samples, and how much the eleven that were left
# out in turn? What do the models say about a reading of 110, and why? Which one would you rely on?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. How many parameters does `named_mlp(n)` have?
# 2. Why does the curve of the network flatten out at both ends?
# 3. What does leave-one-out cost, compared with one split?
#
# <details><summary>Answers</summary>
#
# 1. $n + n + n + 1 = 3n + 1$: 25 for 8 neurons.
# 2. Far out all its tanh neurons are saturated, so the sum of them is constant.
# 3. As many trainings as there are samples.
#
# </details>
#
# **Stretch task** (no points). A third model: the line, but with `t_u` and its square as two
# inputs. Compute its leave-one-out error. Remember to scale the square, too.

# %%
feedback_corner("neural_network")

# %% [markdown]
# ## Summary
#
# A neuron weighs its input, adds a bias and applies a nonlinear function. You set samples aside,
# scaled the inputs, worked out gradients, and wrote a loop that trains any model: predict,
# measure the loss, clear, backpropagate, step. A line with two parameters found the Fahrenheit
# scale in nine samples. A network with 25 parameters follows the same samples more closely, which
# is not the same as understanding them better.

# %% [markdown]
# ---
#
# *Sources.* This lesson follows a set of notes on artificial neurons in PyTorch, which take their
# example from E. Stevens, L. Antiga and T. Viehmann, *Deep Learning with PyTorch*, Manning, 2020,
# chapters 5 and 6; the text and the code are rewritten.
