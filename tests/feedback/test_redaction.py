"""What a student is told of an exception: the usual texts, and nothing that could carry data."""

from __future__ import annotations

import re
from pathlib import Path

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from autograder.feedback import Answered, redact, type_name, usual_text
from autograder.sandbox import Statement, StudentError

CODE = [Statement(3, 1, 'def f(x):\n    if x is None:\n        raise ValueError("x is needed")')]
CODE += [Statement(3, 4, "class Net(nn.Module):\n    weights = {'first': hidden}")]
NAMES = {"f", "x", "Net", "weights", "hidden", "first"}


def error(kind: str, message: str, line: int = 3, code: str = "forged") -> StudentError:
    return StudentError(
        {"type": kind, "message": message, "cell": 3, "line": line, "code": code, "stub": False}
    )


@pytest.mark.parametrize(
    "text",
    [
        "name 'hidden' is not defined",
        "'Tensor' object has no attribute 'relu_'",
        "unsupported operand type(s) for +=: 'int' and 'ellipsis'",
        "f() missing 2 required positional arguments: 'x' and 'weights'",
        "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)",
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        "shape '[2, -1]' is invalid for input of size 7",
        "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
        "'first'",
        "division by zero",
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ],
)
def test_usual_texts_are_told_whole(text: str) -> None:
    assert usual_text(text, NAMES) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("name 'whispered' is not defined", "name '…' is not defined"),
        ("'Tensor' object has no attribute 'qzxw'", "'Tensor' object has no attribute '…'"),
        (
            "invalid literal for int() with base 10: 'q'",
            "invalid literal for int() with base 10: …",
        ),
        ("index 123456 is out of bounds: 7", "index … is out of bounds: …"),
        ("[Errno 2] No such file or directory: 'q'", "[Errno 2] No such file or directory: …"),
        ("[Errno 2] Quite another sentence: 'q'", "[Errno 2] …: …"),
        ("x = [0.25, 0.75]", ""),
        ("'whispered'", ""),
        ("division by zero\nwhispered", "division by zero"),
        (
            "f() missing 7 required positional arguments: " + ", ".join(["'x'"] * 7),
            "f() missing 7 required positional arguments: …",
        ),
    ],
)
def test_what_could_carry_data_is_left_out(text: str, shown: str) -> None:
    assert usual_text(text, NAMES) == shown


def test_a_name_that_nothing_defines_is_told_as_such() -> None:
    found = redact(error("NameError", "name 'hidden' is not defined", line=5), CODE)
    place = "(cell 3, line 5: `weights = {'first': hidden}`)"
    assert found == f"`hidden` is not defined in your function {place}."
    top = [Statement(3, 3, "total = hidden")]
    found = redact(error("NameError", "name 'hidden' is not defined"), top)
    assert found == "`hidden` is not defined in the notebook (cell 3, line 3: `total = hidden`)."


def test_a_literal_text_of_the_students_own_is_told() -> None:
    sentence = redact(error("ValueError", "x is needed"), CODE)
    line = 'raise ValueError("x is needed")'
    assert sentence == f"Your code raised ValueError: x is needed (cell 3, line 3: `{line}`)"


def test_a_module_of_the_students_own_import_is_named() -> None:
    code = [Statement(3, 1, "from sklearn.model_selection import train_test_split")]
    missing = error("ModuleNotFoundError", "No module named 'sklearn'", line=1)
    assert "No module named 'sklearn' (cell 3, line 1" in redact(missing, code)


def test_another_text_is_not_told_and_neither_is_a_line_that_is_not_the_students() -> None:
    sentence = redact(error("ValueError", "x is 0.7", line=99, code="x = 0.7"), CODE)
    assert sentence == "Your code raised ValueError"


def test_lines_and_names_without_end_are_cut() -> None:
    name = "E" * 60_000
    code = [Statement(3, 1, f"class {name}(Exception): pass"), Statement(3, 2, f"raise {name}")]
    sentence = redact(error(name, "", line=2), code)
    assert sentence.startswith("Your code raised an exception (cell 3, line 2: `raise EEE")
    assert len(sentence) < 300


def test_types_are_told_by_names_that_are_known() -> None:
    assert "an exception" in redact(error("Whispered", ""), CODE)
    assert type_name("Whispered", CODE) == "object"
    assert (type_name("Net", CODE), type_name("Linear", CODE)) == ("Net", "Linear")


MISTAKES = Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_torch_and_numpy_say_today_is_among_the_usual_texts(mistake: str) -> None:
    x = torch.arange(35.0).view(7, 5)
    given = {"torch": torch, "nn": nn, "F": nn.functional, "np": numpy, "x": x}
    with pytest.raises(Exception) as caught:
        eval(mistake, given | {"labels": torch.arange(7) % 5})
    names = set(re.findall(r"\w+", mistake))
    assert usual_text(str(caught.value), names) not in ("", "…")


@pytest.mark.parametrize(
    ("kind", "text", "advice"),
    [
        ("ModuleNotFoundError", "No module named 'x'", "files beside the notebook are not used"),
        ("EOFError", "EOF when reading a line", "remove input()"),
        ("BdbQuit", "", "remove breakpoint()"),
        ("AssertionError", "Torch not compiled with CUDA enabled", "no graphics card"),
        ("ValueError", "x is needed", ""),
    ],
)
def test_some_exceptions_come_with_advice(kind: str, text: str, advice: str) -> None:
    sentence = redact(error(kind, text), CODE)
    assert advice in sentence
    assert bool(advice) == sentence.endswith(".")


A_THOUSAND_NAMES = {f"n{number}" for number in range(1000)}
FORGED = st.one_of(
    st.lists(st.sampled_from(sorted(A_THOUSAND_NAMES)), min_size=2, max_size=40).map(
        lambda names: (
            f"f() missing {len(names)} required positional arguments: "
            + ", ".join(map(repr, names[:-1]))
            + f" and {names[-1]!r}"
        )
    ),
    st.lists(st.integers(0, 9999), min_size=1, max_size=40).map(
        lambda sizes: f"shape '{sizes}' is invalid for input of size {sizes[0]}"
    ),
    st.tuples(*[st.integers(0, 10**6)] * 4).map(
        lambda n: "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})".format(*n)
    ),
)


@given(FORGED)
def test_a_message_carries_few_names_and_numbers(forged: str) -> None:
    shown = usual_text(forged, A_THOUSAND_NAMES | {"f"})
    assert shown
    assert len(re.findall(r"n\d+", shown)) <= 4
    digits = re.sub(r"n\d+|mat\d", "", shown)
    assert sum(character.isdigit() for character in digits) <= 12


def test_a_text_from_the_sandbox_compares_but_shows_nothing() -> None:
    text = Answered("a secret")
    assert text == "a secret" and {text: 1}["a secret"] == 1
    for shown in (f"{text}", f"{text:>20}", f"{text!r}", "%s" % text, str(text), f"{[text]}"):  # noqa: UP031
        assert "secret" not in shown
