"""Reference solutions of the lesson on multilayer perceptrons.

The functions and the class take the place of the lesson's stubs, so they use only names
that the lesson imports. The strings are model answers to its questions, in Markdown.
"""

import torch
import torch.nn as nn


def approximate_function(
    x_train: torch.Tensor, y_train: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
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
    # One ReLU for each piece between two neighbouring training points
    n_relus = x_train.shape[0] - 1

    # Points at which to draw the curve, many more than x_train has
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)

    # The ReLUs: each starts to rise at the left end of its piece
    b = -x_train[:-1]

    # Activation of each ReLU at each point of x
    relu_acts = torch.zeros((n_relus, x.shape[0]))
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x + b[i_relu])

    # Their weights
    combination_weights = torch.zeros((n_relus,))

    # From left to right: each ReLU adds what the slope so far lacks
    prev_slope = 0
    for i in range(n_relus):
        delta_x = x_train[i + 1] - x_train[i]
        slope = (y_train[i + 1] - y_train[i]) / delta_x
        combination_weights[i] = slope - prev_slope
        prev_slope = slope

    # The weighted sum of the ReLUs at each point of x
    y_hat = combination_weights @ relu_acts

    return y_hat, relu_acts, x


class Net(nn.Module):
    """Multilayer perceptron with any number of hidden layers."""

    def __init__(
        self,
        actv: str,
        input_feature_num: int,
        hidden_unit_nums: list[int],
        output_feature_num: int,
    ) -> None:
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
            out_num = hidden_unit_nums[i]  # Number of units of this layer
            layer = nn.Linear(in_num, out_num)
            in_num = out_num  # What this layer puts out, the next one takes in
            self.mlp.add_module(f"Linear_{i}", layer)

            actv_layer = eval(f"nn.{actv}")  # From text to layer
            self.mlp.add_module(f"Activation_{i}", actv_layer)

        out_layer = nn.Linear(in_num, output_feature_num)
        self.mlp.add_module("Output_Linear", out_layer)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
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

        logits = self.mlp(x)
        return logits


def cross_entropy_loss(x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
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
    # 1. The logit of the right class of each sample
    for i, label in enumerate(labels):
        x_of_labels[i] = x[i, label]
    # 2. The loss of each sample
    losses = -x_of_labels + torch.log(torch.exp(x).sum(dim=1))
    # 3. Their average
    avg_loss = losses.mean()
    return avg_loss


def shuffle_and_split_data(
    X: torch.Tensor, y: torch.Tensor, seed: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
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
    # Shuffle
    shuffled_indices = torch.randperm(N)
    X = X[shuffled_indices]
    y = y[shuffled_indices]

    # Split
    test_size = int(0.2 * N)
    X_test = X[:test_size]
    y_test = y[:test_size]
    X_train = X[test_size:]
    y_train = y[test_size:]

    return X_test, y_test, X_train, y_train


train_mode_and_eval_mode = r"""
Our MLP does not need them. It is made of linear layers and ReLUs, which do the same in both modes,
so without the two calls every number would be the same.

The answer is different for a network with layers that behave differently while they learn:

- *dropout* switches off random units in train mode, and none in eval mode;
- *batch normalisation* uses the mean and variance of the current batch in train mode, and averages
  collected during training in eval mode.

If such a network stays in train mode, its predictions are random, or depend on the other samples in
the batch, and testing it even changes the collected averages. So the two calls are a good habit.
They do not switch gradients off; that is what `torch.no_grad()` is for.
"""

does_it_generalise_well = r"""
Inside the dashed frame, yes: the accuracy on the test data, about 97 %, is close to the 98 % on the
training data. The few errors lie where the noise mixes neighbouring arms.

Outside, no. There the arms would wind on, but the network sees four straight sectors only, and it
is sure of them. A ReLU network is piecewise linear: beyond its last kinks it goes on in straight
lines, and nothing in the training data says otherwise. The test accuracy cannot show this, because
the test data come from the same region as the training data.

What could help:

- training data from that region;
- knowledge of the problem, for instance radius and angle as inputs, or periodic functions of them;
- against overfitting inside the region: more data, weight decay, dropout, stopping early. They do
  not teach the network what lies outside;
- an estimate of how sure the network is, so that it can decline to answer far from its data.
"""

real_and_artificial_neurons = r"""
Without a leak ($R_m \to \infty$) the neuron adds up all of its input. A current $I > 0$ charges it
to the threshold in the time $C_m V_\mathrm{th} / I$. After the spike it rests for
$\tau_\mathrm{ref}$, so it fires at the rate

$$f(I) = \frac{1}{\tau_\mathrm{ref} + C_m V_\mathrm{th} / I}
\;\longrightarrow\; \frac{I}{C_m V_\mathrm{th}} \quad\text{for}\quad \tau_\mathrm{ref} \to 0 ,$$

and not at all for $I \le 0$. That is a ReLU: zero, then a straight line. With a leak, the neuron
fires only above $I = V_\mathrm{th} / R_m$, which is like a negative bias. With a refractory period
its rate cannot exceed $1 / \tau_\mathrm{ref}$.

*In common:* both add up weighted inputs, answer only above a threshold, and answer more strongly to
more input. The output of the artificial neuron stands for a firing rate.

*Left out:* time. A real neuron sends single spikes, whose timing can matter; it forgets through its
leak, rests after a spike, adapts and is noisy. It also computes in its branches before anything
reaches the cell body, its synapses are either excitatory or inhibitory, and it learns from what
happens close to it instead of from a gradient that is sent back through the whole network.
"""
