"""Every sentence that a student reads, in one place, so that all have one tone.

A sentence says what was called, which rule was broken and where to look. It never holds the
expected value or the input of a hidden test.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

STOPPED = {
    "time": "Your code ran longer than it may. Look for a loop that never ends.",
    "memory": "Your code used more memory than it may. Look for a tensor that grows at each step.",
    "exit": "Your code ended the whole program. Remove calls such as exit().",
    "protocol": "What your code returned could not be read. Return plain tensors and numbers.",
}

MAX_SIZES = 4
LONGEST_NAME = 50
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")

NOT_ATTEMPTED = "The stub is untouched."
NOT_GRADED = "not graded yet"
LATE = "Handed in late"
FAULT = "This could not be checked because of a fault on our side; it costs no points for now."
NOT_RUN = "Not run: the time for this exercise was used up by the tests above."
BLANK_LEFT = "A blank, `...`, is still there: write what belongs in its place."
RAISE_LEFT = (
    "The line `raise NotImplementedError(...)` still runs before your code is done: finish the "
    "part it stands in, then delete that line."
)


def by_hand(points: str) -> str:
    """Points that a person gave in place of those of the tests."""
    return f"{points}, given by hand"


def stopped(reason: str) -> str:
    """Why the student's code was stopped, and what to look for."""
    return STOPPED.get(reason, f"Your code crashed ({reason}). Look at the last thing it computes.")


def not_tried(rule: str) -> str:
    """A test that waits for another one, which failed; the rule is the title of that one."""
    return f"Not tried, because this does not hold yet: {rule}"


def on_card(message: str) -> str:
    """What is wrong on a graphics card only."""
    return f"This works on the CPU, but not on a graphics card: {message}"


def raised(type_name: str, message: str, cell: int | None, line: int | None, code: str) -> str:
    """An exception that the student's code raised, and where (see redaction.py)."""
    error = f"{type_name}: {message}" if message else type_name
    if not code:
        return f"Your code raised {error}"
    return f"Your code raised {error} (cell {cell}, line {line}: `{code.strip()}`)"


def undefined(name: str, place: str, cell: int | None, line: int | None, code: str) -> str:
    """A name that is looked up but that nothing defines."""
    where = f" (cell {cell}, line {line}: `{code.strip()}`)" if code else ""
    return f"`{name}` is not defined in {place}{where}."


# What to do about some exceptions, by their type or by how their text begins.
ADVICE = {
    "ModuleNotFoundError": "Only PyTorch, NumPy, Matplotlib and the packages that the lesson "
    "imports are sure to be there; files beside the notebook are not used.",
    "EOFError": "Nobody can type an input here: remove input().",
    "BdbQuit": "Nobody can use a debugger here: remove breakpoint() and calls of pdb.",
    "Torch not compiled with CUDA enabled": "There is no graphics card here: use the device of the "
    "lesson, or of a tensor that you are given.",
}
ADVICE["Found no NVIDIA driver"] = ADVICE["Torch not compiled with CUDA enabled"]
ADVICE["No CUDA GPUs are available"] = ADVICE["Torch not compiled with CUDA enabled"]


def with_advice(sentence: str, type_name: str, message: str) -> str:
    """A sentence about an exception, with what to do about it if we know."""
    for key, advice in ADVICE.items():
        if type_name == key or message.startswith(key):
            return f"{sentence}. {advice}"
    return sentence


def signature(name: str, parameters: Sequence[str]) -> str:
    """A definition that cannot be called as the lesson calls it."""
    return f"The signature must stay as it is in the lesson: `{name}({', '.join(parameters)})`."


def syntax(name: str, cell: int, line: int, message: str) -> str:
    """A definition that cannot be read."""
    return f"`{name}` cannot be read: {message} (cell {cell}, line {line})."


def newer_python() -> str:
    """What follows an error of syntax that a newer Python might not raise."""
    running = ".".join(map(str, sys.version_info[:2]))
    return f" A newer Python may read it; the grader runs Python {running}."


def not_in_its_cell(name: str, cell: int, found: Sequence[str]) -> str:
    """The exercise's cell is there, but defines something else, or nothing."""
    short = [each for each in found if len(each) <= LONGEST_NAME]
    other = f"it defines `{short[0]}`" if short else "nothing there defines it"
    return f"Cell {cell} is the cell of `{name}`, but {other}. Define `{name}` there."


def its_cell_is_too_long(name: str, cell: int) -> str:
    """The exercise's cell cannot be read."""
    return (
        f"Cell {cell}, the cell of `{name}`, is too long to be read. Take out what is no code, "
        "such as a picture written as text."
    )


def missing(name: str) -> str:
    """A definition that is missing from the notebook."""
    return f"`{name}` is defined nowhere in the notebook. Put the cell back and fill it in."


def wrong_type(what: str, wanted: str, got: str) -> str:
    """A returned value of the wrong type."""
    return f"{what} should be {wanted}, but it is {got}."


def wrong_length(what: str, wanted: int, got: int) -> str:
    """A returned sequence of the wrong length."""
    return f"{what} should be {wanted} values, but there are {got}."


def wrong_shape(what: str, wanted: tuple[int, ...], got: tuple[int, ...]) -> str:
    """A returned tensor of the wrong shape."""
    return f"{what} should have shape {wanted}, but it has shape {shape(got)}."


def wrong_order(what: str, wanted: str, got: str) -> str:
    """Returned values in another order than the docstring's."""
    return f"{what} should be {wanted}, in this order, but it is {got}."


def shape(sizes: tuple[int, ...]) -> str:
    """The shape of a student's tensor; a long one is not shown, since it could carry data."""
    small = len(sizes) <= MAX_SIZES and all(size < 10_000 for size in sizes)
    return str(sizes) if small else "(…)"


