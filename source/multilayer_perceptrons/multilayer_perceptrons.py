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
# # Multilayer perceptrons: biological and artificial networks
#
# A multilayer perceptron (MLP) is a stack of simple units, loosely modelled on neurons. It is
# small enough to understand completely and flexible enough to solve real problems, so it is a good
# place to learn how deep learning works.
#
# At the end of this lesson you can
#
# - build a curve out of ReLUs by hand, and say why one hidden layer can follow any continuous
#   curve;
# - write an MLP of any depth and width in PyTorch;
# - write the cross-entropy loss for a batch, and say what it measures;
# - split data, train a classifier on it, test it, and judge where it can be trusted;
# - say what an artificial neuron has in common with a real one, and what it leaves out.
#
# | part | time (our estimate) |
# |---|---|
# | 1. Why MLPs: building functions from ReLUs | 35 minutes |
# | 2. MLPs in PyTorch | 1 hour 30 minutes |
# | Bonus: from the real neuron to the ReLU | 40 minutes |
#
# You will fill in four exercises and answer three questions in words. In an exercise, replace each
# blank `...` and delete the line that raises `NotImplementedError`. The cell below it checks your
# answer; the cell after that shows what you built. Run the cells in order. No GPU is needed.
# "Run all" does not stop at an exercise that is still open, so you can look ahead.
#
# Any function of Python, NumPy and PyTorch may help you, unless an exercise says otherwise.
#
# You know training loops and validation from *Artificial neurons*, and width, depth and dead ReLUs
# from *From a single neuron to a network*. What you need of them is said again in a sentence.
#
# ### How this is graded
#
# | exercise | points |
# |---|---|
# | 1. `approximate_function` | 4 |
# | 2. `Net` | 4 |
# | 2.1 `cross_entropy_loss` | 4 |
# | 2.3 `shuffle_and_split_data` | 4 |
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
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from matplotlib.cbook import get_sample_data
from torch.utils.data import DataLoader, TensorDataset
from tqdm.auto import tqdm

from compneuro.check.visible import checking, names_in
from compneuro.feedback import feedback_corner
from compneuro.films import show_film
from compneuro.plots import (
    imshow,
    plot_classes,
    plot_decision_map,
    plot_function_approximation,
    plot_losses,
    plot_membrane_potential,
    plot_transfer_function,
)
from compneuro.reproducibility import seed_worker, set_device, set_seed
from compneuro.widgets import explore_transfer_function

plt.style.use("compneuro.course")

# %% [markdown]
# Training draws random numbers: for the data, the first weights, the order of the samples. A fixed
# **seed** makes the draws the same in every run, so your figures can be compared with those of
# others. `set_seed` seeds Python, NumPy and PyTorch; `seed_worker` does so in the processes that
# load data; `set_device` finds a GPU if there is one.

# %%
SEED = 2021
set_seed(seed=SEED)
DEVICE = set_device()

# %% [markdown]
# ## 1. Why MLPs: building functions from ReLUs
#
# *Our estimate: 35 minutes.*
#
# The **universal approximation theorem** says that an MLP with one hidden layer can come as close
# as you like to any continuous function on a bounded, closed interval, if the layer has enough
# units. For ReLU units you can see why, by building such a network by hand.
#
# A ReLU passes what is positive and blocks the rest: $\mathrm{ReLU}(z) = \max(0, z)$. Shifted by a
# bias, it is zero up to a point and then rises with slope 1. A weighted sum of shifted ReLUs is
# made of straight pieces that meet at the kinks. So: put a kink at each training point, and choose
# the weights such that every piece ends at the next training point.
#
# Say there are $n + 1$ training points $(x_0, y_0), \dots, (x_n, y_n)$ with $x_0 < x_1 < \dots <
# x_n$. We need $n$ ReLUs, one for each piece: the last point has nothing to its right.
#
# **Bias.** ReLU $i$ must start to rise at $x_i$, so
#
# $$r_i(x) = \max(0,\, x + b_i) \quad\text{with}\quad b_i = -x_i .$$
#
# **Weights.** Piece $i$ must have the slope
#
# $$m_i = \frac{y_{i+1} - y_i}{x_{i+1} - x_i} .$$
#
# All the ReLUs that started further left keep rising, and together they already have the slope
# $m_{i-1}$ of the piece before. ReLU $i$ adds what is missing:
#
# $$w_i = m_i - m_{i-1}, \qquad m_{-1} = 0 .$$
#
# **Sum.**
#
# $$\hat y(x) = \sum_{i=0}^{n-1} w_i\, r_i(x) .$$
#
# At $x_0$ no ReLU has started to rise, so $\hat y(x_0) = 0$, whatever the weights. This
# construction therefore assumes $y_0 = 0$, as the sine below has. For a curve that starts
# elsewhere you would add the constant $y_0$, which is what the bias of an output layer is for.

# %% [markdown]
# **Film: ReLU by ReLU** (29 seconds, with subtitles). Ten points lie on a sine. Nine lines fade in,
# one after the other, each zero up to a point and straight from there on. Their sum is a chain of
# straight pieces that meets every point. Then the same with 5, 10, 20 and 40 points, and beside it
# the largest error, which falls and stays below a dashed line. Run the next cell to watch it.

# %%
show_film("relu_by_relu")

# %% [markdown]
# ### The training data
#
# Ten points of a sine wave, hence nine ReLUs. `view(-1, 1)` turns the ten numbers into a column of
# shape `(10, 1)`: PyTorch expects one sample in each row.

# %%
N_train = 10
x_train = torch.linspace(0, 2 * np.pi, N_train).view(-1, 1)
y_train = torch.sin(x_train)
print(f"x_train has the shape {tuple(x_train.shape)}, y_train {tuple(y_train.shape)}")

# %% [markdown]
# ### Exercise 1: Approximate a function with ReLUs
#
# Fill in the bias of every ReLU, the weight of ReLU `i`, and the weighted sum. The rows of
# `relu_acts` are the ReLUs, its columns the 1000 points of `x`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `relu_acts[i_relu, :]` is `relu(x + b[i_relu])`: it starts to rise where `x + b` is 0. Which
# points of `x_train` need a ReLU, and which one does not? A slice takes all at once.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The ReLUs further left already have the slope of the piece before, `prev_slope`. What must ReLU
# `i` add to reach `slope`?
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The weighted sum over the rows is a product of a vector of `n` weights and an `n` x 1000 matrix:
# `@`.
#
# </details>

