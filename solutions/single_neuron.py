"""Reference solutions of the lesson on single neurons.

The functions take the place of the lesson's stubs, so they use only names that the
lesson imports. The strings are model answers to its questions, in Markdown.
"""

import torch
import torch.nn as nn


def collapse_linear(
    w1: float | torch.Tensor,
    b1: float | torch.Tensor,
    w2: float | torch.Tensor,
    b2: float | torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
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
    # Weight of the one layer; @ is the matrix product
    W = w2 @ w1
    # Bias of the one layer
    B = w2 @ b1 + b2
    return W, B


def build_mlp(
    size_sequence: list[int], activation: nn.Module | None = None, bias: bool = False
) -> nn.Sequential:
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
        # A linear layer from n_in to n_out, with a bias if one is wanted
        layer = nn.Linear(n_in, n_out, bias=bias)
        layers.append(layer)
        # Does an activation follow this layer?
        activation_follows = activation is not None and i < n_layers - 1
        if activation_follows:
            layers.append(activation)
    model = nn.Sequential(*layers)
    return model


def relu_wedge() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
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
    # Hidden units: both have their corner at the tip, and rise away from it to either side
    w1 = torch.tensor([[-1.0], [1.0]])
    b1 = torch.tensor([0.2, -0.2])
    # Output: the left side falls with slope -1, the right one rises with 1.5, from the tip up
    w2 = torch.tensor([[1.0, 1.5]])
    b2 = torch.tensor([-0.6])
    return w1, b1, w2, b2


def count_parameters(size_sequence: list[int], bias: bool) -> int:
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
        # Weights of the layer from n_in to n_out
        total += n_in * n_out
        # Its biases, if it has any
        if bias:
            total += n_out
    return total


a_line_without_a_bias = r"""
At $x = 0$ the neuron gives $w \cdot 0 = 0$, whatever its weight is: its line always passes through
the origin. The data are at 0.4 there. No weight can change that, so longer training cannot either;
the neuron comes close to the best slope there is, and can do no better.

That slope is the one with the least squared error, $w = \sum x y / \sum x^2$. With $y = 0.5 x +
0.4$ this is $0.5 + 0.4 \sum x / \sum x^2$. Inputs that are spread evenly around zero have $\sum x
\approx 0$, so the missing offset pulls the slope up on one side as much as down on the other, and
$w$ stays close to 0.5. Ours are not quite even: the inputs of the 35 training points add up to
about -3, which makes 0.41 the best slope for them. The trained weight is a little off that, since
each step sees 32 of the points or only 3, and so pulls it to and fro. What is left is the offset: a
squared error of about $0.4^2 = 0.16$ at every point, which is the test loss that we saw.
"""

units_or_parameters = r"""
`[1, 120, 1]` has 120 hidden units and 120 + 120 + 120 + 1 = 361 parameters. `[1, 20, 20, 1]` has 40
hidden units and 20 + 20 + 400 + 20 + 20 + 1 = 481 parameters: a third of the units, but more
parameters. 400 of them are the weights between the two hidden layers, since each unit of one is
connected to each of the other.

So the two runs do not show that depth saves parameters. They show that 40 units in two layers can
also do it. Other curves show more: with depth, corners can multiply from layer to layer, and some
functions need vastly more units in a single layer.

A fair comparison keeps something equal, for instance the number of parameters (`[1, 16, 16, 1]` has
321), gives both the same data, settings and time, repeats each run from several seeds, and compares
the test losses together with their spread.
"""

signal_or_noise = r"""
The wide network fits the training data better: its training loss is far below that of the single
neuron. On the test data it is the other way round, and by a wide margin. It has bent itself to pass
close to the training points, noise and all, and between them it goes astray. That is *overfitting*.
The single neuron can only be a line; it misses the points by about as much as the noise moved them,
and stays closer to the line behind them. I would trust the neuron. The error against the line
without noise says the same.

In real life the gap between training and test loss gives it away: here the test loss of the wide
network is many times its training loss, while those of the neuron are close to each other. (With
so few test points, both test losses are uncertain.) Watched during training, the test loss of a
network that overfits stops falling and begins to rise, while the training loss still falls.

What helps: more data; a smaller network, or one whose form fits the problem; stopping when the loss
on held-back data begins to rise; weight decay or dropout.
"""