def argument_changed(function: str, place: int) -> str:
    """An argument that a function changes in place; places count from 0."""
    return (
        f"`{function}` changes the tensor that is its {ORDINALS[place]} argument. Make new tensors "
        "in place of changing those you are given, as `*=` and functions ending in `_` do."
    )


def not_own_work(shown: str) -> str:
    """A part of a library that the text of an exercise rules out."""
    return f"{shown} does the work here, and the text rules that out. Write it yourself."


def not_finite(what: str) -> str:
    """NaN or infinity in a returned value."""
    return f"{what} holds NaN or infinity."


def not_close(what: str, share: float, number: int) -> str:
    """Wrong numbers: how many, but neither which nor their values."""
    if number == 1:
        return f"{what} is not right."
    if share > 0.99:
        return f"{what} is not right: {'' if share == 1 else 'nearly '}all of its values are off."
    return f"{what} is not right: {share:.0%} of its values are off."


def withheld(number: int, *, later: bool) -> str:
    """Hidden tests that show a student only their points."""
    tests = "One more test" if number == 1 else f"{number} more tests"
    return f"{tests}: more is shown after the deadline." if later else f"{tests}: not shown."


def picture(caption: str) -> str:
    """Where the picture is, for a reader who sees only text."""
    return f"On the feedback page: {caption}"


UNREADABLE = {
    "link": "The file is a link or a device, not a notebook. Hand in the notebook itself.",
    "folder": "This is a folder, not a notebook. Hand in the notebook itself.",
    "archive": "The file is an archive, not a notebook. Unpack it and hand in the notebook in it.",
    "html": "The file is a web page, not a notebook. Hand in the .ipynb file itself.",
    "pdf": "The file is a PDF, not a notebook. Hand in the .ipynb file itself.",
    "python": "The file is a Python script, not a notebook. Hand in the .ipynb file.",
    "other": "This is a notebook of another lesson or course: no exercise of this one is in it. "
    "Hand in the notebook of this lesson.",
    "size": "The file is larger than 20 MB. Clear the outputs and hand it in again.",
    "empty": "The file is empty. Save the notebook and hand it in again.",
    "json": "The file is not a notebook: its text is damaged or cut off. Download it again.",
    "cells": "The file holds no cells. Hand in the notebook of the lesson.",
    "closed": "We cannot open the file; this is no fault of yours.",
    "gone": "There is no file. Hand in the notebook again.",
    "slow": "Its code takes too long to read. Leave out what the exercises do not need.",
}


def metadata_lost(number: int) -> str:
    """Cells that were recognised by what they define, because their metadata was gone."""
    return (
        "The notebook lost the marks that tell its cells apart (some editors strip them); "
        f"{_cells(number)} recognised by content."
    )


def cell_missing(name: str) -> str:
    """A cell of the lesson that was deleted."""
    return f"The cell of `{name}` is missing."


def cell_repeated(name: str, number: int) -> str:
    """A cell that was copied together with its metadata."""
    return f"The cell of `{name}` stands {number} times; the first that is filled in counts."


def defined_elsewhere(name: str, cell: int, *, stub: bool) -> str:
    """A definition from another cell than the exercise's own."""
    holds = "still holds the stub" if stub else "holds no finished definition"
    return f"`{name}` was taken from cell {cell}: its own cell {holds}."


SET_ASIDE = {
    "own": "that in its own cell {} counts",
    "unfinished": "it is not finished, and that in cell {} is",
    "check": "the check runs that in cell {}",
    "order": "that in cell {} comes first",
}


def set_aside(name: str, cell: int, chosen: int, why: str) -> str:
    """A second definition, which does not count."""
    reason = SET_ASIDE[why].format(chosen)
    return f"The definition of `{name}` in cell {cell} was set aside: {reason}."


def answered_elsewhere(question: str, cells: Sequence[int]) -> str:
    """Words that do not stand in the cell that was meant for them."""
    numbers = [*map(str, cells[:9]), *(["others"] if len(cells) > 9 else [])]
    places = ("cell " if len(cells) == 1 else "cells ") + ", ".join(numbers)
    return f"The answer to `{question}` is not in its own cell; {places} will be read for it."


def place(cell: int) -> str:
    """Where something stands that is not in a cell of the lesson."""
    return f"Cell {cell} of the notebook that was handed in"


def picture_left_out(name: str) -> str:
    """A picture that a page cannot show."""
    return f"The picture `{name}` is not shown here; it is in the notebook that was handed in."


def cell_unreadable(cell: int) -> str:
    """A cell that cannot be read and that is not an exercise."""
    return f"Cell {cell} holds code that cannot be read; the rest was graded without it."


def damaged(number: int) -> str:
    """A file that is damaged after some cells."""
    return (
        f"The file is damaged or cut off: {_cells(number)} read at its start, and the rest is "
        "lost. Save the notebook and hand it in again."
    )


def too_many_cells(most: int) -> str:
    """A notebook with too many cells."""
    return f"The notebook holds more than {most:,} cells; the others were left out."


def cell_too_long(cell: int) -> str:
    """A code cell that is too long."""
    return f"Cell {cell} is too long to be read; the rest was graded without it."


MORE_REPAIRS = "And {:,} more remarks of this kind."
NO_FORMAT = "The notebook does not say in which format it is; it was read all the same."


def other_format(version: str, *, is_newer: bool) -> str:
    """A notebook in another format than today's."""
    which = "in a newer format than we know" if is_newer else "in the old format"
    return f"The notebook is {which}, {version}; it was read all the same."


def _cells(number: int) -> str:
    return "1 cell was" if number == 1 else f"{number} cells were"
