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
# | part | time |
# |---|---|
# | 1. Why MLPs: building functions from ReLUs | about 35 minutes |
# | 2. MLPs in PyTorch | about 1 hour 20 minutes |
# | Bonus: from the real neuron to the ReLU | about 30 minutes |
#
# You will fill in four exercises and answer three questions in words. In an exercise, replace each
# blank `...` and delete the line that raises `NotImplementedError`. The cell below it shows what
# you built; the cell after that checks it. Run the cells in order. No GPU is needed.
#
# Any function of Python, NumPy and PyTorch may help you, unless an exercise says otherwise.

# %% [markdown]
# ## Setup

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset
from tqdm.auto import tqdm

from compneuro.feedback import feedback_corner
from compneuro.plots import (
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
# *About 35 minutes.*
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
# Try it:

# %%
y_hat, relu_acts, x = approximate_function(x_train, y_train)
plot_function_approximation(x, relu_acts, y_hat)

# %% [markdown]
# Check it:

# %%
# Unevenly spaced points, so that every piece has its own width and slope.
x_check = torch.tensor([-1.0, 0.0, 0.5, 2.0, 3.0])
y_check = torch.tensor([0.0, 2.0, 1.0, 1.0, -1.0])
y_hat, relu_acts, x = approximate_function(x_check, y_check)

assert isinstance(y_hat, torch.Tensor), (
    f"y_hat must be a tensor, got {y_hat!r}; is its blank still `...`?"
)
assert relu_acts.shape == (4, 1000), (
    f"5 points need 4 ReLUs, each at 1000 points; relu_acts has the shape {tuple(relu_acts.shape)}"
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
print("approximate_function looks right.")

# %% [markdown]
# The upper panel shows the nine ReLUs. They all have the same slope; only their biases differ.
# They are the *basis functions* of this network, and the lower panel is one weighted sum of them.
# Set `N_train` to 5 or to 40 above and run the cells again: more units, smaller error.
#
# How small? If the function never changes faster than at a rate $L$ (it is *Lipschitz continuous*)
# and neighbouring points are at most $h$ apart, the straight pieces are nowhere further than
# $Lh/2$ from it. So the error goes to zero as points and units are added.

# %%
feedback_corner("why_mlps")

# %% [markdown]
# ## 2. MLPs in PyTorch
#
# *About 1 hour 20 minutes.*
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
# Without activation functions, a stack of layers would be one linear map, however deep it is.

# %% [markdown]
# ### Exercise 2: A general-purpose MLP
#
# Write a network that
#
# - takes inputs of any shape, such as images, by flattening each sample;
# - has any number of hidden layers, of any width, collected in an `nn.Sequential()` with
#   `add_module(name, layer)`;
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
# wrote yourself. Never call `eval` on text from someone else, for it runs any code.
#
# There are two blanks, and each has its own line to delete.

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
# Try it:

# %%
net = Net(actv='LeakyReLU(0.1)', input_feature_num=2, hidden_unit_nums=[100, 10, 5],
          output_feature_num=1).to(DEVICE)
batch = torch.zeros((100, 2))
outputs = net(batch.to(DEVICE))
print(net)
print(f"An input of shape {tuple(batch.shape)} gives an output of shape {tuple(outputs.shape)}.")

# %% [markdown]
# Check it:

# %%
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
assert Net('ReLU()', 2, [], 4)(torch.zeros(3, 2)).shape == (3, 4), "no hidden layer must work too"
print("Net looks right.")

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
# tiny probability is rounded to 0, and the logarithm of 0 is infinite. The same loss, written so
# that a tiny probability does no harm:
#
# $$\mathrm{loss}(x_i, \ell_i) = -x_i[\ell_i] + \log \sum_{j=0}^{C-1} \exp\left(x_i[j]\right) .$$
#
# In PyTorch this loss is `nn.CrossEntropyLoss()`. It takes a batch of logits of shape `(N, C)` and
# labels of shape `(N,)`, whole numbers from 0 to $C - 1$. (It also shifts the logits first,
# because in 32-bit floats `exp` overflows beyond about 88. You need not do that here.)

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
# Try it:

# %%
labels = torch.tensor([0, 1])
x = torch.tensor([[10.0, 1.0, -1.0, -20.0],  # Nearly certain of class 0, which is right
                  [10.0, 10.0, 2.0, -10.0]])  # Torn between 0 and 1; class 1 is right
our_loss = cross_entropy_loss(x, labels).item()
pytorch_loss = nn.CrossEntropyLoss()(x, labels).item()
print(f"Your loss: {our_loss:.6f}, PyTorch's loss: {pytorch_loss:.6f}")

# %% [markdown]
# Check it:

# %%
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
print("cross_entropy_loss looks right.")

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

# %%
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
# Try it:

# %%
X_test, y_test, X_train, y_train = shuffle_and_split_data(X, y, seed=SEED)
plot_classes(X_test, y_test, title=f"Test data, {len(X_test)} points")

# %% [markdown]
# Check it:

# %%
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
print("shuffle_and_split_data looks right.")

# %% [markdown]
# ### Loading the data in batches
#
# PyTorch loads data in two parts. A **dataset** knows how many samples there are and can fetch any
# one of them. Our tensors are in memory already, so the ready-made `TensorDataset` will do; for
# data on disk you would write a class with `__len__` and `__getitem__`. A **data loader** picks
# the order, collects the samples in batches and, with `num_workers` above 0, prepares the next
# batches in other processes while the network is busy.
#
# For results that can be repeated, the loaders draw the order from a seeded `generator`, and each
# worker is seeded by `seed_worker`. `persistent_workers=True` keeps the workers from one epoch to
# the next, because starting a process takes longer than loading this small data set.

# %%
batch_size = 128
g_seed = torch.Generator()
g_seed.manual_seed(SEED)

test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=batch_size,
                         num_workers=2, persistent_workers=True,
                         worker_init_fn=seed_worker, generator=g_seed)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=batch_size,
                          shuffle=True, drop_last=True,
                          num_workers=2, persistent_workers=True,
                          worker_init_fn=seed_worker, generator=g_seed)

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
    """Percentage of a loader's samples that the network puts into the right class."""
    correct = 0
    total = 0
    with torch.no_grad():
        for inputs, labels in loader:
            predicted = net(inputs.to(device)).argmax(dim=1)
            correct += (predicted == labels.to(device)).sum().item()
            total += len(labels)
    return 100 * correct / total


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
            inputs, labels = inputs.to(device), labels.to(device)

            optimizer.zero_grad()  # Forget the gradients of the last batch
            loss = criterion(net(inputs), labels)
            loss.backward()  # Compute the gradients of this one
            optimizer.step()  # Take one step against them
            losses.append(loss.item())

    net.eval()
    train_acc = accuracy(net, train_loader, device)
    test_acc = accuracy(net, test_loader, device)
    if verbose:
        print(f"Accuracy on the training data: {train_acc:.2f} %")
        print(f"Accuracy on the test data:     {test_acc:.2f} %")
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
# of the spiral. We use PyTorch's cross entropy, which now holds no secret for you.

