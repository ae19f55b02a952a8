"""Reference solutions of the lesson on artificial neurons.

The functions take the place of the lesson's stubs, so they use only names that the
lesson imports. The strings are model answers to its questions, in Markdown.
"""

from collections import OrderedDict

import torch
import torch.nn as nn
import torch.optim as optim


def neuron(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
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
    is_matrix = w.dim() == 2
    # Weigh the input
    weighted = w @ x if is_matrix else w * x
    # Add the bias, then apply the activation function
    o = torch.tanh(weighted + b)
    return o


def split_train_val(
    n_samples: int, val_fraction: float, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
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
    n_val = int(val_fraction * n_samples)
    n_train = n_samples - n_val
    shuffled_indices = torch.randperm(n_samples)
    train_indices = shuffled_indices[:n_train]
    val_indices = shuffled_indices[n_train:]
    return train_indices, val_indices


def prepare_data(
    t_u: torch.Tensor, t_c: torch.Tensor, train_indices: torch.Tensor, val_indices: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
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
    t_un_train = 0.1 * t_u[train_indices]
    t_un_val = 0.1 * t_u[val_indices]
    t_c_train = t_c[train_indices]
    t_c_val = t_c[val_indices]
    return t_un_train, t_un_val, t_c_train, t_c_val


def mse_gradients(
    x: torch.Tensor, t: torch.Tensor, w: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
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
    errors = w * x + b - t
    grad_w = 2 * (errors * x).mean()
    grad_b = 2 * errors.mean()
    return grad_w, grad_b


def training_loop(
    n_epochs: int,
    optimizer: optim.Optimizer,
    model: nn.Module,
    loss_fn: nn.Module,
    t_u_train: torch.Tensor,
    t_u_val: torch.Tensor,
    t_c_train: torch.Tensor,
    t_c_val: torch.Tensor,
) -> tuple[list[float], list[float]]:
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
        # 1. Training data: the predictions and their loss
        t_p_train = model(t_u_train)
        loss_train = loss_fn(t_p_train, t_c_train)

        # 2. Validation data: the same, without preparing for gradients
        with torch.no_grad():
            t_p_val = model(t_u_val)
            loss_val = loss_fn(t_p_val, t_c_val)

        # 3. One step: clear the old gradients, compute the new ones, update
        optimizer.zero_grad()
        loss_train.backward()
        optimizer.step()

        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
        if epoch % 1000 == 0:
            print(
                f"epoch {epoch:4}: training loss {train_losses[-1]:7.3f},"
                f" validation loss {val_losses[-1]:7.3f}"
            )
    return train_losses, val_losses


def named_mlp(n_hidden: int) -> nn.Sequential:
    """Build a network with one hidden layer of tanh neurons and named layers.

    Args:
        n_hidden: int
            Number of hidden neurons

    Returns:
        model: nn.Sequential
            One input, one output; its layers are called 'hidden_linear', 'hidden_activation' and
            'output_linear', in this order
    """
    layers = [
        ("hidden_linear", nn.Linear(1, n_hidden)),
        ("hidden_activation", nn.Tanh()),
        ("output_linear", nn.Linear(n_hidden, 1)),
    ]
    model = nn.Sequential(OrderedDict(layers))
    return model


what_is_the_factor_0_1_good_for = r"""
With the mean squared error and the errors $e_i = w x_i + b - t_i$, the gradients are

$$\frac{\partial L}{\partial b} = \frac{2}{N} \sum_i e_i , \qquad
\frac{\partial L}{\partial w} = \frac{2}{N} \sum_i e_i\, x_i .$$

The gradient for the weight grows with the size of the inputs, the one for the bias does not. With
raw readings around 50 the weight gets a gradient about 50 times as large as the bias. A step with
the learning rate 0.01 then throws the weight far beyond its best value, the error grows, the next
step is larger still, in the other direction, and so on: the loss grows in every epoch.

A smaller learning rate, about 0.0001, would save it. But one learning rate serves both parameters,
and the bias would then hardly move: training would take many more epochs. With inputs around 5 the
two gradients differ by a factor of about 5 only, and one learning rate suits both. For neurons with
a tanh there is a second reason: large sums saturate them, and their gradients vanish.
"""

line_or_network = r"""
The network has the smaller loss on the training data, the line the smaller one on data that it has
not seen. The network has 25 parameters for nine samples; it bends towards their noise.

At a reading of 110, beyond all the data, the line goes on as before and says about 42 °C, close to
the true 43 °C. The tanh neurons saturate there, so the curve of the network flattens out and says
about 31 °C. Neither has seen such a reading; the line is right because the true rule is a line.

So I would rely on the line: it is the simpler of the two, and we know a reason for it. The two
validation samples would not be enough to say so: with another seed they turn the comparison round.
Leave-one-out uses all eleven samples, and there the line has an error of about 4.4 °C² and the
network one of about 6.2 °C². The line is ahead from other first parameters as well, by more or by
less. More measurements would make it more certain still.
"""