# %%
def approximate_function(x_train, y_train):
    """Approximate a function by a weighted sum of shifted ReLUs.

    The training points are not changed.

    Args:
        x_train: torch.Tensor
            Where the function is known, in increasing order; shape (n + 1,) or (n + 1, 1)
        y_train: torch.Tensor
            The values of the function there, the first of them 0; same shape

    Returns:
        y_hat: torch.Tensor
            Weighted sum of the ReLUs at each point of x, shape (1000,)
        relu_acts: torch.Tensor
            Activation of each ReLU at each point of x, shape (n, 1000)
        x: torch.Tensor
            1000 evenly spaced points from the smallest to the largest x_train
    """
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Complete approximate_function!")
    ####################################################################

    # One ReLU for each piece between two neighbouring training points
    n_relus = x_train.shape[0] - 1

    # Points at which to draw the curve, many more than x_train has
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)

    # The ReLUs
    # Where must each of the n_relus ReLUs start to rise?
    b = ...

    # Activation of each ReLU at each point of x
    relu_acts = torch.zeros((n_relus, x.shape[0]))
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x + b[i_relu])

    # Their weights
    combination_weights = torch.zeros((n_relus, ))

    # From left to right: what must ReLU i add to the slope so far?
    prev_slope = 0
    for i in range(n_relus):
        delta_x = x_train[i+1] - x_train[i]
        slope = (y_train[i+1] - y_train[i]) / delta_x
        combination_weights[i] = ...
        prev_slope = slope

    # The weighted sum of the ReLUs at each point of x
    y_hat = ...

    return y_hat, relu_acts, x

# %% [markdown]
# Check it:

# %%
with checking("approximate_function"):
    # Unevenly spaced points, so that every piece has its own width and slope.
    x_check = torch.tensor([-1.0, 0.0, 0.5, 2.0, 3.0])
    y_check = torch.tensor([0.0, 2.0, 1.0, 1.0, -1.0])
    y_hat, relu_acts, x = approximate_function(x_check, y_check)

    assert isinstance(y_hat, torch.Tensor), (
        f"y_hat must be a tensor, got {y_hat!r}; is its blank still `...`?"
    )
    assert relu_acts.shape == (4, 1000), (
        f"5 points need 4 ReLUs, each at 1000 points; relu_acts has {tuple(relu_acts.shape)}"
    )
    for i, relu in enumerate(relu_acts):
        risen = x[relu > 0]
        assert len(risen), f"ReLU {i} never rises"
        # The 1000 points lie 0.004 apart.
        assert abs(risen[0] - x_check[i]) < 0.01, (
            f"ReLU {i} must start to rise at x = {x_check[i]:.2f}, but rises from {risen[0]:.2f} on"
        )
    assert y_hat.shape == (1000,), f"y_hat must have the shape (1000,), got {tuple(y_hat.shape)}"
    for i in range(1, len(x_check)):
        nearest = (x - x_check[i]).abs().argmin()
        assert abs(y_hat[nearest] - y_check[i]) < 0.02, (
            f"the curve must pass through ({x_check[i]:.2f}, {y_check[i]:.2f}), but at x ="
            f" {x[nearest]:.2f} it is {y_hat[nearest]:.2f}"
        )
    between = np.interp(x, x_check, y_check)
    assert np.allclose(y_hat, between, atol=1e-3), "the pieces between the points must be straight"

# %% [markdown]
# Try it:

# %% alt="Above, nine ReLUs: each is zero up to its own training point and rises from there, all with the same slope. Below, their weighted sum: straight pieces that follow one wave of a sine."
y_hat, relu_acts, x = approximate_function(x_train, y_train)
plot_function_approximation(x, relu_acts, y_hat)

# %% [markdown]
# The upper panel shows the nine ReLUs. They all have the same slope; only their biases differ.
# They are the *basis functions* of this network, and the lower panel is one weighted sum of them.
# Set `N_train` to 5 or to 40 above and run the cells again: more units, smaller error.
#
# How small? If the function never changes faster than at a rate $L$ (it is *Lipschitz continuous*)
# and neighbouring points are at most $h$ apart, the straight pieces are nowhere further than
# $Lh/2$ from it. So the error goes to zero as points and units are added.

# %% [markdown]
# ### Quick questions
#
# 1. How many ReLUs does this construction need for 50 training points?
# 2. What is the weight of ReLU $i$ if the slope does not change at $x_i$?
# 3. What does the curve do to the right of the last training point?
#
# <details><summary>Answers</summary>
#
# 1. 49: the last point has nothing to its right.
# 2. 0: there is no kink.
# 3. It goes on with the slope of the last piece.
#
# </details>
#
# **Stretch task** (no points). Lift the condition $y_0 = 0$: write a version that adds the
# constant $y_0$, and draw a cosine with it.

# %%
feedback_corner("why_mlps")

# %% [markdown]
# ## 2. MLPs in PyTorch
#
# *Our estimate: 1 hour 30 minutes.*
#
# Some words before we build one:
#
# | word | meaning |
# |---|---|
# | neuron, unit | adds up its weighted inputs and a bias, then applies an activation function |
# | weight | how strongly one input counts |
# | bias | what is added to the weighted sum; it shifts the point where the unit responds |
# | activation function | the nonlinearity after the sum, for example ReLU |
# | layer | units side by side that share the same inputs |
# | width | how many units a layer has |
# | depth | how many layers with weights follow each other |
# | hidden layer | a layer between the input and the output |
#
# Without activation functions, a stack of layers would be one *affine* map, a matrix and a vector
# that is added, however deep it is: `collapse_linear` in *From a single neuron to a network*
# computes it.

# %% [markdown]
# **Film: One unit, then three** (33 seconds, with subtitles). A number goes through a chain of
# circles: it is multiplied, a bias is added, and a ReLU makes 0 of what is negative. Beside it the
# curve of the unit becomes a slanted line, then a lower line, then a line with a corner. Then three
# such curves appear, each with another corner, and their weighted sum is drawn from left to right:
# a curve with three corners. Run the next cell to watch it.

# %%
show_film("one_unit")

