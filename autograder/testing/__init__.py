"""What a lesson's hidden tests and pictures may import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder._lazy import lazy

if TYPE_CHECKING:
    from autograder.testing import alike, expect, splits
    from autograder.testing.calls import recorded_calls, value_text
    from autograder.testing.local import as_local
    from autograder.testing.networks import (
        check_gradient,
        check_outputs,
        line_gradients,
        outputs_of,
        random_network,
    )
    from autograder.testing.observed import Observation, Observed, observations, recording
    from autograder.testing.pictures import figures
    from autograder.testing.pictures.figures import Picture
    from autograder.testing.student import Reference, Student
    from autograder.testing.training import (
        TRAINING,
        VALIDATION,
        Setting,
        TrainingRun,
        named_tensors,
    )

__all__ = [
    "TRAINING",
    "VALIDATION",
    "Observation",
    "Observed",
    "Picture",
    "Reference",
    "Setting",
    "Student",
    "TrainingRun",
    "alike",
    "as_local",
    "check_gradient",
    "check_outputs",
    "expect",
    "figures",
    "line_gradients",
    "named_tensors",
    "observations",
    "outputs_of",
    "random_network",
    "recorded_calls",
    "recording",
    "splits",
    "value_text",
]

__getattr__ = lazy(__name__)
