"""What students get wrong in the lesson on artificial neurons."""

from __future__ import annotations

from functools import partial

from autograder.notebooks import misconception

_neuron = partial(misconception, "neuron")
_split_train_val = partial(misconception, "split_train_val")
_prepare_data = partial(misconception, "prepare_data")
_mse_gradients = partial(misconception, "mse_gradients")
_training_loop = partial(misconception, "training_loop")
_named_mlp = partial(misconception, "named_mlp")

MISCONCEPTIONS = (
    _neuron(
        "no activation function",
        "Your neuron is a straight line. Look at what should happen to the sum at the end.",
        {"torch.tanh(weighted + b)": "weighted + b"},
    ),
    _neuron(
        "bias added after the activation",
        "Your outputs can be larger than 1, which no tanh can be. Look at the order in which the "
        "bias and the activation function come.",
        {"torch.tanh(weighted + b)": "torch.tanh(weighted) + b"},
    ),
    _neuron(
        "bias left out",
        "Your neuron takes no notice of its bias. Look at where b comes into the formula.",
        {"weighted + b": "weighted"},
    ),
    _neuron(
        "sigmoid instead of tanh",
        "Your outputs are never negative. Look at which activation function the formula has.",
        {"torch.tanh": "torch.sigmoid"},
    ),
    _neuron(
        "matrix multiplied number by number",
        "With a weight matrix you do not get one number for each row. Which kind of multiplication "
        "gives that?",
        {"w @ x": "w * x"},
    ),
    _neuron(
        "gradient cut off",
        "Your output is right, but the weight could not learn from it: on the way it stops being a "
        "tensor that knows where it came from.",
        {"tanh(weighted + b)": "tanh(weighted + b).detach().clone()"},
    ),
    _split_train_val(
        "negative slices, wrong for an empty validation part",
        "Your split goes wrong when there is nothing to validate with. Ask what your slices mean "
        "when n_val is 0.",
        {"[:n_train]": "[:-n_val]", "[n_train:]": "[-n_val:]"},
    ),
    _split_train_val(
        "one element instead of a slice",
        "One of your parts is a single number. Look for a colon that is missing in the square "
        "brackets.",
        {"[n_train:]": "[-n_val]"},
        {"[n_train:]": "[n_train]"},
    ),
    _split_train_val(
        "not shuffled",
        "Your samples are still in their old order. Look at the indices that should shuffle them.",
        {"torch.randperm": "torch.arange"},
    ),
    _split_train_val(
        "validation samples are training samples",
        "Your two parts share samples, or leave some out. Look at where the first slice ends and "
        "where the second one begins.",
        {"[n_train:]": "[:n_val]"},
    ),
    _split_train_val(
        "shares of training and validation swapped",
        "Your validation part holds the samples that are for training. Look at your slices, and at "
        "the order in which you return the two parts.",
        {"[:n_train]": "[:n_val]", "[n_train:]": "[n_val:]"},
    ),
    _split_train_val(
        "argument seed not used",
        "Your split is not decided by the argument seed. Look at what you seed with, and whether "
        "you do it before the order is drawn.",
        {"manual_seed(seed)": "manual_seed(4)"},
    ),
    _prepare_data(
        "validation readings taken with the training indices",
        "Your validation readings are those of training samples. Look at the indices in the square "
        "brackets.",
        {"t_u[val_indices]": "t_u[train_indices]"},
        {"t_u[val_indices]": "t_u[train_indices]", "t_c[val_indices]": "t_c[train_indices]"},
    ),
    _prepare_data(
        "validation answers taken with the training indices",
        "Your validation inputs and answers belong to different samples. Look at the indices of "
        "the answers.",
        {"t_c[val_indices]": "t_c[train_indices]"},
    ),
    _prepare_data(
        "inputs not scaled",
        "Your readings are still the raw ones. Which factor brings them closer to the response "
        "range?",
        {"0.1 * ": ""},
    ),
    _prepare_data(
        "validation readings not scaled",
        "Your readings are scaled for training, but not for validation. The model must meet both "
        "in the same unit.",
        {"0.1 * t_u[val_indices]": "t_u[val_indices]"},
    ),
    _prepare_data(
        "answers scaled too",
        "Your temperatures are no longer in °C. Only the inputs are scaled.",
        {"t_c[": "0.1 * t_c["},
    ),
    _prepare_data(
        "readings scaled in place",
        "Your function changes t_u itself, so that a second call would start from other readings. "
        "Look for the operation that does it.",
        {"t_un_train = 0.1 * t_u": "t_u *= 0.1\n    t_un_train = t_u", "0.1 * t_u[val": "t_u[val"},
    ),
    _prepare_data(
        "returned in another order",
        "You return the right tensors in another order than the docstring. Compare your last line.",
        {"return t_un_train, t_un_val, t_c_train": "return t_un_train, t_c_train, t_un_val"},
    ),
    _mse_gradients(
        "factor from the square left out",
        "Both of your gradients have the right sign, but are half as large as they should be. How "
        "does a square change with what is squared?",
        {"2 * (errors * x)": "(errors * x)", "2 * errors": "errors"},
    ),
    _mse_gradients(
        "added up in place of averaged",
        "Your gradients grow with the number of samples. Is the loss a sum over the samples, or a "
        "mean?",
        {"(errors * x).mean()": "(errors * x).sum()", "2 * errors.mean()": "2 * errors.sum()"},
    ),
    _mse_gradients(
        "error with the wrong sign",
        "Your gradients point the wrong way: a step against them would make the loss larger. Look "
        "at which of the two is taken from the other in your errors.",
        {"w * x + b - t": "t - (w * x + b)"},
    ),
    _mse_gradients(
        "input left out of the gradient for the weight",
        "Your two gradients are the same. What is the weight multiplied by, and the bias not?",
        {"(errors * x)": "errors"},
    ),
    _mse_gradients(
        "product of means in place of mean of products",
        "Your gradient for the weight takes two means and multiplies them. In which order does the "
        "formula multiply and average?",
        {"(errors * x).mean()": "errors.mean() * x.mean()"},
    ),
    _mse_gradients(
        "bias left out of the prediction",
        "Your gradients do not depend on the bias. Look at what the neuron predicts.",
        {"w * x + b - t": "w * x - t"},
    ),
    _mse_gradients(
        "gradients returned in the wrong order",
        "Both of your gradients are right, but you return them in the wrong order.",
        {"return grad_w, grad_b": "return grad_b, grad_w"},
    ),
    _training_loop(
        "global model instead of the argument",
        "Your loop never asks the model that it is handed. Look at the name that you call in each "
        "epoch: is it one of the arguments?",
        {"model(t_u": "linear_model(t_u"},
    ),
    _training_loop(
        "global data instead of the arguments",
        "Your loop uses the data of another cell, whatever it is handed. Look for names that are "
        "not arguments.",
        {"model(t_u_train)": "model(t_un_train)", "model(t_u_val)": "model(t_un_val)"},
    ),
    _training_loop(
        "loss function of its own",
        "Your loop always minimises the mean squared error. Use the loss function that it is "
        "handed.",
        {"loss_fn(t_p": "nn.MSELoss()(t_p"},
        {"loss_train.back": "nn.MSELoss()(t_p_train, t_c_train).back"},
    ),
    _training_loop(
        "one epoch too many",
        "Your loop takes one step too many. How often does range(n + 1) run?",
        {"range(n_epochs)": "range(n_epochs + 1)"},
    ),
    _training_loop(
        "one epoch too few",
        "Your loop takes one step too few. How often does range(1, n) run?",
        {"range(n_epochs)": "range(1, n_epochs)"},
    ),
    _training_loop(
        "gradients not cleared",
        "Your gradients add up from epoch to epoch. Which of the three lines of a step clears the "
        "old ones?",
        {"optimizer.zero_grad()": ""},
    ),
    _training_loop(
        "no step, or none with a gradient",
        "Your loop measures losses, but the model that it is handed never changes. Are all three "
        "lines of a step there, and does the last of them find gradients of this model?",
        {"optimizer.step()": ""},
    ),
    _training_loop(
        "learns from the validation data too",
        "Your model learns from the validation data, so they can no longer tell whether it has "
        "found the rule. Which loss is backward called on?",
        {
            "torch.no_grad()": "torch.enable_grad()",
            "loss_train.back": "(loss_train + loss_val).back",
        },
    ),
    _training_loop(
        "training and validation data mixed in one loss",
        "One of your losses compares predictions for the one part with true values of the other. "
        "What is the model called with, and what is the loss function?",
        {"t_p_val = model(t_u_val)": "t_p_val = model(t_u_train)"},
        {"(t_p_val, t_c_val)": "(t_p_val, t_c_train)"},
    ),
    _training_loop(
        "validation loss is the training loss",
        "Your two lists hold the same losses. Look at the inputs and the answers of the second "
        "one.",
        {"model(t_u_val)": "model(t_u_train)", "(t_p_val, t_c_val)": "(t_p_val, t_c_train)"},
        {"append(loss_val": "append(loss_train"},
    ),
    _training_loop(
        "lists returned in the wrong order",
        "You return the two lists in the wrong order. Compare your last line with the docstring.",
        {"return train_losses, val_losses": "return val_losses, train_losses"},
    ),
    _training_loop(
        "gradients prepared for the validation data",
        "Your loop computes the right losses, but prepares for gradients of the validation loss "
        "that nobody needs. Which line switches that off?",
        {"torch.no_grad()": "torch.enable_grad()"},
    ),
    _named_mlp(
        "no activation function between the layers",
        "Your network is a straight line, however many hidden neurons it has. Look at what should "
        "stand between its two linear layers.",
        {"nn.Tanh()": "nn.Identity()"},
        {'        ("hidden_activation", nn.Tanh()),\n': ""},
    ),
    _named_mlp(
        "ReLU instead of tanh",
        "Your hidden neurons have another activation function. Look at the formula of a neuron.",
        {"nn.Tanh()": "nn.ReLU()"},
    ),
    _named_mlp(
        "always eight hidden neurons",
        "Your network has the same size whatever it is asked for. Look at the argument n_hidden.",
        {"Linear(1, n_hidden)": "Linear(1, 8)", "Linear(n_hidden, 1)": "Linear(8, 1)"},
    ),
    _named_mlp(
        "other names",
        "Print your network: its layers are not called what the docstring asks for. Layers that "
        "nobody names are called 0, 1 and 2.",
        {"OrderedDict(layers)": "*(layer for _, layer in layers)"},
    ),
    _named_mlp(
        "activation after the output layer too",
        "Your temperatures cannot leave the range from -1 to 1. Look at what stands after the last "
        "linear layer.",
        {"Linear(n_hidden, 1)),": "Linear(n_hidden, 1)), ('output_activation', nn.Tanh()),"},
        {"nn.Linear(n_hidden, 1)": "nn.Sequential(nn.Linear(n_hidden, 1), nn.Tanh())"},
    ),
)