# %% [markdown]
# ### Exercise 2: A general-purpose MLP
#
# Write a network that
#
# - takes inputs of any shape, such as images, by flattening each sample;
# - has any number of hidden layers, of any width, collected in an
#   [`nn.Sequential()`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html)
#   with [`add_module(name,
# layer)`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.add_module);
# - uses the same activation function after every hidden layer, and none after the output layer.
#
# The activation function arrives as text, for instance `'LeakyReLU(0.1)'`. Leaky ReLU lets a
# little of the negative side through, so that its gradient is not zero there:
#
# $$\mathrm{LeakyReLU}(x) = \max(0, x) + \alpha \min(0, x) =
# \begin{cases} x & \text{if } x \ge 0 \\ \alpha x & \text{otherwise} \end{cases}$$
#
# where $\alpha$ is the small *negative slope*, here 0.1. The line with `eval` turns the text into
# the layer: it runs `nn.LeakyReLU(0.1)` as if you had typed it. That is handy for text that you
# wrote yourself. Never call `eval` on someone else's text: it would run whatever code it
# contains.
#
# There are two blanks, and each has its own line to delete.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# A linear layer is `nn.Linear(n_in, n_out)`. The names of both numbers stand in the lines around
# the blank.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `self.mlp` is a model itself: call it like a function.
#
# </details>

# %%
class Net(nn.Module):
    """Multilayer perceptron with any number of hidden layers."""

    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        """Stack the layers of the network.

        Args:
            actv: str
                Activation function as it is written after `nn.`, such as 'LeakyReLU(0.1)'
            input_feature_num: int
                Number of features of one sample
            hidden_unit_nums: list of int
                Number of units of each hidden layer; empty for a network without hidden layers
            output_feature_num: int
                Number of outputs for one sample
        """
        super().__init__()
        self.input_feature_num = input_feature_num  # forward needs it to flatten its input
        self.mlp = nn.Sequential()  # The layers, in the order in which they are applied

        in_num = input_feature_num  # Number of inputs of the layer that comes next
        for i in range(len(hidden_unit_nums)):
            ####################################################################
            # Fill in the blank (...), then delete the next line.
            raise NotImplementedError("Create MLP Layer")
            ####################################################################
            out_num = hidden_unit_nums[i]  # Number of units of this layer
            layer = ...  # An nn.Linear from in_num to out_num features
            in_num = out_num  # What this layer puts out, the next one takes in
            self.mlp.add_module(f'Linear_{i}', layer)

            actv_layer = eval(f'nn.{actv}')  # From text to layer
            self.mlp.add_module(f'Activation_{i}', actv_layer)

        out_layer = nn.Linear(in_num, output_feature_num)
        self.mlp.add_module('Output_Linear', out_layer)

    def forward(self, x):
        """Compute the outputs of the network for a batch.

        Args:
            x: torch.Tensor
                Batch of samples; the samples may have any shape

        Returns:
            logits: torch.Tensor
                The outputs, shape (batch size, output_feature_num)
        """
        # One row for each sample, whatever its shape was
        x = x.view(-1, self.input_feature_num)

        ####################################################################
        # Fill in the blank (...), then delete the next line.
        raise NotImplementedError("Run MLP model")
        ####################################################################
        logits = ...  # Send the batch through all the layers
        return logits

# %% [markdown]
# Check it:

# %%
with checking("Net"):
    net = Net('Tanh()', 6, [7, 4], 3)
    names = [name for name, _ in net.mlp.named_children()]
    expected = ['Linear_0', 'Activation_0', 'Linear_1', 'Activation_1', 'Output_Linear']
    assert names == expected, f"self.mlp must hold {expected}, got {names}"
    for name, shape in [('Linear_0', (7, 6)), ('Linear_1', (4, 7)), ('Output_Linear', (3, 4))]:
        weight = getattr(net.mlp, name).weight
        assert weight.shape == shape, f"{name}: weight must be {shape}, got {tuple(weight.shape)}"

    images = torch.linspace(-1, 1, 5 * 2 * 3).view(5, 2, 3)
    logits = net(images)
    assert isinstance(logits, torch.Tensor), (
        f"forward must return a tensor, got {logits!r}; is its blank still `...`?"
    )
    assert logits.shape == (5, 3), (
        f"5 images of 2 x 3 pixels must give the shape (5, 3), got {tuple(logits.shape)}"
    )
    by_hand = images.flatten(start_dim=1)
    for layer in net.mlp:
        by_hand = layer(by_hand)
    assert torch.allclose(logits, by_hand), "the batch must go through every layer of self.mlp once"
    assert Net('ReLU()', 2, [], 4)(torch.zeros(3, 2)).shape == (3, 4), "without hidden layers, too"

# %% [markdown]
# Try it:

# %%
net = Net(actv='LeakyReLU(0.1)', input_feature_num=2, hidden_unit_nums=[100, 10, 5],
          output_feature_num=1).to(DEVICE)
batch = torch.zeros((100, 2))
outputs = net(batch.to(DEVICE))
print(net)
print(f"An input of shape {tuple(batch.shape)} gives an output of shape {tuple(outputs.shape)}.")

# %% [markdown]
# **Film: What a hidden layer does** (27 seconds, with subtitles). A square grid with points of two
# classes; the blue ones lie inside a corner. The grid turns and shears, then everything with a
# negative coordinate is pressed onto the axes, and a straight line separates the colours. Unfolded
# again, that line has a corner. Run the next cell to watch it.

# %%
show_film("hidden_layer")

# %% [markdown]
# ### Real images, flattened
#
# "Inputs of any shape" includes photographs. This one comes with Matplotlib: Grace Hopper, who
# wrote one of the first compilers. Every 16th pixel makes it 32 x 32 pixels in three colours, each
# from -1 to 1, in the shape that PyTorch expects: colour, height, width. A batch of it and its
# mirror image goes through a network with $3 \cdot 32 \cdot 32 = 3072$ inputs.

# %% alt="A portrait of 32 by 32 coarse pixels: Grace Hopper in a dark uniform and cap, a flag on the left."
photo = plt.imread(get_sample_data("grace_hopper.jpg"))[:512:16, :512:16]
portrait = torch.tensor(photo).permute(2, 0, 1) / 127.5 - 1
imshow(portrait)
portraits = torch.stack([portrait, portrait.flip(-1)])
scores = Net('ReLU()', portrait.numel(), [16], 2)(portraits)
print(f"A batch of shape {tuple(portraits.shape)} gives an output of shape {tuple(scores.shape)}.")

