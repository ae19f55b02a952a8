"""Decides on which devices hidden tests run: on the CPU, and on a graphics card that works.

If CUDA does not work inside the sandbox, no student loses points for it. So a box with the card
first computes one small network, and tests use the card only if the numbers are right. This trial
runs in a process of its own, because the caller may fork later, and CUDA does not survive a fork.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from autograder import log
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading.options import sandbox_options
from autograder.notebooks import read_lesson
from autograder.sandbox import ONE_THREAD, Limits, gpu, search_path

TRYING_SECONDS = 120.0
NO_CARD = "this machine has no graphics card with NVIDIA's driver"
WAY_OUT = "use --device cpu, or auto, which leaves aside a card that does not work"


class Choice(NamedTuple):
    """The devices of tests that ask for one.

    Attributes:
        devices: The CPU first.
        said: A sentence for the terminal; empty if there is nothing to say.
    """

    devices: tuple[str, ...]
    said: str = ""


def choose_devices(course: Course, lesson: str, wanted: str, level: int | None = None) -> Choice:
    """The devices that a lesson's tests run on.

    Args:
        course: The course.
        lesson: The lesson's slug.
        wanted: `cpu`; `cuda` for the CPU and a card; `auto` for the card where it works.
        level: The isolation level; by default the strongest that the host supports.

    Raises:
        CourseError: A card was requested, but none works in the sandbox.
    """
    nodes = gpu.nodes()
    if wanted == "cpu" or (wanted == "auto" and not nodes):
        return Choice(("cpu",))
    problem = _problem_of(course, lesson, level) if nodes else NO_CARD
    if not problem:
        # CUDA must not start here before workers are forked.
        os.environ.update(gpu.variables())
        return Choice(("cpu", "cuda"), "devices: tests run on the CPU and on a graphics card")
    if wanted == "cuda":
        raise CourseError(f"Tests cannot run on a graphics card: {problem}; {WAY_OUT}.")
    return Choice(("cpu",), f"devices: tests run on the CPU alone ({problem})")


def _problem_of(course: Course, lesson: str, level: int | None) -> str:
    options = sandbox_options(course, read_lesson(course.source(lesson)), level)
    config = {"limits": asdict(course.limits), **options}
    return problem_of_card(json.dumps(config, default=str))


@cache
def problem_of_card(config: str) -> str:
    """Why a card does not work in a sandbox with this configuration (JSON); empty if it does."""
    variables = ONE_THREAD | gpu.variables() | {"PYTHONPATH": search_path()}
    try:
        tried = subprocess.run(
            [sys.executable, "-P", "-m", __name__],
            env=os.environ | variables,
            input=config,
            stdout=subprocess.PIPE,
            stderr=log.stderr(),
            text=True,
            timeout=TRYING_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"trying it took longer than {TRYING_SECONDS:g} seconds"
    answer = tried.stdout.strip()
    if tried.returncode or not answer:
        return "the process that tried it crashed"
    return "" if answer == "right" else answer


def attempt(config: Mapping[str, Any]) -> str:
    """Compute on the card, in a box and outside; returns "right", or what is wrong."""
    import torch

    from autograder.sandbox import Sandbox

    if not torch.cuda.is_available():
        return "PyTorch finds no card that it can use"
    gpu.start()
    limits = Limits(**config["limits"])
    paths = {name: [Path(path) for path in config[name]] for name in ("readable", "hidden")}
    options = {**config, **paths}
    del options["limits"]
    with (
        Sandbox(limits, **options) as sandbox,
        sandbox.open([], devices=gpu.nodes()) as box,
    ):
        return compare(box)


def compare(box: Any, device: str = "cuda") -> str:
    """Compare a layer in a box, on the device, with one on the CPU; "right", or what differs."""
    import torch

    from autograder.sandbox import seed_everything

    seed_everything(0)
    ours, x = torch.nn.Linear(4, 3), torch.randn(16, 4)
    theirs = box.make(box.make("torch.nn.Linear", 4, 3, seed=0), device, method="to")
    found = box.call(theirs, x.to(device)), box.gradient(theirs, x.to(device))
    wanted = ours(x).detach(), ours.weight.detach().sum(0).expand(16, 4)
    for value, expected in zip(found, wanted, strict=True):
        if value.device.type != device:
            return "what student code computes there comes back from elsewhere"
        if not torch.allclose(value.cpu(), expected, atol=1e-5):
            return "what student code computes there is not right"
    return "right"


if __name__ == "__main__":
    try:
        print(attempt(json.load(sys.stdin)))
    except Exception as error:
        print(f"{type(error).__name__}: {error}".rstrip("."))
