# ruff: noqa: F811
"""Right answers to `Net`, each of its own kind."""

from itertools import pairwise

import torch
import torch.nn as nn
import torch.nn.functional as F


# %% stub filled in
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super(Net, self).__init__()  # noqa: UP008
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i in range(len(hidden_unit_nums)):
            out_num = hidden_unit_nums[i]
            layer = nn.Linear(in_num, out_num, bias=True)
            in_num = out_num
            self.mlp.add_module("Linear_%d" % i, layer)  # noqa: UP031
            self.mlp.add_module("Activation_%d" % i, eval("nn.%s" % actv))  # noqa: UP031
        self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        x = x.view(-1, self.input_feature_num)
        return self.mlp(x)


# %% layers in a list, one after the other
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        sizes = [input_feature_num, *hidden_unit_nums, output_feature_num]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))  # noqa: B905, RUF007
        self.activation = eval("nn." + actv)

    def forward(self, x):
        x = x.reshape(x.shape[0], -1)
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


# %% output layer kept apart and registered first
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        last = hidden_unit_nums[-1] if len(hidden_unit_nums) > 0 else input_feature_num
        self.out = nn.Linear(last, output_feature_num)
        self.n = input_feature_num
        modules = []
        for width in hidden_unit_nums:
            modules += [nn.Linear(input_feature_num, width), eval(f"nn.{actv}")]
            input_feature_num = width
        self.hidden = nn.Sequential(*modules)

    def forward(self, x):
        return self.out(self.hidden(x.view(-1, self.n)))


# %% every layer called by hand
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(in_num, out_num))
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
            in_num = out_num
        self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        logits = x.view(-1, self.input_feature_num)
        for layer in self.mlp.children():
            logits = layer.forward(logits)
        return logits


# %% own weights and plain matrix products
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        sizes = [input_feature_num] + list(hidden_unit_nums) + [output_feature_num]  # noqa: RUF005
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for i in range(1, len(sizes)):
            scale = sizes[i - 1] ** -0.5
            self.weights.append(nn.Parameter((2 * torch.rand(sizes[i], sizes[i - 1]) - 1) * scale))
            self.biases.append(nn.Parameter(torch.zeros(sizes[i])))
        self.actv = eval("nn.{}".format(actv))  # noqa: UP032

    def forward(self, x):
        x = torch.flatten(x, 1)
        for i in range(len(self.weights)):
            x = F.linear(x, self.weights[i], self.biases[i])
            if i < len(self.weights) - 1:
                x = self.actv(x)
        return x


# %% a subclass of Sequential
class Net(nn.Sequential):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__(nn.Flatten())
        numbers = [input_feature_num, *hidden_unit_nums]
        for i in range(len(hidden_unit_nums)):
            self.add_module(f"hidden{i}", nn.Linear(numbers[i], numbers[i + 1]))
            self.add_module(f"activation{i}", eval("nn." + actv))
        self.add_module("output", nn.Linear(numbers[-1], output_feature_num))


# %% blocks of a layer and its activation, built by a helper
class Block(nn.Module):
    def __init__(self, size_in, size_out, actv):
        super().__init__()
        self.linear = nn.Linear(size_in, size_out)
        self.actv = eval(f"nn.{actv}")

    def forward(self, x):
        return self.actv(self.linear(x))


class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        nn.Module.__init__(self)
        self.input_feature_num = input_feature_num
        widths = [input_feature_num, *hidden_unit_nums]
        pairs = zip(widths[:-1], widths[1:], strict=True)  # noqa: RUF007
        self.mlp = nn.Sequential(*[Block(a, b, actv) for a, b in pairs])
        self.head = nn.Linear(widths[-1], output_feature_num)

    def forward(self, x):
        return self.head(self.mlp(x.reshape(-1, self.input_feature_num)))


# %% lazy layers, other first weights, debug prints
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        print("building", actv, hidden_unit_nums)
        layers = [nn.Flatten(start_dim=1)]
        for number in hidden_unit_nums:
            layers.append(nn.LazyLinear(number))
            layers.append(eval(f"nn.{actv}"))
        layers.append(nn.LazyLinear(output_feature_num))
        self.mlp = nn.Sequential(*layers)
        self.mlp(torch.zeros(1, input_feature_num))
        for parameter in self.mlp.parameters():
            if parameter.dim() > 1:
                nn.init.kaiming_normal_(parameter)

    def forward(self, x):
        print("forward", x.shape)
        return self.mlp(x)


# %% the same layers under two names
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.linears = []
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i in range(len(hidden_unit_nums)):
            layer = nn.Linear(in_num, hidden_unit_nums[i])
            in_num = hidden_unit_nums[i]
            self.mlp.add_module(f"Linear_{i}", layer)
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        self.out_layer = nn.Linear(in_num, output_feature_num)
        self.mlp.add_module("Output_Linear", self.out_layer)

    def forward(self, x):
        logits = self.mlp(x.view(-1, self.input_feature_num))
        return logits


# %% numbered attributes, activation made by exec
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        scope = {"nn": nn}
        exec(f"activation = nn.{actv}", scope)
        self.actv = scope["activation"]
        sizes = [input_feature_num, *hidden_unit_nums, output_feature_num]
        self.depth = len(sizes) - 1
        for i, (n_in, n_out) in enumerate(pairwise(sizes)):
            setattr(self, f"fc{i}", nn.Linear(n_in, n_out))

    def forward(self, x):
        x = torch.flatten(x, start_dim=1)
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x)
            x = self.actv(x) if i + 1 < self.depth else x
        return x