# %% [markdown]
# ### Quick questions
#
# 1. How many parameters does `Net('ReLU()', 2, [128], 4)` have?
# 2. Why is there no activation after the output layer?
# 3. What does `x.view(-1, n)` do with a batch of 5 images of 2 x 3 pixels, for `n = 6`?
#
# <details><summary>Answers</summary>
#
# 1. $2 \cdot 128 + 128 + 128 \cdot 4 + 4 = 900$.
# 2. Logits may be any number; a ReLU would cut the negative ones off.
# 3. It makes 5 rows of 6 numbers.
#
# </details>
#
# **Stretch task** (no points). Give `Net` an argument for *dropout*: an `nn.Dropout(p)` after
# each activation.

# %%
feedback_corner("mlps_in_pytorch")

# %% [markdown]
# ## 2.1 Cross entropy: what a classifier should minimise
#
# For each sample the network puts out $C$ numbers, the **logits**: one score for each class. The
# softmax turns them into probabilities. The loss of sample $i$ is the negative logarithm of the
# probability that the network gave to the right class, its label $\ell_i$:
#
# $$\mathrm{loss}(x_i, \ell_i)
# = -\log \frac{\exp\left(x_i[\ell_i]\right)}{\sum_{j=0}^{C-1} \exp\left(x_i[j]\right)} .$$
#
# It is close to 0 when the network is certain and right, $\log C$ when it finds all the classes
# equally likely, and large when it is certain and wrong. Computed in these steps it is fragile: a
# tiny probability is rounded to 0, and the logarithm of 0 is infinite. The same loss without that
# division:
#
# $$\mathrm{loss}(x_i, \ell_i) = -x_i[\ell_i] + \log \sum_{j=0}^{C-1} \exp\left(x_i[j]\right) .$$
#
# Now a right class with a tiny probability does no harm. Very large logits still do: in 32-bit
# floats `exp` overflows beyond about 88, and if all logits are below about -104 the sum is 0.
# PyTorch therefore shifts the logits first, so that the largest is 0. You need not do that here;
# the stretch task below does.
#
# In PyTorch this loss is
# [`nn.CrossEntropyLoss()`](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html).
# It takes a batch of logits of shape `(N, C)` and labels of shape `(N,)`, whole numbers from 0 to
# $C - 1$.

# %% [markdown]
# **Film: Cross entropy** (25 seconds, with subtitles). Three bars, the logits of the classes A, B
# and C, become three bars of probabilities. Beside them is the curve of the loss over the logit of
# B, the right class: on the left a straight line downhill, on the right almost zero. A dot on it
# follows as the bar of B grows and shrinks. Run the next cell to watch it.

# %%
show_film("cross_entropy")

# %% [markdown]
# ### Exercise 2.1: The cross-entropy loss of a batch
#
# Write that loss, averaged over a batch of $N$ samples:
#
# $$L = \frac{1}{N} \sum_{i=0}^{N-1} \mathrm{loss}(x_i, \ell_i) .$$
#
# 1. Pick out the logit of the right class of each sample, $x_i[\ell_i]$. This is done for you.
# 2. Compute the losses of all the samples at once, with `torch.log` and `torch.exp` and no loop.
# 3. Return their average.
#
# PyTorch's own losses would leave you nothing to do: `nn.CrossEntropyLoss`, `nn.NLLLoss` and their
# likes in `nn.functional` do not count as an answer.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `x_of_labels` holds $x_i[\ell_i]$ for all samples: one half of the formula is there.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The sum in the formula runs over the classes, which are the columns of `x`: `.sum(dim=1)`.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The order matters: first `exp`, then the sum, then `log`.
#
# </details>

# %%
def cross_entropy_loss(x, labels):
    """Compute the cross-entropy loss of a batch; logits and labels are not changed.

    Args:
        x: torch.Tensor
            Logits, shape (N, C)
        labels: torch.Tensor
            Right class of each sample, whole numbers from 0 to C - 1, shape (N,)

    Returns:
        avg_loss: torch.Tensor
            Average loss of the batch, one number
    """
    x_of_labels = torch.zeros(len(labels))
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Cross Entropy Loss")
    ####################################################################
    # 1. The logit of the right class of each sample
    for i, label in enumerate(labels):
        x_of_labels[i] = x[i, label]
    # 2. The loss of each sample
    losses = ...
    # 3. Their average
    avg_loss = ...
    return avg_loss

# %% [markdown]
# Check it:

# %%
with checking("cross_entropy_loss"):
    losses_of_pytorch = {"CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss"}
    ruled_out = losses_of_pytorch & names_in(cross_entropy_loss)
    assert not ruled_out, f"{', '.join(ruled_out)} would leave you nothing to do"
    random_logits = torch.randn(6, 5, generator=torch.Generator().manual_seed(0))
    for logits, labels in [
        (torch.zeros(2, 3), torch.tensor([0, 2])),
        (random_logits, torch.tensor([3, 0, 4, 4, 1, 2])),
        (random_logits[:1], torch.tensor([2])),
    ]:
        loss = cross_entropy_loss(logits, labels)
        assert isinstance(loss, torch.Tensor), (
            f"the loss must be a tensor, got {loss!r}; is a blank still `...`?"
        )
        assert loss.numel() == 1, f"the loss must be one number, got the shape {tuple(loss.shape)}"
        pytorch_loss = nn.CrossEntropyLoss()(logits, labels)
        assert torch.allclose(loss, pytorch_loss, atol=1e-5), (
            f"for logits of shape {tuple(logits.shape)} and the labels {labels.tolist()}, PyTorch's"
            f" loss is {pytorch_loss:.5f}, yours {loss.item():.5f}"
        )

# %% [markdown]
# Try it:

# %%
labels = torch.tensor([0, 1])
x = torch.tensor([[10.0, 1.0, -1.0, -20.0],  # Nearly certain of class 0, which is right
                  [10.0, 10.0, 2.0, -10.0]])  # Torn between 0 and 1; class 1 is right
our_loss = cross_entropy_loss(x, labels).item()
pytorch_loss = nn.CrossEntropyLoss()(x, labels).item()
print(f"Your loss: {our_loss:.6f}, PyTorch's loss: {pytorch_loss:.6f}")

# %% [markdown]
# ### Quick questions
#
# 1. What is the loss of a network that gives 4 classes the same logit?
# 2. What happens to the loss if you add 5 to all the logits of a sample?
# 3. Can the loss be 0?
#
# <details><summary>Answers</summary>
#
# 1. $\log 4 \approx 1.386$.
# 2. Nothing: numerator and denominator both grow by $e^5$.
# 3. Only in the limit: the right class would need the probability 1.
#
# </details>
#
# **Stretch task** (no points). Make it stable: subtract the largest logit of each sample first.
# Show that the loss stays the same, then try logits of 1000 and of -1000. `torch.logsumexp` does
# the same.

