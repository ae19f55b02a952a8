"""Classes of submissions for the benchmarks, and small courses for them."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from autograder.sandbox.processes.proc import children

ROOT = Path(__file__).parents[1]
WATCH_SECONDS = 0.25
REAL = "multilayer_perceptrons"
SMALL = "first_steps"
COURSE = str(Path(sys.executable).with_name("course"))
NBGRADER = str(Path(sys.executable).with_name("nbgrader"))

# Complete submissions, with and without mistakes, that a kernel executes to the end: a class could
# look like this.
WHOLE = ("right", "right_but_unusual", "a_mistake_in_each", "wrong_bias_sign", "loss_summed")
COMPLETE = {*WHOLE, "colab_stripped", "defined_in_a_new_cell", "half_done"}  # and not empty
DEFINITION = re.compile(r"^(?:async def|def|class) .*", re.MULTILINE)  # its first line
ANSWERS = (
    "def double(x):\n    return 2 * x",
    "def double(x):\n    return x + x",
    "def double(x):\n    return x + 2",
)


def run(command: Sequence[object], cwd: Path) -> float:
    """The seconds that a command takes, by the wall clock. Its output is discarded."""
    start = time.perf_counter()
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def run_watched(command: Sequence[str | Path], cwd: Path) -> tuple[float, float]:
    """The seconds that a command takes, and the peak memory of its largest process in MB."""
    start, peak = time.perf_counter(), 0.0
    running = subprocess.Popen(
        [*map(str, command)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while running.poll() is None:
        family = [running.pid]
        for pid in family:  # grows while it is walked
            family += children(pid)
        peak = max(peak, *map(_peak_mb, family))
        time.sleep(WATCH_SECONDS)
    return time.perf_counter() - start, peak


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):  # it has just ended
        return 0.0


def small_course(folder: Path) -> Path:
    """A new course with its one trivial lesson."""
    run([COURSE, "init", folder], ROOT)
    run([COURSE, "build"], folder)
    return folder


def real_class(number: int) -> Iterator[tuple[str, str]]:
    """Names and notebooks of students who handed in the complete real lesson."""
    kept = ROOT / "tests" / "golden" / REAL
    for i, case in enumerate(islice(cycle(WHOLE), number)):
        document = json.loads((kept / case / f"{REAL}.ipynb").read_text())
        yield f"student_{i:05}", _unlike_others(document, i)


def sampled_class(lesson: str, number: int, different: int) -> Iterator[tuple[str, str]]:
    """Names and notebooks of students who wrote so many different ones, in random order.

    The different ones are the complete answers on file, in equal parts, with a comment of their own
    in each definition. Each notebook names its student, so that no two files are the same.
    """
    kept = sorted((ROOT / "tests" / "golden" / lesson).glob(f"*/{lesson}.ipynb"))
    texts = [path.read_text() for path in kept if path.parent.name in COMPLETE]
    written = list(islice(cycle(range(different)), number))
    random.Random(0).shuffle(written)
    for i, which in enumerate(written):
        document = json.loads(_unlike_others(json.loads(texts[which % len(texts)]), which))
        document["metadata"]["student"] = i
        yield f"student_{i:05}", json.dumps(document)


def small_class(folder: Path, number: int) -> Iterator[tuple[str, str]]:
    """Names and notebooks of students who handed in the trivial lesson."""
    document = json.loads((folder / "release" / SMALL / f"{SMALL}.ipynb").read_text())
    for i, answer in enumerate(islice(cycle(ANSWERS), number)):
        for cell in document["cells"]:
            if cell["id"] == "double":
                cell["source"] = answer
        yield f"student_{i:05}", _unlike_others(document, i)


def handed_in(folder: Path, lesson: str, number: int, different: int) -> tuple[Path, str, Path]:
    """A class that has handed in: the course, the lesson, and the folder with `submitted/`.

    Args:
        folder: A new place for it.
        lesson: A lesson of this course; `small` is the trivial lesson of a new one.
        number: How many students there are.
        different: How many of their notebooks differ.
    """
    course, home = ROOT, folder / "home"
    if lesson == "small":
        course, lesson = small_course(folder / "course"), SMALL
        students = small_class(course, number)
    else:
        students = sampled_class(lesson, number, different)
    hand_in(home, lesson, students)
    return course, lesson, home


def hand_in(home: Path, lesson: str, students: Iterator[tuple[str, str]]) -> None:
    """Put notebooks where nbgrader puts submissions."""
    for student, text in students:
        path = home / "submitted" / student / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@contextmanager
def without_results(course: Path) -> Iterator[None]:
    """Hide the course's cache, and put it back at the end."""
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch) / "results"
        if (course / ".results").exists():
            shutil.move(course / ".results", kept)
        try:
            yield
        finally:
            shutil.rmtree(course / ".results", ignore_errors=True)
            if kept.exists():
                shutil.move(kept, course / ".results")


def forget(home: Path, course: Path) -> None:
    """Remove everything that an earlier run left, including the cache."""
    for left in (home / "autograded", course / ".results"):
        shutil.rmtree(left, ignore_errors=True)
    for path in home.glob("gradebook.db*"):
        os.remove(path)


def _unlike_others(document: dict[str, list[dict[str, object]]], i: int) -> str:
    """The notebook with a comment in each definition, so that no verdict is in the cache."""
    cells = []
    for cell in document["cells"]:
        source = cell["source"]
        text = "".join(source) if isinstance(source, list) else str(source)
        if cell["cell_type"] == "code":
            text = DEFINITION.sub(rf"\g<0>  # student {i}", text)
        cells.append({**cell, "source": text})
    return json.dumps({**document, "cells": cells})
