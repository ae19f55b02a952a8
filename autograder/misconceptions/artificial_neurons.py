"""What students get wrong in the lesson on artificial neurons.

Most mistakes sit in one blank, so an answer is written as a template with its blanks filled, right
unless said otherwise.
"""

from __future__ import annotations

from functools import partial

from autograder.misconceptions import Misconception


def _wrong(exercise: str, template: str, name: str, hint: str, **blanks: str) -> Misconception:
    return Misconception(exercise, name, hint, template.format(**blanks).lstrip())


_neuron = partial(
    _wrong,
    "neuron",
    """
def neuron(x, w, b):
    is_matrix = w.dim() == 2
    weighted = {weighted}
    o = {o}
    return o
""",
    weighted="w @ x if is_matrix else w * x",
    o="torch.tanh(weighted + b)",
)

_split_train_val = partial(
    _wrong,
    "split_train_val",
    """
def split_train_val(n_samples, val_fraction, seed):
    torch.manual_seed({seed})
    n_val = int(val_fraction * n_samples)
    n_train = n_samples - n_val
    shuffled_indices = {indices}
    train_indices = {train}
    val_indices = {val}
    return train_indices, val_indices
""",
    seed="seed",
    indices="torch.randperm(n_samples)",
    train="shuffled_indices[:n_train]",
    val="shuffled_indices[n_train:]",
)

_prepare_data = partial(
    _wrong,
    "prepare_data",
    """
def prepare_data(t_u, t_c, train_indices, val_indices):
    t_u = {scaled}
    t_un_train = t_u[train_indices]
    t_un_val = {t_un_val}
    t_c_train = {t_c_train}
    t_c_val = {t_c_val}
    return t_un_train, t_un_val, t_c_train, t_c_val
""",
    scaled="0.1 * t_u",
    t_un_val="t_u[val_indices]",
    t_c_train="t_c[train_indices]",
    t_c_val="t_c[val_indices]",
)

_training_loop = partial(
    _wrong,
    "training_loop",
    """
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val,
                  t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range({epochs}):
        t_p_train = {train}
        loss_train = {loss_fn}(t_p_train, t_c_train)
        with {no_grad}:
            t_p_val = {val}
            loss_val = {loss_fn}(t_p_val, t_c_val)
        {clear}
        {backward}
        {step}
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
    return train_losses, val_losses
""",
    epochs="n_epochs",
    train="model(t_u_train)",
    loss_fn="loss_fn",
    no_grad="torch.no_grad()",
    val="model(t_u_val)",
    clear="optimizer.zero_grad()",
    backward="loss_train.backward()",
    step="optimizer.step()",
)

_named_mlp = partial(
    _wrong,
    "named_mlp",
    """
def named_mlp(n_hidden):
    layers = [
        ('{hidden_name}', nn.Linear(1, {hidden})),
        ('hidden_activation', {activation}),
        ('output_linear', {output}),
    ]
    return nn.Sequential({layers})
""",
    hidden_name="hidden_linear",
    hidden="n_hidden",
    activation="nn.Tanh()",
    output="nn.Linear(n_hidden, 1)",
    layers="OrderedDict(layers)",
)