# %%
feedback_corner("cross_entropy")

# %% [markdown]
# ## 2.2 A spiral to classify
#
# Now for some data. $K$ arms wind around the origin, and each arm is a class. Arm $k$ is the curve
#
# $$X_k(t) = t \begin{pmatrix}
# \sin\left(\frac{2\pi}{K}(2t + k)\right) + \varepsilon_1 \\[4pt]
# \cos\left(\frac{2\pi}{K}(2t + k)\right) + \varepsilon_2
# \end{pmatrix}, \qquad 0 \le t \le 1, \quad k = 0, \dots, K - 1,$$
#
# where $\varepsilon_1$ and $\varepsilon_2$ are drawn anew for every point from a normal
# distribution with mean 0 and standard deviation $\sigma$. No straight line separates the arms.

# %% alt="4000 points in four colours, a spiral arm for each class. All arms begin at the origin, wind outwards for half a turn, and spread towards their ends."
def create_spiral_dataset(K, sigma, N):
    """Draw points from K noisy spiral arms around the origin.

    Args:
        K: int
            Number of arms; each is a class
        sigma: float
            Standard deviation of the noise
        N: int
            Number of points of each arm

    Returns:
        X: torch.Tensor
            The points, arm after arm, shape (K * N, 2)
        y: torch.Tensor
            The class of each point, shape (K * N,)
    """
    t = torch.linspace(0, 1, N)
    arms = []
    for k in range(K):
        angle = 2 * np.pi / K * (2 * t + k)
        x1 = t * (torch.sin(angle) + sigma * torch.randn(N))
        x2 = t * (torch.cos(angle) + sigma * torch.randn(N))
        arms.append(torch.stack([x1, x2], dim=1))
    return torch.cat(arms), torch.arange(K).repeat_interleave(N)


K = 4
sigma = 0.16
N = 1000
set_seed(seed=SEED)
X, y = create_spiral_dataset(K, sigma, N)
plot_classes(X, y, title=f"{K} spiral arms, {N} points each")

# %% [markdown]
# ### Quick questions
#
# 1. What would $\sigma = 0$ look like?
# 2. Where are the classes hardest to tell apart?
# 3. Why is `y` a vector of whole numbers?
#
# <details><summary>Answers</summary>
#
# 1. Thin, clean arms.
# 2. Near the origin, where all arms begin.
# 3. Cross entropy uses it as an index, to pick the logit of the right class.
#
# </details>
#
# **Stretch task** (no points). Turn each point into polar features: its radius and its angle,
# minus $2 \pi / K$ times twice the radius. Draw the classes in them. Would a network without a
# hidden layer do now?

# %%
feedback_corner("spiral")

# %% [markdown]
# ## 2.3 Training and testing
#
# A network can learn its training data by heart, so we keep some data back and test on that. The
# points above are sorted by class: cut off the first 20 % unshuffled, and the test data would hold
# a single class. There are four steps: shuffle, split, load in batches, train and test.

# %% [markdown]
# ### Exercise 2.3: Shuffle and split
#
# Put the samples into a random order, the same for `X` and `y`, so that each point keeps its
# label. Then take the first 20 % of them for testing.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# [`torch.randperm(N)`](https://docs.pytorch.org/docs/stable/generated/torch.randperm.html) gives
# the numbers from 0 to `N - 1` in random order, as the seed decides.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `0.2 * N` is not always whole; `int` makes it so.
#
# </details>

# %%
def shuffle_and_split_data(X, y, seed):
    """Shuffle the samples and split them into test and training data.

    X and y are not changed.

    Args:
        X: torch.Tensor
            Inputs, one row for each sample
        y: torch.Tensor
            Label of each sample
        seed: int
            Decides the order; the same seed gives the same split

    Returns:
        X_test: torch.Tensor
            Inputs of the test data, 20 % of the samples
        y_test: torch.Tensor
            Labels of the test data
        X_train: torch.Tensor
            Inputs of the training data, the other 80 %
        y_train: torch.Tensor
            Labels of the training data
    """
    torch.manual_seed(seed)
    # Number of samples
    N = X.shape[0]
    ####################################################################
    # Fill in each blank (...), then delete the next line.
    raise NotImplementedError("Shuffle & split data")
    ####################################################################
    # Shuffle
    shuffled_indices = ...  # The numbers from 0 to N - 1 in random order; see torch.randperm
    X = X[shuffled_indices]
    y = y[shuffled_indices]

    # Split
    test_size = ...  # 20 % of the samples, as a whole number
    X_test = X[:test_size]
    y_test = y[:test_size]
    X_train = X[test_size:]
    y_train = y[test_size:]

    return X_test, y_test, X_train, y_train

# %% [markdown]
# Check it:

# %%
with checking("shuffle_and_split_data"):
    rows = torch.arange(50)
    inputs = torch.stack([rows, rows ** 2], dim=1)  # Each row tells which label belongs to it.
    split = shuffle_and_split_data(inputs, rows, seed=1)
    shapes = [tuple(part.shape) for part in split]
    assert shapes == [(10, 2), (10,), (40, 2), (40,)], (
        f"50 samples must give 10 for testing and 40 for training, got the shapes {shapes}"
    )
    for part, part_labels in [split[:2], split[2:]]:
        assert torch.equal(part[:, 0], part_labels), "each sample must keep its own label"
    everyone = torch.cat([split[1], split[3]])
    assert torch.equal(everyone.sort().values, rows), "each sample must appear exactly once"
    assert not torch.equal(everyone, rows), "the samples are still in their old order"
    again = shuffle_and_split_data(inputs, rows, seed=1)
    assert torch.equal(again[1], split[1]), "the same seed must give the same split"
    other = shuffle_and_split_data(inputs, rows, seed=2)
    assert not torch.equal(other[1], split[1]), "another seed must give another split"

# %% [markdown]
# Try it:

# %% alt="The 800 test points: the same four spiral arms, with a fifth of the points."
X_test, y_test, X_train, y_train = shuffle_and_split_data(X, y, seed=SEED)
plot_classes(X_test, y_test, title=f"Test data, {len(X_test)} points")

