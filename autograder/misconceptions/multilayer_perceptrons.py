"""What students get wrong in the lesson on multilayer perceptrons.

Most mistakes sit in one blank, so an answer is written as the stub with its blanks filled.
"""

from __future__ import annotations

from autograder.misconceptions import Misconception


def _approximate_function(
    name: str,
    hint: str,
    b: str = "-x_train[:-1]",
    weight: str = "combination_weights[i] = slope - prev_slope",
    y_hat: str = "combination_weights @ relu_acts",
) -> Misconception:
    code = f"""
def approximate_function(x_train, y_train):
    n_relus = x_train.shape[0] - 1
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    b = {b}
    relu_acts = torch.zeros((n_relus, x.shape[0]))
    for i_relu in range(n_relus):
        relu_acts[i_relu, :] = torch.relu(x + b[i_relu])
    combination_weights = torch.zeros((n_relus, ))
    prev_slope = 0
    for i in range(n_relus):
        delta_x = x_train[i+1] - x_train[i]
        slope = (y_train[i+1] - y_train[i]) / delta_x
        {weight}
        prev_slope = slope
    y_hat = {y_hat}
    return y_hat, relu_acts, x
"""
    return Misconception("approximate_function", name, hint, code.lstrip())


def _net(
    name: str,
    hint: str,
    layer: str = "nn.Linear(in_num, out_num)",
    actv_layer: str = "eval(f'nn.{actv}')",
    out_layer: str = "nn.Linear(in_num, output_feature_num)",
    forward: str = "self.mlp(x)",
) -> Misconception:
    code = f"""
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i in range(len(hidden_unit_nums)):
            out_num = hidden_unit_nums[i]
            layer = {layer}
            in_num = out_num
            self.mlp.add_module(f'Linear_{{i}}', layer)
            actv_layer = {actv_layer}
            self.mlp.add_module(f'Activation_{{i}}', actv_layer)
        out_layer = {out_layer}
        self.mlp.add_module('Output_Linear', out_layer)

    def forward(self, x):
        x = x.view(-1, self.input_feature_num)
        logits = {forward}
        return logits
"""
    return Misconception("Net", name, hint, code.lstrip())


def _cross_entropy_loss(
    name: str,
    hint: str,
    losses: str = "-x_of_labels + torch.log(torch.sum(torch.exp(x), dim=1))",
    avg_loss: str = "torch.mean(losses)",
) -> Misconception:
    code = f"""
def cross_entropy_loss(x, labels):
    x_of_labels = torch.zeros(len(labels))
    for i, label in enumerate(labels):
        x_of_labels[i] = x[i, label]
    losses = {losses}
    avg_loss = {avg_loss}
    return avg_loss
"""
    return Misconception("cross_entropy_loss", name, hint, code.lstrip())


def _shuffle_and_split_data(
    name: str,
    hint: str,
    indices: str = "torch.randperm(N)",
    y: str = "y[shuffled_indices]",
    test_size: str = "int(0.2 * N)",
    returned: str = "X_test, y_test, X_train, y_train",
    seed: str = "torch.manual_seed(seed)",
) -> Misconception:
    code = f"""
def shuffle_and_split_data(X, y, seed):
    {seed}
    N = X.shape[0]
    shuffled_indices = {indices}
    X = X[shuffled_indices]
    y = {y}
    test_size = {test_size}
    X_test = X[:test_size]
    y_test = y[:test_size]
    X_train = X[test_size:]
    y_train = y[test_size:]
    return {returned}
"""
    return Misconception("shuffle_and_split_data", name, hint, code.lstrip())


