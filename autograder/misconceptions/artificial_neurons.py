"""What students get wrong in the lesson on artificial neurons.

Most mistakes sit in one blank, so an answer is written as the stub with its blanks filled.
"""

from __future__ import annotations

from autograder.misconceptions import Misconception


def _neuron(
    name: str, hint: str, weighted: str = "w @ x if is_matrix else w * x",
    o: str = "torch.tanh(weighted + b)",
) -> Misconception:
    code = f"""
def neuron(x, w, b):
    is_matrix = w.dim() == 2
    weighted = {weighted}
    o = {o}
    return o
"""
    return Misconception("neuron", name, hint, code.lstrip())


def _split_train_val(
    name: str,
    hint: str,
    n_val: str = "int(val_fraction * n_samples)",
    indices: str = "torch.randperm(n_samples)",
    train: str = "shuffled_indices[:n_train]",
    val: str = "shuffled_indices[n_train:]",
    returned: str = "train_indices, val_indices",
    seed: str = "torch.manual_seed(seed)",
) -> Misconception:
    code = f"""
def split_train_val(n_samples, val_fraction, seed):
    {seed}
    n_val = {n_val}
    n_train = n_samples - n_val
    shuffled_indices = {indices}
    train_indices = {train}
    val_indices = {val}
    return {returned}
"""
    return Misconception("split_train_val", name, hint, code.lstrip())


def _prepare_data(
    name: str,
    hint: str,
    before: str = "pass",
    t_un_train: str = "0.1 * t_u[train_indices]",
    t_un_val: str = "0.1 * t_u[val_indices]",
    t_c_train: str = "t_c[train_indices]",
    t_c_val: str = "t_c[val_indices]",
    returned: str = "t_un_train, t_un_val, t_c_train, t_c_val",
) -> Misconception:
    code = f"""
def prepare_data(t_u, t_c, train_indices, val_indices):
    {before}
    t_un_train = {t_un_train}
    t_un_val = {t_un_val}
    t_c_train = {t_c_train}
    t_c_val = {t_c_val}
    return {returned}
"""
    return Misconception("prepare_data", name, hint, code.lstrip())


def _training_loop(
    name: str,
    hint: str,
    epochs: str = "n_epochs",
    train: str = "model(t_u_train)",
    loss_train: str = "loss_fn(t_p_train, t_c_train)",
    no_grad: str = "torch.no_grad()",
    val: str = "model(t_u_val)",
    loss_val: str = "loss_fn(t_p_val, t_c_val)",
    clear: str = "optimizer.zero_grad()",
    backward: str = "loss_train.backward()",
    step: str = "optimizer.step()",
    returned: str = "train_losses, val_losses",
) -> Misconception:
    code = f"""
def training_loop(n_epochs, optimizer, model, loss_fn, t_u_train, t_u_val,
                  t_c_train, t_c_val):
    train_losses, val_losses = [], []
    for epoch in range({epochs}):
        t_p_train = {train}
        loss_train = {loss_train}
        with {no_grad}:
            t_p_val = {val}
            loss_val = {loss_val}
        {clear}
        {backward}
        {step}
        train_losses.append(loss_train.item())
        val_losses.append(loss_val.item())
        if epoch % 1000 == 0:
            print(f"epoch {{epoch}}: training loss {{train_losses[-1]}}, {{val_losses[-1]}}")
    return {returned}
"""
    return Misconception("training_loop", name, hint, code.lstrip())