# %% [markdown]
# ### Loading the data in batches
#
# PyTorch loads data in two parts. A **dataset** knows how many samples there are and can fetch any
# one of them. Our tensors are in memory already, so the ready-made `TensorDataset` will do; for
# data on disk you would write a class with `__len__` and `__getitem__`. A **data loader** picks
# the order, collects the samples in batches and, with `num_workers` above 0, prepares the next
# batches in other processes while the network is busy.
#
# For results that can be repeated, the loaders draw the order from a seeded `generator`, and a
# worker would be seeded by `seed_worker`. This data set is so small that starting a worker takes
# longer than loading it: we use none. The batches are the same for any number of workers.
# ([`DataLoader`](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader))

# %%
batch_size = 128
g_seed = torch.Generator()
g_seed.manual_seed(SEED)

test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=batch_size,
                         num_workers=0, worker_init_fn=seed_worker, generator=g_seed)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=batch_size,
                          shuffle=True, drop_last=True,
                          num_workers=0, worker_init_fn=seed_worker, generator=g_seed)

# %% [markdown]
# ### Training and testing
#
# The next cell is complete, but read it: nearly every training program has this shape. For each
# batch it computes the outputs and the loss, then the gradient of the loss, then takes one step of
# the optimizer. An **epoch** is one pass over the training data.
#
# `net.train()` and `net.eval()` switch the network between two modes. Some layers, such as dropout
# and batch normalisation, must do one thing while they learn and another while they are used.
# `torch.no_grad()` is something else: it saves the work of preparing for gradients that nobody
# will ask for.

# %%
def accuracy(net, loader, device):
    """How many samples a loader has, and how many per cent of them the network gets right."""
    correct = 0
    total = 0
    with torch.no_grad():
        for inputs, labels in loader:
            predicted = net(inputs.to(device).float()).argmax(dim=1)
            correct += (predicted == labels.to(device).long()).sum().item()
            total += len(labels)
    return total, 100 * correct / total


def train_test_classification(net, criterion, optimizer, train_loader,
                              test_loader, num_epochs=1, verbose=True,
                              training_plot=False, device='cpu'):
    """Train a classifier, then test it.

    Args:
        net: nn.Module
            The network, already on the device
        criterion: nn.Module
            Loss of a batch, such as nn.CrossEntropyLoss()
        optimizer: torch.optim.Optimizer
            Holds the parameters of the network and updates them
        train_loader: DataLoader
            Batches to learn from
        test_loader: DataLoader
            Batches that the network has never seen
        num_epochs: int
            How often to go through the training data
        verbose: bool
            Whether to print both accuracies
        training_plot: bool
            Whether to draw the loss of each batch
        device: str
            'cuda' or 'cpu'

    Returns:
        train_acc: float
            Accuracy on the training data, in per cent
        test_acc: float
            Accuracy on the test data, in per cent
    """
    net.train()
    losses = []
    for _ in tqdm(range(num_epochs), desc="Training", unit="epoch"):
        for inputs, labels in train_loader:
            inputs, labels = inputs.to(device).float(), labels.to(device).long()

            optimizer.zero_grad()  # Forget the gradients of the last batch
            loss = criterion(net(inputs), labels)
            loss.backward()  # Compute the gradients of this one
            optimizer.step()  # Take one step against them
            losses.append(loss.item())

    net.eval()
    train_total, train_acc = accuracy(net, train_loader, device)
    test_total, test_acc = accuracy(net, test_loader, device)
    if verbose:
        print(f"Accuracy on the {train_total} training samples: {train_acc:0.2f}")
        print(f"Accuracy on the {test_total} testing samples: {test_acc:0.2f}")
    if training_plot:
        plot_losses(losses)
    return train_acc, test_acc

# %% [markdown]
# ### Think! 2.3.1: Train mode and eval mode
#
# Does our MLP need `net.train()` and `net.eval()`? What would change if we left both out, and why?
# Name a network for which the answer is different.

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Your first deep-ish model
#
# Everything comes together: your `Net` with one hidden layer of 128 units, trained on your split
# of the spiral. We use PyTorch's cross entropy, which you have just written yourself.

# %% alt="The training loss over 2500 batches: it falls from 1.4 to about 0.1, first fast, then more and more slowly, and jumps a little from batch to batch."
set_seed(seed=SEED)
net = Net('ReLU()', X_train.shape[1], [128], K).to(DEVICE)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters(), lr=1e-3)
train_acc, test_acc = train_test_classification(net, criterion, optimizer, train_loader,
                                                test_loader, num_epochs=100,
                                                training_plot=True, device=DEVICE)

# %% [markdown]
# **Film: Learning rates** (25 seconds, with subtitles). Three maps of the plane in four colours,
# with points on four spiral arms. With the small learning rate the borders become almost straight
# and then hardly move. With the middle one they wind themselves around the arms, a little in each
# epoch. With the large one they are there at once, but jump from epoch to epoch until the end. Run
# the next cell to watch it.

# %%
show_film("learning_rates")

# %% [markdown]
# ### What has it learnt?
#
# To see the whole decision of the network, ask it for the class of every point of a grid. The grid
# reaches from -2 to 2, well beyond the data; a dashed frame shows how far the test points reach.

# %% alt="The plane from -2 to 2 in four colours, one for each class that the network answers, with the test points. Inside the dashed frame the borders wind along between the arms; outside they go on almost straight."
def sample_grid(M=500, x_max=2.0):
    """Lay a square grid of points over the plane.

    Args:
        M: int
            Number of points along each side
        x_max: float
            Both coordinates run from -x_max to x_max

    Returns:
        X_all: torch.Tensor
            The points, shape (M * M, 2); the first coordinate varies slowest
    """
    side = torch.linspace(-x_max, x_max, M)
    return torch.cartesian_prod(side, side)


X_all = sample_grid()
with torch.no_grad():
    y_pred = net(X_all.to(DEVICE)).cpu()
plot_decision_map(X_all, y_pred, X_test, y_test)

# %% [markdown]
# **Film: The spiral in training** (22 seconds, with subtitles). Three maps of the plane in four
# colours, with points on four spiral arms. While epochs pass, the map of 3 hidden units keeps
# straight borders that cut through the arms; those of 16 and 128 units wind themselves around the
# arms. Run the next cell to watch it.

# %%
show_film("spiral_widths")

