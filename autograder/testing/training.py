"""A student's training loop beside a plain one: the same start, the same data, the same end?

Model, optimizer and loss function are made in the student's process by our own code, so what the
student's loop did to them shows in parameters that it could not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from autograder.feedback import messages
from autograder.testing import expect
from autograder.testing.student import Student

RECORD = "autograder.sandbox.inside.helpers.record_passes"
TRAINING, VALIDATION = 9, 4  # samples


@dataclass(frozen=True)
class Setting:
    """What a training loop is handed.

    Attributes:
        hidden: Number of tanh units in the model's hidden layer; 0 for a linear model.
        optimizer: Name of a class in torch.optim.
        lr: Its learning rate.
        loss: Name of a class in torch.nn.
        device: Where model and data are.
    """

    hidden: int = 0
    optimizer: str = "SGD"
    lr: float = 0.02
    loss: str = "MSELoss"
    device: str = "cpu"


class TrainingRun:
    """One run of a student's training loop and of ours.

    Attributes:
        returned: What the student's loop returned.
        passes: Rows of each forward pass of the student's model, and whether with gradients.
    """

    def __init__(
        self, function: str, student: Student, n_epochs: int, setting: Setting = Setting()
    ) -> None:
        """Train two equal models on random data, one in the student's process and one here.

        Args:
            function: The name of the student's loop. It is called with the number of epochs, the
                optimizer, the model and the loss function, then with the inputs and the answers,
                each for training and for validation.
            student: The student.
            n_epochs: How long to train.
            setting: What to train, and by what.
        """
        ours = build_model(lambda name, *a: getattr(nn, name)(*a), setting.hidden)
        theirs = build_model(lambda name, *a: student.make(f"torch.nn.{name}", *a), setting.hidden)
        theirs.load_state_dict(ours.state_dict())
        for model in (ours, theirs):
            model.to(setting.device)
        parameters = student.make(theirs, method="parameters")
        optimizer = student.make(f"torch.optim.{setting.optimizer}", parameters, lr=setting.lr)
        loss_fn = student.make(f"torch.nn.{setting.loss}")
        passes = student.make(RECORD, theirs)

        data = random_data(setting.device)
        self._function = function
        self.returned = getattr(student, function)(n_epochs, optimizer, theirs, loss_fn, *data)
        seen = passes.copy()
        self.passes = [tuple(p) for p in seen if isinstance(p, list)] if type(seen) is list else []
        self._found = theirs.state_dict()
        self._losses = train(ours, setting, data, n_epochs)
        self._expected = ours.state_dict()

    def check_parameters(self, look: str) -> None:
        """The student's loop has made of its model what ours has made of the other."""
        what = "The trained model"
        found = named_tensors(self._found, self._expected, what)
        for name, expected in self._expected.items():
            expect.close(found[name], expected, what, rtol=1e-3, atol=1e-4, look=look)

    def check_losses(self, which: int, what: str, look: str) -> None:
        """One of the two lists that the student's loop returned, a number for each epoch."""
        losses = expect.sequence(self.returned, f"What {self._function} returns", 2)[which]
        if isinstance(losses, Tensor) and losses.dim() == 1:
            losses = losses.tolist()
        expected = self._losses[which]
        each = expect.sequence(losses, what, len(expected))
        found = torch.tensor([expect.number(loss, f"Each of {what.lower()}") for loss in each])
        expect.close(found, torch.tensor(expected), what, rtol=1e-3, look=look)


def named_tensors(value: object, names: Iterable[str], what: str) -> dict[str, Tensor]:
    """The tensors of these names in a dictionary such as `state_dict()`, with none missing."""
    if not isinstance(value, dict):
        raise AssertionError(messages.wrong_type(what, "a dict", expect.type_name(value)))
    for name in names:
        if name not in value:
            raise AssertionError(f"{what} lacks {name}.")
    return {name: expect.tensor(value[name], name, kind="floating", finite=False) for name in names}


def build_model(make: Callable[..., Any], hidden: int) -> Any:
    """A model with one input and one output, in the process in which `make` makes layers."""
    if not hidden:
        return make("Linear", 1, 1)
    return make("Sequential", make("Linear", 1, hidden), make("Tanh"), make("Linear", hidden, 1))


def random_data(device: str) -> list[Tensor]:
    """Inputs for training and for validation, then the answers to both."""
    inputs = [2 + 6 * torch.rand(n, 1, device=device) for n in (TRAINING, VALIDATION)]
    return [*inputs, *(5 * x - 15 + torch.randn_like(x) for x in inputs)]


def train(
    model: nn.Module, setting: Setting, data: list[Tensor], n_epochs: int
) -> tuple[list[float], list[float]]:
    """Train a model in place; the training and the validation loss before each step."""
    x_train, x_val, y_train, y_val = data
    optimizer = getattr(torch.optim, setting.optimizer)(model.parameters(), lr=setting.lr)
    loss_fn = getattr(nn, setting.loss)()
    train_losses, val_losses = [], []
    for _ in range(n_epochs):
        loss = loss_fn(model(x_train), y_train)
        with torch.no_grad():
            val_losses.append(loss_fn(model(x_val), y_val).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train_losses.append(loss.item())
    return train_losses, val_losses