# %%
set_seed(seed=SEED)
net = Net('ReLU()', X_train.shape[1], [128], K).to(DEVICE)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters(), lr=1e-3)
train_acc, test_acc = train_test_classification(net, criterion, optimizer, train_loader,
                                                test_loader, num_epochs=100,
                                                training_plot=True, device=DEVICE)

# %% [markdown]
# ### What has it learnt?
#
# To see the whole decision of the network, ask it for the class of every point of a grid. The grid
# reaches from -2 to 2, well beyond the data; a dashed frame shows how far the test points reach.

# %%
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
# ### Think! 2.3.2: Does it generalise well?
#
# How well does the network do inside the dashed frame, on points it has not seen? And outside,
# where there were no data? Why? What would you change to make it generalise better?

# %% [markdown]
# *Write your answer here (double-click to edit).*

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
# *About 30 minutes.*
#
# Why should a unit add up its inputs and then cut off what is negative? One road to the ReLU
# starts at the physics of a neuron and leaves out one thing after the other. On the way you will
# meet the time scale of the brain: a neuron needs some milliseconds to charge up and fire. You
# recognise a picture in a fraction of a second, so there is time for a modest number of neurons in
# a row only. Networks in the brain that act fast cannot be very deep.
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
# The function below takes this step for many currents at once, one neuron for each: we shall need
# that soon. With mA, kOhm, uF and ms, the potential comes out in V. These are round numbers for a
# model; a real neuron works with far smaller currents.

# %%
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

# %%
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


plot_transfer_function(*transfer_function(Rm=1, tau_ref=1))

# %% [markdown]
# ### Explore it
#
# Move the sliders. What does the resistance $R_m$ change, and what the refractory period
# $\tau_\mathrm{ref}$? (The small steps in the curve come from the time step of 0.5 ms.)

# %%
explore_transfer_function(transfer_function)

# %% [markdown]
# ### Think! Real and artificial neurons
#
# What does the transfer function look like when the membrane resistance $R_m$ goes to infinity and
# the refractory period $\tau_\mathrm{ref}$ is very small? Why? Take ten minutes, best with someone
# else, to say what a real neuron and an artificial one have in common, and what the artificial one
# leaves out.

# %% [markdown]
# *Write your answer here (double-click to edit).*

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