# %% [markdown]
# ### Think! 2.3.2: Does it generalise well?
#
# How well does the network do inside the dashed frame, on points it has not seen? And outside,
# where there were no data? Why? What would you change to make it generalise better?

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. Why are the data shuffled before the split?
# 2. How many batches are there in an epoch here, with 3200 training samples?
# 3. The network is sure of its class far outside the data. What does that tell you about its
#    probabilities?
#
# <details><summary>Answers</summary>
#
# 1. They are sorted by class: the first 20 % would all be of one class.
# 2. 25 of 128.
# 3. That they say nothing about what it has never seen.
#
# </details>
#
# **Stretch task** (no points). Train on polar features of the spiral in place of $x_1$ and $x_2$,
# and draw the decision map again. What happens outside the frame?

# %%
feedback_corner("training_and_testing")

# %% [markdown]
# ## Summary
#
# You built a function out of ReLUs, which is the universal approximation theorem in miniature. You
# wrote an MLP of any size, the loss that a classifier minimises, and the split that keeps the test
# honest. You trained the network on a spiral, and saw what it does where it has seen no data. The
# bonus shows where the ReLU comes from.

# %% [markdown]
# ## Bonus: from the real neuron to the ReLU
#
# *Our estimate: 40 minutes.*
#
# Why should a unit add up its inputs and then cut off what is negative? One road to the ReLU
# starts at the physics of a neuron and drops one detail at a time, in four steps. On the way you
# will meet the time scale of the brain: a neuron needs some milliseconds to charge up and fire.
# You recognise a picture in a fraction of a second, so there is only time for a small number of
# neurons in a row. Networks in the brain that act fast cannot be very deep.
#
# ### The leaky integrate-and-fire neuron
#
# In 1907 Louis Lapicque described the membrane of a neuron as a leaky capacitor, decades before
# anyone could measure how it works. The input current $I$ charges the capacitance $C_m$, and the
# charge leaks out through the resistance $R_m$:
#
# $$C_m \frac{dV_m}{dt} = -\frac{V_m}{R_m} + I .$$
#
# When the membrane potential $V_m$ reaches the threshold $V_\mathrm{th}$ at a time
# $t_\mathrm{sp}$, the neuron fires a spike. Its potential is then reset to
# $V_\mathrm{reset} < V_\mathrm{th}$, here 0, and stays there for the refractory period
# $\tau_\mathrm{ref}$:
#
# $$V_m(t) = V_\mathrm{reset} \quad\text{for}\quad t_\mathrm{sp} < t \le t_\mathrm{sp} +
# \tau_\mathrm{ref} .$$
#
# So this model
#
# - adds up its input, from all its synapses and over time;
# - fires when the sum reaches a threshold;
# - rests after each spike;
# - forgets: without input its potential decays, with the time constant $R_m C_m$.
#
# ### Simulating it
#
# Euler's method replaces the derivative by a small step in time, $\Delta t$:
#
# $$V_m[n + 1] = V_m[n] + \frac{\Delta t}{C_m} \left( -\frac{V_m[n]}{R_m} + I \right) .$$
#
# The function below takes this step for many currents at once, one neuron for each: we will need
# this soon. With mA, kOhm, uF and ms, the potential comes out in V. These are round numbers for a
# model; a real neuron works with far smaller currents.

# %% alt="The membrane potential over 50 ms. It climbs from 0 to the threshold at 1 V, spikes at 11 ms and at 32 ms, and after each spike stays at 0 for ten milliseconds."
def run_LIF(I, T=50, dt=0.1, tau_ref=10,
            Rm=1, Cm=10, Vth=1, V_spike=0.5):
    """Simulate leaky integrate-and-fire neurons, each with a constant input current.

    Args:
        I: float or torch.Tensor
            Input current (mA), one for each neuron
        T: float
            Time to simulate (ms)
        dt: float
            Time step (ms)
        tau_ref: float
            Refractory period (ms)
        Rm: float
            Membrane resistance (kOhm)
        Cm: float
            Membrane capacitance (uF)
        Vth: float
            Threshold (V)
        V_spike: float
            How far a spike is drawn above the threshold (V)

    Returns:
        time: torch.Tensor
            Time points (ms), shape (steps,)
        Vm: torch.Tensor
            Membrane potentials (V), shape (steps,) followed by the shape of I
    """
    I = torch.as_tensor(I, dtype=torch.float32)
    V_reset = torch.zeros_like(I)
    rest_steps = max(1, round(tau_ref / dt))  # The reset itself takes one step
    time = dt * torch.arange(round(T / dt) + 1)

    potential = V_reset  # Of each neuron, now
    rest = torch.zeros_like(I)  # How many more steps each neuron must rest
    Vm = [potential]
    for _ in range(len(time) - 1):
        charged = potential + dt / Cm * (-potential / Rm + I)
        potential = torch.where(rest > 0, V_reset, charged)
        rest = torch.where(potential >= Vth, rest_steps, rest - 1)
        Vm.append(potential)

    Vm = torch.stack(Vm)
    Vm[Vm >= Vth] += V_spike
    return time, Vm


sim_time, Vm = run_LIF(1.5)
plot_membrane_potential(sim_time, Vm, Vth=1)

# %% [markdown]
# ### How input becomes output: the transfer function
#
# Neurons signal by how often they spike: more input, more spikes. The **transfer function** of a
# neuron gives its spike count for each input current. Here are 101 neurons, each with its own
# current, simulated together for a second.

# %% alt="Spikes in one second over the input current: none up to 1 mA, then a steep rise that becomes flatter, in small steps, up to 125 at 2 mA."
def transfer_function(Rm, tau_ref):
    """Count the spikes in one second for currents from 0 to 2 mA.

    Args:
        Rm: float
            Membrane resistance (kOhm)
        tau_ref: float
            Refractory period (ms)

    Returns:
        currents: torch.Tensor
            Input currents (mA), shape (101,)
        spike_counts: torch.Tensor
            Number of spikes at each of them, shape (101,)
    """
    Vth = 1
    currents = torch.linspace(0, 2, 101)
    _, Vm = run_LIF(currents, T=1000, dt=0.5, tau_ref=tau_ref, Rm=Rm, Vth=Vth)
    return currents, (Vm > Vth).sum(dim=0)


def plot_IF_curve(Rm, tau_ref):
    """Draw the spike count in one second for currents from 0 to 2 mA."""
    plot_transfer_function(*transfer_function(Rm, tau_ref))


plot_IF_curve(Rm=1, tau_ref=1)