MISCONCEPTIONS = (
    _approximate_function(
        "bias without its sign",
        "Your ReLUs start to rise on the wrong side of zero. Put your bias into x + b and ask: at "
        "which x does this become positive?",
        b="x_train[:-1]",
    ),
    _approximate_function(
        "biases one training point too far right",
        "Your ReLUs start at the right ends of their pieces. Ask where piece 0 begins.",
        b="-x_train[1:]",
    ),
    _approximate_function(
        "biases evenly spaced, whatever the data",
        "Your ReLUs start at evenly spaced places. Training points may lie anywhere: take the "
        "places from them.",
        b="-torch.linspace(torch.min(x_train), torch.max(x_train), n_relus + 1)[:-1]",
    ),
    _approximate_function(
        "weight is the slope itself",
        "Your weights are whole slopes. The ReLUs further left keep rising: ask how much slope is "
        "there already when ReLU i starts.",
        weight="combination_weights[i] = slope",
    ),
    _approximate_function(
        "slope assigned twice instead of subtracted",
        "A line such as a = b = c subtracts nothing: it gives both names the same value. Look at "
        "the line that sets the weight.",
        weight="combination_weights[i] = prev_slope = slope",
    ),
    _approximate_function(
        "difference of slopes the wrong way round",
        "Your curve is upside down. Look at the order of the two slopes in the weight.",
        weight="combination_weights[i] = prev_slope - slope",
    ),
    _approximate_function(
        "weights left out of the sum",
        "Your y_hat adds up the ReLUs as they are. Look at what each of them should be multiplied "
        "with.",
        y_hat="relu_acts.sum(dim=0)",
    ),
    _approximate_function(
        "sum over all points instead of over the ReLUs",
        "Your y_hat sums over too much. Ask which dimension of relu_acts holds the ReLUs and which "
        "holds the points of x.",
        y_hat="torch.sum(combination_weights.view(-1, 1) * relu_acts)",
    ),
    _approximate_function(
        "the true sine instead of its approximation",
        "Your y_hat is a sine, whatever the training values are. Build it from the ReLUs.",
        y_hat="torch.sin(x)",
    ),
    _net(
        "no activation",
        "Your network is one linear map, however many layers it has. Look at what the loop adds "
        "after each linear layer.",
        actv_layer="nn.Identity()",
    ),
    _net(
        "activation after the output layer too",
        "Your outputs went through an activation function. Logits may be any number: look at what "
        "comes after the output layer.",
        out_layer="nn.Sequential(nn.Linear(in_num, output_feature_num), eval(f'nn.{actv}'))",
    ),
    _net(
        "activation fixed to ReLU",
        "Your network uses the same activation function whatever it is asked for. Look at the "
        "argument actv.",
        actv_layer="nn.ReLU()",
    ),
    _net(
        "softmax inside the network",
        "Your outputs are probabilities. A network puts out logits: the softmax belongs to the "
        "loss.",
        forward="torch.softmax(self.mlp(x), dim=1)",
    ),
    _net(
        "last layer missing",
        "Your batch skips the output layer. Send it through all the layers.",
        forward="self.mlp[:-1](x)",
    ),
    _net(
        "every layer takes in the input",
        "Each of your layers expects as many numbers as the network's input has. Ask what the "
        "second hidden layer takes in.",
        layer="nn.Linear(input_feature_num, out_num)",
    ),
    _net(
        "layers without bias",
        "Your hidden layers have no bias. Each unit adds one to its weighted sum.",
        layer="nn.Linear(in_num, out_num, bias=False)",
    ),
    _net(
        "no gradient through forward",
        "Your network computes the right outputs but cannot learn: something in forward cuts the "
        "outputs off from the parameters.",
        forward="self.mlp(x).detach().requires_grad_()",
    ),
    _cross_entropy_loss(
        "sum instead of mean",
        "Your loss grows with the size of the batch. Look at how the losses become one number.",
        avg_loss="torch.sum(losses)",
    ),
    _cross_entropy_loss(
        "one loss for each sample",
        "You return a loss for every sample. The function must return their average.",
        avg_loss="losses",
    ),
    _cross_entropy_loss(
        "loop variable used after the loop",
        "After a loop its variable still holds the last value, here the last label. Use what the "
        "loop has collected for all samples.",
        losses="-x[:, label] + torch.log(torch.sum(torch.exp(x), dim=1))",
    ),
    _cross_entropy_loss(
        "loss of the last sample only",
        "Your loss is that of the last sample. After a loop its variables keep their last value.",
        losses="-x[i, label] + torch.log(torch.sum(torch.exp(x[i])))",
        avg_loss="losses",
    ),
    _cross_entropy_loss(
        "sum over the samples instead of the classes",
        "Your sum runs over the samples of the batch. Ask which dimension of x holds the classes.",
        losses="-x_of_labels + torch.log(torch.sum(torch.exp(x), dim=0)[labels])",
    ),
    _cross_entropy_loss(
        "sum over the whole batch",
        "Your sum of exponentials mixes all the samples. Each sample has a sum of its own: look at "
        "the argument dim.",
        losses="-x_of_labels + torch.log(torch.sum(torch.exp(x)))",
    ),
    _cross_entropy_loss(
        "sign turned round",
        "Your loss falls when the network is wrong. Look at the signs of its two terms.",
        losses="x_of_labels - torch.log(torch.sum(torch.exp(x), dim=1))",
    ),
    _cross_entropy_loss(
        "logarithm and sum swapped",
        "The logarithm of a sum is not the sum of the logarithms. Look at the order of the two.",
        losses="-x_of_labels + torch.sum(torch.log(torch.exp(x)), dim=1)",
    ),
    _shuffle_and_split_data(
        "not shuffled",
        "Your data are still in their old order. Look at the indices that should shuffle them.",
        indices="torch.arange(N)",
    ),
    _shuffle_and_split_data(
        "labels in another order than the samples",
        "Your samples have lost their labels. Ask whether X and y are put into one and the same "
        "order.",
        y="y[torch.randperm(N)]",
    ),
    _shuffle_and_split_data(
        "labels left unshuffled",
        "You shuffled X but left y as it was. What happens to one must happen to the other.",
        y="y",
    ),
    _shuffle_and_split_data(
        "samples drawn with replacement",
        "Some of your samples appear twice and others never. You need an order of all samples, not "
        "a draw for each place.",
        indices="torch.randint(0, N, (N,))",
    ),
    _shuffle_and_split_data(
        "80 % for testing",
        "Your test data are the larger part. Ask which of the two parts needs more samples.",
        test_size="int(0.8 * N)",
    ),
    _shuffle_and_split_data(
        "training data returned first",
        "You return the right parts in the wrong order. Compare your last line with the docstring.",
        returned="X_train, y_train, X_test, y_test",
    ),
    _shuffle_and_split_data(
        "test size of the lesson's data set",
        "Your test size fits only the data set of the lesson. Compute it from the number of "
        "samples.",
        test_size="800",
    ),
    _shuffle_and_split_data(
        "seed fixed in place of the argument",
        "Every seed gives you the same split. Look at how the argument seed is used.",
        seed="torch.manual_seed(2021)",
    ),
)
