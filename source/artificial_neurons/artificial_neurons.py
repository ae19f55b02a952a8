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
# Someone brings back a thermometer from a journey. It has a scale but no unit. You hang it next to
# your own, note what both show on eleven days, and let an artificial neuron find the rule that
# turns one reading into the other. With so few numbers you can look at everything: the data, every
# weight, every gradient.
#
# At the end of this lesson you can
#
# - say what an artificial neuron computes, and what its activation function is for;
# - set samples aside for validation, and scale the inputs;
# - give data to PyTorch in batches;
# - write a training loop that works for any model, optimizer and loss function;
# - build a network with named layers, and find its parameters and their gradients;
# - judge whether a more flexible model is a better one.
#
# | part | time |
# |---|---|
# | 1. The artificial neuron | about 25 minutes |
# | 2. The thermometer data | about 30 minutes |
# | 3. A linear neuron in PyTorch | about 35 minutes |
# | 4. A neural network | about 30 minutes |
#
# You will fill in five exercises and answer two questions in words. In an exercise, replace each
# blank `...` and delete the line that raises `NotImplementedError`. The cell below it shows what
# you built; the cell after that checks it. Run the cells in order. No GPU is needed.
#
# Any function of Python, NumPy and PyTorch may help you, unless an exercise says otherwise.

# %% [markdown]
# ## Setup

# %%
from collections import OrderedDict

import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.optim as optim

from compneuro.feedback import feedback_corner
from compneuro.reproducibility import set_seed
from compneuro.thermometer import (
    plot_activations,
    plot_fits,
    plot_readings,
    plot_responses,
    plot_training,
)

plt.style.use("compneuro.course")

# %% [markdown]
# The split of the data and the first weights of a model are drawn at random. A fixed **seed** makes
# the draws the same in every run, so your numbers can be compared with those of others. We picked
# this one by hand, so that the comparison at the end of the lesson has something to show; with
# another seed it may well come out the other way.

# %%
SEED = 4
set_seed(seed=SEED)

# %% [markdown]
# ## 1. The artificial neuron
#
# *About 25 minutes.*
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
# | $\tanh$ | activation function | | applied to each number by itself |
# | $o$ | output | a number | a vector with a number for each neuron |
#
# The weight and the bias are the **parameters**: they are what the neuron learns. The activation
# function is chosen beforehand and stays as it is.

# %% [markdown]
# ### Exercise 1: A neuron
#
# Write the neuron, for a weight that is a number and for a weight that is a matrix. `*` multiplies
# number by number; `@` multiplies a matrix by a vector.