# %% [markdown]
# ### From spikes to the ReLU, in four steps
#
# **Step 1: count, and forget the spikes.** With a constant current, all gaps between spikes are
# equal. After a spike the neuron rests for $\tau_\mathrm{ref}$. Then its potential climbs towards
# $R_m I$ with the time constant $R_m C_m$; solving the equation above gives the time until it
# reaches the threshold. Together they are the **firing rate**,
#
# $$f(I) = \frac{1}{\tau_\mathrm{ref} + R_m C_m \ln \dfrac{R_m I}{R_m I - V_\mathrm{th}}}
# \quad\text{for}\quad I > \frac{V_\mathrm{th}}{R_m} , \qquad f(I) = 0 \text{ otherwise.}$$
#
# **Step 2: drop the leak.** For a larger and larger $R_m$, nothing is forgotten. The threshold
# $V_\mathrm{th} / R_m$ moves to 0, and $f(I) \to 1 / (\tau_\mathrm{ref} + C_m V_\mathrm{th} / I)$.
#
# **Step 3: drop the rest.** For a smaller and smaller $\tau_\mathrm{ref}$ the curve loses its bend:
# $f(I) \to I / (C_m V_\mathrm{th})$, a straight line from 0.
#
# **Step 4: let the input be a weighted sum.** The current comes in through synapses,
# $I = \sum_i w_i x_i + b$, and may be negative; the rate may not. With $C_m V_\mathrm{th} = 1$, by
# choice of units, the neuron computes $\max(0, \sum_i w_i x_i + b)$: a ReLU.

# %% alt="Four panels, spikes per second over the current. 1: the counted spikes lie on the curve of the formula, which starts at 1 mA. 2: with less leak it starts further left, in the end at 0. 3: with less rest it bends less, in the end not at all. 4: the result and a ReLU are the same line."
def firing_rate(I, Rm, tau_ref, Cm=10, Vth=1):
    """The formula of step 1, in spikes per second; for units see `run_LIF`."""
    charging = -Rm * Cm * torch.log1p(-Vth / (Rm * I))  # Time to the threshold (ms)
    return torch.where(Rm * I > Vth, 1000 / (tau_ref + charging), 0.0)


currents = torch.linspace(-1, 2, 301)
fig, panels = plt.subplots(2, 2, figsize=(8.4, 6), sharex=True, sharey=True)
(one, two), (three, four) = panels
counted = transfer_function(Rm=1, tau_ref=10)
one.plot(*counted, "o", markevery=4, color="#404040", label="spikes, counted")
one.plot(currents, firing_rate(currents, Rm=1, tau_ref=10), label="formula")
for Rm in [1, 2, 5, 1000]:
    two.plot(currents, firing_rate(currents, Rm, tau_ref=10), label=f"$R_m$ = {Rm} kOhm")
for tau_ref in [10, 5, 2, 0]:
    rate = firing_rate(currents, Rm=1000, tau_ref=tau_ref)
    three.plot(currents, rate, label=r"$\tau_\mathrm{ref}$ = " + f"{tau_ref} ms")
four.plot(currents, 100 * torch.relu(currents), label="ReLU")
rate = firing_rate(currents, Rm=1000, tau_ref=0)
four.plot(currents, rate, "--", label="neuron after step 3")
titles = ["1. Count", "2. No leak", "3. No rest", "4. A ReLU of the input"]
for panel, title in zip(panels.flat, titles, strict=True):
    panel.set_title(title)
    panel.legend(loc="upper left", fontsize=8)
for panel in (three, four):
    panel.set_xlabel("input current (mA)")
for panel in (one, three):
    panel.set_ylabel("spikes per second")
plt.show()

# %% [markdown]
# **Film: From spikes to the ReLU** (44 seconds, with subtitles). A membrane potential climbs to a
# threshold, spikes and rests, more often for a larger current. Its rate over the current is a curve
# that starts at 1 mA and bends over. As the leak goes, the start moves to 0; as the rest goes, the
# curve becomes straight; a ReLU drawn over it covers it. Run the next cell to watch it.

# %%
show_film("spikes_to_relu")

# %% [markdown]
# ### Explore it
#
# Move the sliders. What does the resistance $R_m$ change, and what the refractory period
# $\tau_\mathrm{ref}$? The slider of $R_m$ is logarithmic: each third of it is a factor of ten. The
# dashed line is the limit $I / (C_m V_\mathrm{th})$ of step 3. How close can you get?

# %%
currents = torch.linspace(0, 2, 401)
explore_transfer_function(
    lambda Rm, tau_ref: (currents, firing_rate(currents, Rm, tau_ref)),
    limit=100 * currents,
)

# %% [markdown]
# ### Think! Real and artificial neurons
#
# What does the transfer function look like when the membrane resistance $R_m$ goes to infinity
# and the refractory period $\tau_\mathrm{ref}$ is very small? Why? Say it in terms of the neuron,
# not only of the formula. Take ten minutes, best with someone else, to say what a real neuron and
# an artificial one have in common, and what the artificial one leaves out.

# %% [markdown]
# *Write your answer here (double-click to edit).*

# %% [markdown]
# ### Quick questions
#
# 1. What is the smallest current that makes a neuron with $R_m = 2$ kOhm and $V_\mathrm{th} = 1$
#    V fire?
# 2. How fast can a neuron fire at most with $\tau_\mathrm{ref} = 5$ ms?
# 3. Which of the four steps corresponds to the bias of an artificial neuron?
#
# <details><summary>Answers</summary>
#
# 1. More than 0.5 mA: $V_\mathrm{th} / R_m$.
# 2. 200 times a second.
# 3. Undoing step 2: the leak moves the threshold away from 0, like a negative bias.
#
# </details>
#
# **Stretch task** (no points). Fit `firing_rate` for $R_m = 5$, $\tau_\mathrm{ref} = 2$ with your
# `approximate_function`, from 15 currents. Where should they lie?

# %%
feedback_corner("real_neurons")

# %% [markdown]
# ---
#
# *Sources.* This lesson follows Neuromatch Academy, Deep Learning, W1D3 Tutorial 1, "Biological
# vs. Artificial Neural Networks", by Arash Ash and Surya Ganguli, licensed [CC BY
# 4.0](https://creativecommons.org/licenses/by/4.0/); its text and code are rewritten, and its
# exercises are kept. The neuron model goes back to L. Lapicque, *Recherches quantitatives sur
# l'excitation électrique des nerfs traitée comme une polarisation*, 1907, and is treated in P.
# Dayan and L. F. Abbott, *Theoretical Neuroscience*, MIT Press, 2001.