def _named_mlp(
    name: str,
    hint: str,
    hidden: str = "('hidden_linear', nn.Linear(1, n_hidden))",
    activation: str = "('hidden_activation', nn.Tanh())",
    output: str = "('output_linear', nn.Linear(n_hidden, 1))",
    model: str = "nn.Sequential(OrderedDict(layers))",
) -> Misconception:
    code = f"""
def named_mlp(n_hidden):
    layers = [
        {hidden},
        {activation},
        {output},
    ]
    model = {model}
    return model
"""
    return Misconception("named_mlp", name, hint, code.lstrip())


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
        "bias left out",
        "Your neuron always puts out 0 for the input 0. Which of the three arguments is not used?",
        o="torch.tanh(weighted)",
    ),
    _neuron(
        "matrix multiplied number by number",
        "With a weight matrix you get a matrix of outputs. Ask which kind of multiplication gives "
        "one number for each row.",
        weighted="w * x",
    ),
    _neuron(
        "matrix product for a single number too",
        "A weight that is a number cannot be multiplied like a matrix. Look at what is_matrix is "
        "for.",
        weighted="w @ x",
    ),
    _neuron(
        "matrix taken by its columns",
        "Your layer expects as many inputs as there are neurons. Ask whether a neuron is a row or "
        "a column of the matrix.",
        weighted="w.T @ x if is_matrix else w * x",
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
        "validation part of one sample",
        "Your validation part always holds a single sample. Look at what its slice leaves out.",
        val="shuffled_indices[-1:]",
    ),
    _split_train_val(
        "not shuffled",
        "Your samples are still in their old order. Look at the indices that should shuffle them.",
        indices="torch.arange(n_samples)",
    ),
    _split_train_val(
        "drawn with replacement",
        "Some of your samples appear twice and others never. You need an order of all the samples, "
        "not a draw for each place.",
        indices="torch.randint(0, n_samples, (n_samples,))",
    ),
    _split_train_val(
        "validation samples are training samples",
        "Your two parts share samples. Look at where the first slice ends and where the second one "
        "begins.",
        val="shuffled_indices[:n_val]",
    ),
    _split_train_val(
        "parts drawn independently",
        "Your parts come from two different orders, so some samples are in both. Both slices must "
        "be taken from one order.",
        val="torch.randperm(n_samples)[n_train:]",
    ),
    _split_train_val(
        "share for training instead of validation",
        "Your two parts have changed places: val_fraction is the share that is set aside.",
        n_val="n_samples - int(val_fraction * n_samples)",
    ),
    _split_train_val(
        "size of the lesson's validation part",
        "Your validation part has the same size for any data. Compute it from the arguments.",
        n_val="2",
    ),
    _split_train_val(
        "returned the other way round",
        "You return the right parts in the wrong order. Compare your last line with the docstring.",
        returned="val_indices, train_indices",
    ),
    _split_train_val(
        "seed fixed in place of the argument",
        "Every seed gives you the same split. Look at how the argument seed is used.",
        seed="torch.manual_seed(4)",
    ),
    _prepare_data(
        "validation rows taken with the training indices",
        "Your validation data are training data. Look at the indices in the square brackets.",
        t_un_val="0.1 * t_u[train_indices]",
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
        "Your readings are still the raw ones. Which factor brings them into the response range?",
        t_un_train="t_u[train_indices]",
        t_un_val="t_u[val_indices]",
    ),
    _prepare_data(
        "validation inputs not scaled",
        "Your model would be asked in other units than it was taught in. What you do to the "
        "training inputs must be done to the validation inputs.",
        t_un_val="t_u[val_indices]",
    ),
    _prepare_data(
        "answers scaled too",
        "Your temperatures are no longer in °C. Only the inputs are scaled.",
        t_c_train="0.1 * t_c[train_indices]",
        t_c_val="0.1 * t_c[val_indices]",
    ),
    _prepare_data(
        "divided by 0.1",
        "Your readings became larger, not smaller. Look at what you do with the factor.",
        t_un_train="t_u[train_indices] / 0.1",
        t_un_val="t_u[val_indices] / 0.1",
    ),
    _prepare_data(
        "readings scaled in place",
        "Called twice, your function would scale the readings twice. Look for the operation that "
        "changes t_u itself.",
        before="t_u *= 0.1",
        t_un_train="t_u[train_indices]",
        t_un_val="t_u[val_indices]",
    ),
    _prepare_data(
        "inputs and answers swapped",
        "Your inputs are made from the answers. Which of t_u and t_c does the model read?",
        t_un_train="0.1 * t_c[train_indices]",
        t_un_val="0.1 * t_c[val_indices]",
        t_c_train="t_u[train_indices]",
        t_c_val="t_u[val_indices]",
    ),
    _prepare_data(
        "returned in another order",
        "You return the right four tensors in another order than the docstring has.",
        returned="t_un_train, t_c_train, t_un_val, t_c_val",
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
        loss_train="nn.MSELoss()(t_p_train, t_c_train)",
        loss_val="nn.MSELoss()(t_p_val, t_c_val)",
    ),
    _training_loop(
        "update by hand instead of the optimizer",
        "Your loop changes the parameters itself, with a rule of its own. Leave that to the "
        "optimizer.",
        step="[p.data.sub_(0.02 * p.grad) for p in model.parameters()]",
    ),
    _training_loop(
        "one epoch too many",
        "Your loop takes one step too many. How often does range(n + 1) run?",
        epochs="n_epochs + 1",
    ),
    _training_loop(
        "one epoch too few",
        "Your loop takes one step too few. How often does range(1, n) run?",
        epochs="1, n_epochs",
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
        "step left out",
        "Your gradients are computed, but nobody uses them. What moves the parameters?",
        step="pass",
    ),
    _training_loop(
        "learns from the validation data too",
        "Your model learns from the validation data, so they can no longer tell whether it has "
        "found the rule. Which loss is backward called on?",
        no_grad="torch.enable_grad()",
        backward="(loss_train + loss_val).backward()",
    ),
    _training_loop(
        "learns from the validation data only",
        "Your model learns from the validation data. Which loss is backward called on?",
        no_grad="torch.enable_grad()",
        backward="loss_val.backward()",
    ),
    _training_loop(
        "validation inputs are the training inputs",
        "Your validation predictions are made for the training inputs. Look at what the model is "
        "called with.",
        val="model(t_u_train)[:len(t_u_val)]",
    ),
    _training_loop(
        "validation loss of the training data",
        "Your validation loss is the training loss once more. Look at the names of its arguments.",
        val="model(t_u_train)",
        loss_val="loss_fn(t_p_val, t_c_train)",
    ),
    _training_loop(
        "gradients prepared for the validation data",
        "Your loop computes the right losses, but prepares for gradients of the validation loss "
        "that nobody needs. Which line switches that off?",
        no_grad="torch.enable_grad()",
    ),
    _training_loop(
        "losses of the last epoch only",
        "You return the losses of the last epoch. Return those of all the epochs.",
        returned="train_losses[-1], val_losses[-1]",
    ),
    _training_loop(
        "nothing returned",
        "Your loop trains well but returns nothing. Compare its last line with the docstring.",
        returned="None",
    ),
    _named_mlp(
        "no activation function between the layers",
        "Your network is a straight line, however many hidden neurons it has. Look at what should "
        "stand between its two linear layers.",
        activation="('hidden_activation', nn.Identity())",
    ),
    _named_mlp(
        "ReLU instead of tanh",
        "Your hidden neurons have another activation function. Look at the formula of a neuron.",
        activation="('hidden_activation', nn.ReLU())",
    ),
    _named_mlp(
        "always eight hidden neurons",
        "Your network has the same size whatever it is asked for. Look at the argument n_hidden.",
        hidden="('hidden_linear', nn.Linear(1, 8))",
        output="('output_linear', nn.Linear(8, 1))",
    ),
    _named_mlp(
        "layers without names",
        "Your layers are called 0, 1 and 2. How does nn.Sequential get to know their names?",
        model="nn.Sequential(*[layer for _, layer in layers])",
    ),
    _named_mlp(
        "names of its own",
        "Your layers have names, but not those that the docstring asks for.",
        hidden="('hidden', nn.Linear(1, n_hidden))",
        activation="('activation', nn.Tanh())",
        output="('output', nn.Linear(n_hidden, 1))",
    ),
    _named_mlp(
        "layers without bias",
        "Your layers have no bias. Each neuron adds one to its weighted sum.",
        hidden="('hidden_linear', nn.Linear(1, n_hidden, bias=False))",
        output="('output_linear', nn.Linear(n_hidden, 1, bias=False))",
    ),
    _named_mlp(
        "inputs and outputs swapped",
        "Your first layer expects many inputs where there is one. Look at the order of the two "
        "numbers of nn.Linear.",
        hidden="('hidden_linear', nn.Linear(n_hidden, 1))",
        output="('output_linear', nn.Linear(1, n_hidden))",
    ),
    _named_mlp(
        "activation after the output layer",
        "Your temperatures cannot leave the range from -1 to 1. Look at where the activation "
        "function stands.",
        activation="('output_linear', nn.Linear(n_hidden, 1))",
        output="('hidden_activation', nn.Tanh())",
    ),
)