# %%
def neuron(x, w, b):
    """Compute what an artificial neuron, or a layer of them, puts out.

    Args:
        x: torch.Tensor
            Input: a vector of shape (n_in,) if w is a matrix; if w is a number, any shape, and the
            neuron answers each number by itself
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
# Try it:

# %%
x = torch.linspace(-5, 5, 200)
settings = [(1.0, 0.0), (3.0, 0.0), (-1.0, 0.0), (1.0, 2.0)]
plot_responses(x, {
    f"w = {w:g}, b = {b:g}": neuron(x, torch.tensor(w), torch.tensor(b)) for w, b in settings
})

# %% [markdown]
# Check it:

# %%
x_check, w_check, b_check = torch.tensor(1.5), torch.tensor(-0.8), torch.tensor(0.5)
o = neuron(x_check, w_check, b_check)
assert isinstance(o, torch.Tensor), f"o must be a tensor, got {o!r}; is a blank still `...`?"
assert o.shape == (), f"a single input must give a single output, got the shape {tuple(o.shape)}"
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
print("neuron looks right.")

# %% [markdown]
# The weight sets how steep the curve is and which way it goes; the bias shifts it to the side.
#
# ### What the activation function is for
#
# Without it a neuron is a straight line, and a stack of straight lines is a straight line again.
# A good activation function
#
# - is **nonlinear**: only then can several layers do more than one;
# - is **differentiable**, so that gradients exist. A few points without a slope do no harm, such as
#   the kink of ReLU or the two of Hardtanh.
#
# The tanh and the sigmoid add something that neurons in the brain show too: they are sensitive in
# the middle and saturate at the ends. Very large sums are all answered with nearly 1, very small
# ones with nearly -1 (tanh) or nearly 0 (sigmoid).

# %%
plot_activations({
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "ReLU": torch.relu,
    "Hardtanh": nn.functional.hardtanh,
})

# %% [markdown]
# The lower row matters for learning. Backpropagation multiplies slopes on its way from the loss
# back to the weights. Where the slope is close to 0, hardly anything of the error gets through, and
# the weights behind it stop learning. So a neuron learns best while its input lies in its
# **response range**, the part where the slope is not small: for the tanh, roughly from -2 to 2.

# %%
feedback_corner("artificial_neuron")

# %% [markdown]
# ## 2. The thermometer data
#
# *About 30 minutes.*
#
# `t_c` are the temperatures in °C, `t_u` what the thermometer with the unknown unit shows at the
# same times. `unsqueeze(1)` turns the eleven numbers into a column with the shape `(11, 1)`: eleven
# samples with one feature each.

# %%
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]).unsqueeze(1)
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4,
                    68.4]).unsqueeze(1)
print(f"t_u has the shape {tuple(t_u.shape)}, t_c {tuple(t_c.shape)}")
plot_readings(t_u, t_c)

# %% [markdown]
# ### Exercise 2: Split
#
# A model that has seen a sample may have learnt it by heart. Whether it has found the rule shows on
# samples that it has not seen. So about a fifth of the samples is set aside: they are the
# **validation data**, and no parameter is ever fitted to them.
#
# Write a function that shuffles the numbers of the samples, from 0 to `n_samples - 1`, and gives
# the first `n_train` of them to training and all others to validation. Beware of negative slices:
# `[:-n_val]` means everything but the last `n_val`, except for `n_val = 0`, where it is empty.

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
# Try it:

# %%
train_indices, val_indices = split_train_val(len(t_u), val_fraction=0.2, seed=SEED)
print(f"for training:   {train_indices.tolist()}")
print(f"for validation: {val_indices.tolist()}")

# %% [markdown]
# Check it:

# %%
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
    assert not torch.equal(everyone, torch.arange(n_samples)), "the samples are in their old order"
again, other = (split_train_val(11, 0.0, seed=seed)[0] for seed in (1, 2))
assert torch.equal(everyone, again), "the same seed must give the same split"
assert not torch.equal(everyone, other), "another seed must give another split"
print("split_train_val looks right.")

# %% [markdown]
# ### Exercise 3: Take the rows, and scale the inputs
#
# Now take the rows of both parts out of the data. And scale the inputs: the readings lie between 20
# and 80, far outside the response range of a neuron whose weight is near 1. Multiplied by 0.1 they
# lie between 2 and 8, which is close enough for the biases to do the rest. The same factor is used
# for training and for validation, since the model must be asked in the units in which it was
# taught. The temperatures in °C stay as they are: they are the answers.
#
# Make new tensors, and leave `t_u` as it is: `t_u *= 0.1` would scale the data anew each time that
# you run the cell.

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
# Try it:

# %%
t_un_train, t_un_val, t_c_train, t_c_val = prepare_data(t_u, t_c, train_indices, val_indices)
print("scaled readings and temperatures for validation:")
print(torch.cat([t_un_val, t_c_val], dim=1))

# %% [markdown]
# Check it:

# %%
readings, degrees = torch.tensor([[10.0], [20.0], [30.0]]), torch.tensor([[-1.0], [-2.0], [-3.0]])
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
assert readings.tolist() == [[10.0], [20.0], [30.0]], "the readings themselves must stay unchanged"
print("prepare_data looks right.")

# %%
feedback_corner("thermometer_data")

# %% [markdown]
# ## 3. A linear neuron in PyTorch
#
# *About 35 minutes.*
#
# The eleven points lie near a straight line, so we begin with a neuron without activation function.
# `nn.Linear(1, 1)` is a layer with one input feature and one output feature. It draws its own first
# weight and bias.

# %%
set_seed(seed=SEED)
linear_model = nn.Linear(1, 1)
linear_model(t_un_val)

# %% [markdown]
# A model is called like a function. That runs its method `forward`, and whatever else has been
# hooked up to it; so do not call `forward` yourself. These first answers mean nothing yet. Note
# the `grad_fn`: PyTorch remembers how each number was computed, to be able to find gradients.

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
# features)`, one sample in each row, and answer all rows at once. That is why `t_u` became a
# column. Here is a batch with ten equal samples:

# %%
x = torch.ones(10, 1)
linear_model(x)

# %% [markdown]
# ### Training
#
# Each **epoch**, one pass over the training data, goes like this:
#
# 1. **Predict** the temperatures of the training data, and measure with the loss function how wrong
#    they are. Here it is the mean squared error.
# 2. Do the same with the **validation** data, only to watch. Nothing is learnt from it, so no
#    gradients are needed: inside `with torch.no_grad():` PyTorch does not prepare for them.
# 3. Take a **step**. `optimizer.zero_grad()` clears the gradients of the last epoch, for PyTorch
#    adds new gradients to old ones. `loss_train.backward()` computes the gradient of the loss for
#    each parameter. `optimizer.step()` moves each parameter a little against its gradient.
#
# The optimizer was given the parameters of the model when it was made. Stochastic gradient descent
# (SGD) with the learning rate $\eta$ moves each of them by
#
# $$\theta \leftarrow \theta - \eta\, \frac{\partial L}{\partial \theta} .$$

# %% [markdown]
# ### Exercise 4: The training loop
#
# Write the loop. Use only what is handed to the function, not names from other cells such as
# `linear_model`: then the same loop will train every model of this lesson.

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
# Try it:

# %%
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
# Check it:

# %%
line = nn.Linear(1, 1)
nn.init.constant_(line.weight, 1.0)
nn.init.constant_(line.bias, 0.0)
losses = training_loop(2, optim.SGD(line.parameters(), lr=0.1), line, nn.MSELoss(),
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
print("training_loop looks right.")

# %% [markdown]
# So the rule that it found is $t_c \approx w \cdot 0.1\, t_u + b$, with the weight and the bias
# above. Does it remind you of something? A temperature in degrees Fahrenheit becomes one in °C by
#
# $$t_c = \tfrac{5}{9} (t_F - 32) \approx 5.56 \cdot 0.1\, t_F - 17.8 .$$
#
# The unknown unit is degrees Fahrenheit, and a neuron with two parameters has found out.
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
# Why does training go wrong with the raw readings? Look at the gradient of the loss for the weight
# and for the bias: how does each depend on the size of the inputs? Could another learning rate have
# saved it, and at what price?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %%
feedback_corner("linear_neuron")

# %% [markdown]
# ## 4. A neural network
#
# *About 30 minutes.*
#
# Would a curve describe the data better than a line? We put a hidden layer of 13 tanh neurons
# between the input and a linear neuron that combines them. `nn.Sequential` applies its layers one
# after the other:

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
# A layer that is called `2` says little. Given an `OrderedDict`, a dictionary that keeps its order,
# `nn.Sequential` calls each layer by its key, and the layer can be reached under that name:

# %%
small_model = nn.Sequential(OrderedDict([
    ('stretch', nn.Linear(1, 1)),
    ('squash', nn.Tanh()),
]))
print(small_model)
print(small_model.stretch.weight)

# %% [markdown]
# ### Exercise 5: Named layers
#
# Build the network once more, with any number of hidden neurons, and with names.

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
# Try it:

# %%
set_seed(seed=SEED)
seq_model = named_mlp(8)
print(seq_model)
for name, param in seq_model.named_parameters():
    print(name, tuple(param.shape))

# %% [markdown]
# Check it:

# %%
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
print("named_mlp looks right.")

# %% [markdown]
# ### Training the network
#
# Your training loop needs no change. Only the learning rate is smaller, so it takes more epochs.

# %%
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
# What does it say about the validation data, and what is the truth? And what was the gradient for
# each weight of the hidden layer in the last epoch? It is still there, because gradients are
# cleared only when the next epoch needs them. All of them are small: the training loss has nearly
# stopped falling.

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
# Both models, drawn over the data and somewhat beyond. The models were taught with scaled readings,
# so they are asked with scaled readings; the figure shows the original ones.

# %%
t_range = torch.linspace(10, 110, 200).unsqueeze(1)
plot_fits(
    t_range,
    {"linear neuron": linear_model(0.1 * t_range), "8 tanh neurons": seq_model(0.1 * t_range)},
    train=(t_u[train_indices], t_c_train),
    val=(t_u[val_indices], t_c_val),
)

# %% [markdown]
# ### Think! Line or network?
#
# Which of the two models has the smaller loss on the training data, and which on the validation
# data? What do they say about a reading of 110, and why? Which one would you rely on, and how sure
# can you be with two samples for validation?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %%
feedback_corner("neural_network")

# %% [markdown]
# ## Summary
#
# A neuron weighs its input, adds a bias and applies a nonlinear function. You set samples aside,
# scaled the inputs, and wrote a loop that trains any model: predict, measure, clear, go back, step.
# A line with two parameters found the Fahrenheit scale in nine samples. A network with 25
# parameters follows the same samples more closely, which is not the same as understanding them
# better.

# %% [markdown]
# ---
#
# *Sources.* This lesson follows a set of notes on artificial neurons in PyTorch, which take their
# example from E. Stevens, L. Antiga and T. Viehmann, *Deep Learning with PyTorch*, Manning, 2020,
# chapters 5 and 6; the text and the code are rewritten.
