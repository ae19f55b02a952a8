"""Reference solutions of the lesson on multilayer perceptrons.

The functions and the class are woven into the lesson in place of its stubs, so they use only names
that the lesson imports. The strings are model answers to its questions, in Markdown.
"""

import torch
import torch.nn as nn


def approximate_function(
    x_train: torch.Tensor, y_train: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Approximate a function by a weighted sum of shifted ReLUs.

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
    combination_weights = torch.zeros((n_relus, ))

    # From left to right: each ReLU adds what the slope so far lacks
    prev_slope = 0
    for i in range(n_relus):
        delta_x = x_train[i+1] - x_train[i]
        slope = (y_train[i+1] - y_train[i]) / delta_x
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
            self.mlp.add_module(f'Linear_{i}', layer)

            actv_layer = eval(f'nn.{actv}')  # From text to layer
            self.mlp.add_module(f'Activation_{i}', actv_layer)

        out_layer = nn.Linear(in_num, output_feature_num)
        self.mlp.add_module('Output_Linear', out_layer)

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
    """Compute the cross-entropy loss of a batch.

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


train_mode_and_eval_mode = """\
TODO
"""
