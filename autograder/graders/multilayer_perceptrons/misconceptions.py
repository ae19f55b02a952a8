"""What students get wrong in the lesson on multilayer perceptrons."""

from __future__ import annotations

from functools import partial

from autograder.notebooks import misconception

_approximate_function = partial(misconception, "approximate_function")
_net = partial(misconception, "Net")
_cross_entropy_loss = partial(misconception, "cross_entropy_loss")
_shuffle_and_split_data = partial(misconception, "shuffle_and_split_data")

MISCONCEPTIONS = (
    _approximate_function(
        "bias without its sign",
        "Your ReLUs start to rise on the wrong side of zero. Put your bias into x + b and ask: at "
        "which x does this become positive?",
        {"b = -x_train": "b = x_train"},
    ),
    _approximate_function(
        "biases one training point too far right",
        "Your ReLUs start at the right ends of their pieces. Ask where piece 0 begins.",
        {"-x_train[:-1]": "-x_train[1:]"},
    ),
    _approximate_function(
        "biases evenly spaced, whatever the data",
        "Your ReLUs start at evenly spaced places. Training points may lie anywhere: take the "
        "places from them.",
        {"-x_train[:-1]": "-torch.linspace(x_train.min(), x_train.max(), n_relus + 1)[:-1]"},
    ),
    _approximate_function(
        "whole slopes as weights, as by a = b = c in place of a difference",
        "Your weights are whole slopes: nothing is taken away from them. Look at the lines that "
        "set the weight and prev_slope (a line such as `a = b = c` subtracts nothing), and ask how "
        "much slope there is already when ReLU i starts.",
        {"= slope - prev_slope": "= prev_slope = slope"},
    ),
    _approximate_function(
        "difference of slopes the wrong way round",
        "Your curve is upside down: a sign is turned. Check each difference, and each minus, on "
        "the way from the slope to y_hat.",
        {"= slope - prev_slope": "= prev_slope - slope"},
    ),
    _approximate_function(
        "previous slope set before the weight",
        "Your curve is zero everywhere. Follow one weight: is the slope right, what is prev_slope "
        "then, and is it subtracted (a line such as `a = b = c` subtracts nothing)?",
        {"= slope - prev_slope": "= slope - slope"},
    ),
    _approximate_function(
        "previous slope starts at 1",
        "Your curve is too low by a straight line that starts at the first training point. Before "
        "the first training point the slope is 0: look at what stands above the loop.",
        {"prev_slope = 0": "prev_slope = 1"},
    ),
    _approximate_function(
        "first piece left out",
        "The first ReLU has the weight 0, so that your curve is flat up to the second training "
        "point. Does your loop over the weights begin with the first piece?",
        {"for i in range(n_relus)": "for i in range(1, n_relus)"},
        {
            "for i in range(n_relus)": "for i in range(1, n_relus)",
            "prev_slope = 0": "prev_slope = 1",
        },
    ),
    _approximate_function(
        "always nine ReLUs",
        "Your function works for ten training points, and not for six. The number of ReLUs follows "
        "from x_train: how many pieces lie between its points?",
        {"x_train.shape[0] - 1": "9"},
        {"for i in range(n_relus)": "for i in range(9)"},
    ),
    _approximate_function(
        "slope without the distance of the points",
        "Your slopes are differences of y alone. Over which distance does y change?",
        {" / delta_x": ""},
    ),
    _approximate_function(
        "weights left out of the sum",
        "Your y_hat adds up the ReLUs as they are. Look at what each of them should be multiplied "
        "with.",
        {"combination_weights @ relu_acts": "relu_acts.sum(dim=0)"},
    ),
    _approximate_function(
        "sum over the points instead of over the ReLUs",
        "Your y_hat has no value for each point of x. Ask which dimension of relu_acts holds the "
        "ReLUs and which the points: only one of the two is summed over.",
        {"combination_weights @ relu_acts": "(combination_weights @ relu_acts).sum()"},
        {"combination_weights @ relu_acts": "combination_weights * relu_acts.sum(dim=1)"},
    ),
    _approximate_function(
        "the true sine instead of its approximation",
        "Your y_hat is a sine, whatever the training values are. Build it from the ReLUs.",
        {"combination_weights @ relu_acts": "torch.sin(x)"},
    ),
    _net(
        "no activation",
        "Your network is one linear map, however many layers it has. Look at what the loop adds "
        "after each linear layer.",
        {'eval(f"nn.{actv}")': "nn.Identity()"},
    ),
    _net(
        "activation after the output layer too",
        "Your outputs went through an activation function. Logits may be any number: look at what "
        "comes after the output layer.",
        {"self.mlp(x)": "self.mlp[1](self.mlp(x)) if len(self.mlp) > 1 else self.mlp(x)"},
    ),
    _net(
        "activation fixed to ReLU",
        "Your network uses ReLU whatever it is asked for. Look at the argument actv.",
        {'eval(f"nn.{actv}")': "nn.ReLU()"},
    ),
    _net(
        "softmax inside the network",
        "Your outputs are probabilities. A network puts out logits: the softmax belongs to the "
        "loss.",
        {"self.mlp(x)": "torch.softmax(self.mlp(x), dim=1)"},
    ),
    _net(
        "last layer missing",
        "Your batch skips the output layer. Send it through all the layers.",
        {"self.mlp(x)": "self.mlp[:-1](x)"},
    ),
    _net(
        "no output layer",
        "Your network ends with its last hidden layer. Which layer gives one number per class?",
        {'self.mlp.add_module("Output_Linear", out_layer)': "pass"},
    ),
    _net(
        "output layer inside the loop",
        "Your batch meets the output layer before it has gone through all hidden layers. Print "
        "your network: what comes once belongs after the loop.",
        {
            'self.mlp.add_module(f"Activation_{i}", actv_layer)': (
                'self.mlp.add_module(f"Activation_{i}", actv_layer)\n'
                '            self.mlp.add_module("Output_Linear", '
                "nn.Linear(in_num, output_feature_num))"
            ),
            'self.mlp.add_module("Output_Linear", out_layer)': "pass",
        },
    ),
    _net(
        "every layer takes in the input",
        "Each of your layers expects as many numbers as the network's input has. Ask what the "
        "second hidden layer takes in.",
        {"in_num = out_num": "pass"},
        {"Linear(in_num, out_num)": "Linear(input_feature_num, out_num)"},
    ),
    _net(
        "layers without bias",
        "Your hidden layers have no bias. Each unit adds one to its weighted sum.",
        {"in_num, out_num": "in_num, out_num, bias=False"},
        {
            "in_num, out_num": "in_num, out_num, bias=False",
            "in_num, output_feature_num": "in_num, output_feature_num, bias=False",
        },
    ),
    _net(
        "no gradient through forward",
        "Your network computes the right outputs but cannot learn: something in forward cuts the "
        "outputs off from the parameters.",
        {"self.mlp(x)": "self.mlp(x).detach()"},
    ),
    _cross_entropy_loss(
        "sum instead of mean",
        "Your loss grows with the size of the batch. Look at how the losses become one number.",
        {"losses.mean()": "losses.sum()"},
    ),
    _cross_entropy_loss(
        "mean left out",
        "You return a loss for every sample. The function must return their average.",
        {"losses.mean()": "losses"},
    ),
    _cross_entropy_loss(
        "loop variable used after the loop",
        "After a loop its variable still holds the last value: all your samples get a term that "
        "belongs to the last one. Use what the loop has collected for each of them.",
        {"-x_of_labels": "-x[:, label]"},
        {"-x_of_labels": "-x_of_labels[i]"},
    ),
    _cross_entropy_loss(
        "loss of the last sample only",
        "Your loss is that of the last sample. After a loop its variables keep their last value.",
        {"-x_of_labels": "-x[i, label]", "exp(x).sum(dim=1)": "exp(x[i]).sum()"},
    ),
    _cross_entropy_loss(
        "softmax over the wrong dimension",
        "Your sum runs over the samples of the batch. Ask which dimension of x holds the classes.",
        {"dim=1": "dim=0"},
        {"exp(x).sum(dim=1)": "exp(x).sum(dim=0)[labels]"},
    ),
    _cross_entropy_loss(
        "sum over the whole batch",
        "Your sum of exponentials mixes all the samples. Each sample has a sum of its own: look at "
        "the argument dim.",
        {"sum(dim=1)": "sum()"},
    ),
    _cross_entropy_loss(
        "sign turned round",
        "Your loss falls when the network is wrong. Look at the signs of its two terms.",
        {"-x_of_labels + torch": "x_of_labels - torch"},
    ),
    _cross_entropy_loss(
        "logarithm and sum swapped",
        "The logarithm of a sum is not the sum of the logarithms. Look at the order of the two.",
        {"torch.log(torch.exp(x).sum(dim=1))": "torch.log(torch.exp(x)).sum(dim=1)"},
    ),
    _cross_entropy_loss(
        "logarithm left out",
        "Your loss adds the sum of the exponentials as it is. Compare its second term with the "
        "formula.",
        {"torch.log(torch.exp(x).sum(dim=1))": "torch.exp(x).sum(dim=1)"},
    ),
    _shuffle_and_split_data(
        "not shuffled",
        "Your data are still in their old order. Look at the indices that should shuffle them.",
        {"torch.randperm": "torch.arange"},
        {
            "torch.randperm": "torch.arange",
            "[:test_size]": "[-test_size:]",
            "[test_size:]": "[:-test_size]",
        },
    ),
    _shuffle_and_split_data(
        "unpaired labels",
        "Your samples have lost their labels. Ask whether X and y are put into one and the same "
        "order.",
        {"y[shuffled_indices]": "y[torch.randperm(N)]"},
    ),
    _shuffle_and_split_data(
        "labels left unshuffled",
        "You shuffled X but left y as it was. What happens to one must happen to the other.",
        {"y[shuffled_indices]": "y"},
    ),
    _shuffle_and_split_data(
        "samples drawn with replacement",
        "Some of your samples appear twice and others never. You need an order of all samples, not "
        "a draw for each place.",
        {"torch.randperm(N)": "torch.randint(0, N, (N,))"},
    ),
    _shuffle_and_split_data(
        "test and training data share samples",
        "Your two parts share samples, or leave some out. Look at where the test data end and "
        "where the training data begin.",
        {"X[test_size:]": "X[: N - test_size]", "y[test_size:]": "y[: N - test_size]"},
    ),
    _shuffle_and_split_data(
        "80/20 swapped",
        "Your test data are the larger part. Look at test_size, and compare your last line with "
        "the docstring.",
        {"int(0.2 * N)": "int(0.8 * N)"},
    ),
    _shuffle_and_split_data(
        "test size of the lesson's data set",
        "All of these data became test data. A number that fits the data of the lesson fits no "
        "other: compute it from the number of samples.",
        {"int(0.2 * N)": "800"},
    ),
    _shuffle_and_split_data(
        "as many samples as there are columns",
        "Your parts hold only as many samples as X has columns. Which dim of X counts the samples?",
        {"X.shape[0]": "X.shape[1]"},
    ),
    _shuffle_and_split_data(
        "argument seed not used",
        "Your order is not decided by the argument seed. Look at what you seed with, and whether "
        "you do it before the order is drawn.",
        {"manual_seed(seed)": "manual_seed(2021)"},
    ),
)
