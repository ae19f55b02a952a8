"""Mistakes that students made in `Net`, and words that they must be told."""

import torch.nn as nn


# %% every layer takes in the input -> what the second hidden layer takes in
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        for i in range(len(hidden_unit_nums)):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(input_feature_num, hidden_unit_nums[i]))
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        self.mlp.add_module("Output_Linear", nn.Linear(input_feature_num, output_feature_num))

    def forward(self, x):
        return self.mlp(x.view(-1, self.input_feature_num))


# %% forward returns the module, not its output -> What forward returns should be a tensor
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(in_num, out_num))
            in_num = out_num
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        x = x.view(-1, self.input_feature_num)
        logits = self.mlp
        return logits


# %% forward still raises -> finish the part it stands in
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(in_num, out_num))
            in_num = out_num
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        raise NotImplementedError("Exercise 2: complete forward")


# %% other parameters -> Net(actv, input_feature_num, hidden_unit_nums, output_feature_num)
class Net(nn.Module):
    def __init__(self, input_feature_num, hidden_unit_nums, output_feature_num, actv=None):
        super().__init__()
        self.input_feature_num = input_feature_num
        sizes = [input_feature_num, *hidden_unit_nums]
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:], strict=False):
            layers += [nn.Linear(n_in, n_out), actv or nn.ReLU()]
        self.mlp = nn.Sequential(*layers, nn.Linear(sizes[-1], output_feature_num))

    def forward(self, x):
        return self.mlp(x.view(-1, self.input_feature_num))


# %% the last hidden size, which an empty list does not have -> list index out of range
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(in_num, out_num))
            in_num = out_num
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        out_layer = nn.Linear(hidden_unit_nums[-1], output_feature_num)
        self.mlp.add_module("Output_Linear", out_layer)

    def forward(self, x):
        return self.mlp(x.view(-1, self.input_feature_num))


# %% another name -> defines `MLP`
class MLP(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.mlp = nn.Linear(input_feature_num, output_feature_num)

    def forward(self, x):
        return self.mlp(x)


# %% output layer inside the loop -> what comes once belongs after the loop
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            self.mlp.add_module(f"Linear_{i}", nn.Linear(in_num, out_num))
            in_num = out_num
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
            self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        return self.mlp(x.view(-1, self.input_feature_num))


# %% the layer that is added has another name than the one that was made -> `layer` is not defined
class Net(nn.Module):
    def __init__(self, actv, input_feature_num, hidden_unit_nums, output_feature_num):
        super().__init__()
        self.input_feature_num = input_feature_num
        self.mlp = nn.Sequential()
        in_num = input_feature_num
        for i, out_num in enumerate(hidden_unit_nums):
            linear = nn.Linear(in_num, out_num)
            in_num = out_num
            self.mlp.add_module(f"Linear_{i}", layer)
            self.mlp.add_module(f"Activation_{i}", eval(f"nn.{actv}"))
        self.mlp.add_module("Output_Linear", nn.Linear(in_num, output_feature_num))

    def forward(self, x):
        return self.mlp(x.view(-1, self.input_feature_num))
