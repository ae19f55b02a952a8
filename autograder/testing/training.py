"""Compares a student's training loop with our own loop: same start, same data, same result.

Our code creates the model, the optimizer and the loss function in the student's process. The
student's loop cannot know the parameters that it must produce, so it has to train the model.
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

TRAINING, VALIDATION = 9, 4  # samples


@dataclass(frozen=True)
class Setting:
    """The model, optimizer and loss function that a training loop gets.

    Attributes:
        hidden: Number of tanh units in the model's hidden layer; 0 for a linear model.
        optimizer: Name of a class in torch.optim.
        lr: Learning rate of the optimizer.
        loss: Name of a class in torch.nn.
        device: Device of the model and the data.
    """

    hidden: int = 0
    optimizer: str = "SGD"
    lr: float = 0.02
    loss: str = "MSELoss"
    device: str = "cpu"


class TrainingRun:
    """One run of a student's training loop, and one of our own.

    Attributes:
        returned: What the student's loop returned.
        epochs_more: 1 or -1 if the loop runs an epoch more or less than it is asked to, else 0.
        passes: For each forward pass of the student's model, its rows and whether with gradients.
    """

    def __init__(
        self,
        function: str,
        student: Student,
        n_epochs: int,
        setting: Setting = Setting(),
        *,
        strict: bool = False,
    ) -> None:
        """Train two equal models on random data, one in the student's process and one here.

        Args:
            function: The name of the student's loop. Its arguments are the number of epochs, the
                optimizer, the model, the loss function, the training and validation inputs, and
                the training and validation targets.
            student: The student.
            n_epochs: Number of epochs.
            setting: The model, optimizer and loss function.
            strict: Whether a loop may not run one epoch more or less than it is asked to. If it
                may, it is asked for one less or more, so that it still runs `n_epochs` of them.
        """
        self._function = function
        self._train(student, n_epochs, n_epochs, setting)
        if self.epochs_more and not strict:
            self._train(student, n_epochs - self.epochs_more, n_epochs, setting)

    def _train(self, student: Student, asked: int, n_epochs: int, setting: Setting) -> None:
        ours = build_model(lambda name, *a: getattr(nn, name)(*a), setting.hidden)
        theirs = build_model(lambda name, *a: student.make(f"torch.nn.{name}", *a), setting.hidden)
        theirs.load_state_dict(ours.state_dict())
        for model in (ours, theirs):
            model.to(setting.device)
        parameters = student.make(theirs, method="parameters")
        optimizer = student.make(f"torch.optim.{setting.optimizer}", parameters, lr=setting.lr)
        loss_fn = student.make(f"torch.nn.{setting.loss}")
        passes = student.record_passes(theirs)

        data = random_data(setting.device)
        run = getattr(student, self._function)
        self.returned = run(asked, optimizer, theirs, loss_fn, *data)
        found = passes.copy()
        rows = found if isinstance(found, list) else []
        self.passes = [tuple(row) for row in rows if isinstance(row, list)]
        self._found = theirs.state_dict()
        self._losses = train(ours, setting, data, n_epochs)
        self._expected = ours.state_dict()
        self.epochs_more = self._more_than(asked)

    def _more_than(self, asked: int) -> int:
        """An epoch predicts the training data once, and adds a loss to both lists."""
        more = self.passes.count((TRAINING, True)) - asked
        lists = self.returned if isinstance(self.returned, (list, tuple)) else ()
        lengths = [len(each) for each in lists if isinstance(each, list)]
        return more if abs(more) == 1 and lengths == [asked + more] * 2 else 0

    def check_parameters(self, look: str) -> None:
        """Check that both loops trained their model to the same parameters."""
        what = "The trained model"
        found = named_tensors(self._found, self._expected, what)
        for name, expected in self._expected.items():
            expect.close(found[name], expected, what, rtol=1e-3, atol=1e-4, look=look)

    def check_passes(self, n_epochs: int) -> None:
        """Check that only the training data are predicted with gradients switched on."""
        if (TRAINING, True) not in self.passes:
            raise AssertionError(
                "The model it was handed never predicted the training data with gradients switched "
                "on. Which model do you use, and what stands inside torch.no_grad()?"
            )
        if (VALIDATION, True) in self.passes:
            raise AssertionError(
                "PyTorch prepared for gradients of the validation predictions, which nobody needs. "
                "Look at what stands inside torch.no_grad()."
            )
        if self.passes.count((VALIDATION, False)) < n_epochs:
            raise AssertionError("The model was not asked about the validation data in each epoch.")

    def check_losses(self, which: int, what: str, look: str) -> None:
        """Check one of the two lists of losses that the student's loop returned."""
        losses = expect.sequence(self.returned, f"What {self._function} returns", 2)[which]
        if isinstance(losses, Tensor) and losses.dim() == 1:
            losses = losses.tolist()
        expected = self._losses[which]
        each = expect.sequence(losses, what, len(expected))
        found = torch.tensor([expect.number(loss, f"Each of {what.lower()}") for loss in each])
        expect.close(found, torch.tensor(expected), what, rtol=1e-3, look=look)


def named_tensors(value: object, names: Iterable[str], what: str) -> dict[str, Tensor]:
    """The tensors with these names in a dictionary such as `state_dict()`; none may be missing."""
    if not isinstance(value, dict):
        raise AssertionError(messages.wrong_type(what, "a dict", expect.type_name(value)))
    for name in names:
        if name not in value:
            raise AssertionError(f"{what} lacks {name}.")
    return {name: expect.tensor(value[name], name, kind="floating", finite=False) for name in names}


def build_model(make: Callable[..., Any], hidden: int) -> Any:
    """A model with one input and one output; `make` decides which process creates it."""
    if not hidden:
        return make("Linear", 1, 1)
    return make("Sequential", make("Linear", 1, hidden), make("Tanh"), make("Linear", hidden, 1))


def random_data(device: str) -> list[Tensor]:
    """Training and validation inputs, then the targets of both."""
    inputs = [2 + 6 * torch.rand(n, 1, device=device) for n in (TRAINING, VALIDATION)]
    return [*inputs, *(5 * x - 15 + torch.randn_like(x) for x in inputs)]


def train(
    model: nn.Module, setting: Setting, data: list[Tensor], n_epochs: int
) -> tuple[list[float], list[float]]:
    """Train a model in place; returns the training and validation losses before each step."""
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