MISCONCEPTIONS = (
    _neuron(
        "no activation function",
        "Your neuron is a straight line. Look at what should happen to the sum at the end.",
        o="weighted + b",
    ),
    _neuron(
        "bias added after the activation",
        "Your outputs can be larger than 1, which no tanh can be. Look at the order in which the "
        "bias and the activation function come.",
        o="torch.tanh(weighted) + b",
    ),
    _neuron(
        "sigmoid instead of tanh",
        "Your outputs are never negative. Look at which activation function the formula has.",
        o="torch.sigmoid(weighted + b)",
    ),
    _neuron(
        "matrix multiplied number by number",
        "With a weight matrix you do not get one number for each row. Which kind of multiplication "
        "gives that?",
        weighted="w * x",
    ),
    _neuron(
        "gradient cut off",
        "Your output is right, but nothing could be learnt from it: on the way it stops being a "
        "tensor that knows where it came from.",
        o="torch.tanh(weighted + b).detach().clone()",
    ),
    _split_train_val(
        "negative slices, wrong for an empty validation part",
        "Your split goes wrong when there is nothing to validate with. Ask what your slices mean "
        "when n_val is 0.",
        train="shuffled_indices[:-n_val]",
        val="shuffled_indices[-n_val:]",
    ),
    _split_train_val(
        "one element instead of a slice",
        "Your validation part is a single number. Look for a colon that is missing in the square "
        "brackets.",
        val="shuffled_indices[-n_val]",
    ),
    _split_train_val(
        "not shuffled",
        "Your samples are still in their old order. Look at the indices that should shuffle them.",
        indices="torch.arange(n_samples)",
    ),
    _split_train_val(
        "validation samples are training samples",
        "Your two parts share samples. Look at where the first slice ends and where the second one "
        "begins.",
        val="shuffled_indices[:n_val]",
    ),
    _split_train_val(
        "seed fixed in place of the argument",
        "Every seed gives you the same split. Look at how the argument seed is used.",
        seed="4",
    ),
    _prepare_data(
        "validation rows taken with the training indices",
        "Your validation data are training data. Look at the indices in the square brackets.",
        t_un_val="t_u[train_indices]",
        t_c_val="t_c[train_indices]",
    ),
    _prepare_data(
        "validation answers taken with the training indices",
        "Your validation inputs and answers belong to different samples. Look at the indices of "
        "the answers.",
        t_c_val="t_c[train_indices]",
    ),
    _prepare_data(
        "inputs not scaled",
        "Your readings are still the raw ones. Which factor brings them closer to the response "
        "range?",
        scaled="t_u",
    ),
    _prepare_data(
        "answers scaled too",
        "Your temperatures are no longer in °C. Only the inputs are scaled.",
        t_c_train="0.1 * t_c[train_indices]",
        t_c_val="0.1 * t_c[val_indices]",
    ),
    _prepare_data(
        "readings scaled in place",
        "Called twice, your function would scale the readings twice. Look for the operation that "
        "changes t_u itself.",
        scaled="t_u.mul_(0.1)",
    ),
    _training_loop(
        "global model instead of the argument",
        "Your loop trains the model of another cell, whatever it is handed. Look for names that "
        "are not arguments.",
        train="linear_model(t_u_train)",
        val="linear_model(t_u_val)",
    ),
    _training_loop(
        "global data instead of the arguments",
        "Your loop uses the data of another cell, whatever it is handed. Look for names that are "
        "not arguments.",
        train="model(t_un_train)",
        val="model(t_un_val)",
    ),
    _training_loop(
        "loss function of its own",
        "Your loop always minimises the same loss. Use the loss function that it is handed.",
        loss_fn="nn.MSELoss()",
    ),
    _training_loop(
        "update by hand instead of the optimizer",
        "Your loop changes the parameters itself, by a rule of its own. Leave that to the "
        "optimizer.",
        step="[p.data.sub_(0.02 * p.grad) for p in model.parameters()]",
    ),
    _training_loop(
        "one epoch too many",
        "Your loop takes one step too many. How often does range(n + 1) run?",
        epochs="n_epochs + 1",
    ),
    _training_loop(
        "gradients not cleared",
        "Your gradients add up from epoch to epoch. Which of the three lines of a step clears the "
        "old ones?",
        clear="pass",
    ),
    _training_loop(
        "gradients cleared between backward and step",
        "Your model never changes: when the step comes, there is no gradient left. Look at the "
        "order of the three lines.",
        clear="loss_train.backward()",
        backward="optimizer.zero_grad()",
    ),
    _training_loop(
        "learns from the validation data too",
        "Your model learns from the validation data, so they can no longer tell whether it has "
        "found the rule. Which loss is backward called on?",
        no_grad="torch.enable_grad()",
        backward="(loss_train + loss_val).backward()",
    ),
    _training_loop(
        "validation inputs are training inputs",
        "Your validation predictions are made for training inputs. What is the model called with?",
        val="model(t_u_train)[:len(t_u_val)]",
    ),
    _training_loop(
        "gradients prepared for the validation data",
        "Your loop computes the right losses, but prepares for gradients of the validation loss "
        "that nobody needs. Which line switches that off?",
        no_grad="torch.enable_grad()",
    ),
    _named_mlp(
        "no activation function between the layers",
        "Your network is a straight line, however many hidden neurons it has. Look at what should "
        "stand between its two linear layers.",
        activation="nn.Identity()",
    ),
    _named_mlp(
        "ReLU instead of tanh",
        "Your hidden neurons have another activation function. Look at the formula of a neuron.",
        activation="nn.ReLU()",
    ),
    _named_mlp(
        "always eight hidden neurons",
        "Your network has the same size whatever it is asked for. Look at the argument n_hidden.",
        hidden="8",
        output="nn.Linear(8, 1)",
    ),
    _named_mlp(
        "layers without names",
        "Your layers are called 0, 1 and 2. How does nn.Sequential get to know their names?",
        layers="*[layer for _, layer in layers]",
    ),
    _named_mlp(
        "a name of its own",
        "One of your layers has another name than the docstring asks for.",
        hidden_name="hidden_layer",
    ),
    _named_mlp(
        "activation after the output layer too",
        "Your temperatures cannot leave the range from -1 to 1. Look at what stands after the last "
        "linear layer.",
        output="nn.Sequential(nn.Linear(n_hidden, 1), nn.Tanh())",
    ),
)
