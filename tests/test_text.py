"""Text of strangers, made safe to print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError, broken_file, describe
from autograder.text import clean, decoded, person, printable, shown

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates, too


@given(ANY_TEXT)
def test_what_is_printed_is_one_line_that_steers_nothing(text: str) -> None:
    safe = printable(text)
    assert safe.isprintable()
    assert safe.encode("utf-8").decode("utf-8") == safe
    assert safe == printable(safe)


@given(st.binary())
def test_a_file_name_can_be_written_anywhere(name: bytes) -> None:
    text = decoded(os.fsdecode(name))
    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_a_file_name_that_is_text_stays_as_it_is(name: str) -> None:
    assert decoded(name) == name


@given(st.text(st.characters(categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_what_is_no_text_is_an_escape_in_a_name_and_left_out_of_a_source(name: str) -> None:
    assert decoded(name).isprintable()
    assert not clean(name).strip()


@given(ANY_TEXT)
def test_a_source_can_be_written_anywhere_and_is_cleaned_once(source: str) -> None:
    text = clean(source)
    assert text.encode("utf-8").decode("utf-8") == text == clean(text)
    assert text.splitlines() == text.replace("\x85", "").splitlines()


@given(ANY_TEXT.filter(str.isprintable))
def test_text_that_can_be_seen_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("two\nlines\r", r"two\nlines\r"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\x9b31m", r"\x9b31m"),
        (b"\xff".decode("utf-8", "surrogateescape"), r"\udcff"),
        ("José 王小明 [red] :skull:", "José 王小明 [red] :skull:"),
    ],
)
def test_what_cannot_be_seen_becomes_an_escape(text: str, safe: str) -> None:
    assert printable(text) == safe


class Mute(Exception):
    """An exception whose text cannot be had."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("a\n  b\x1b"), r"ValueError: a b\x1b"),
        (KeyError(), "KeyError"),
        (CourseError("A whole sentence."), "A whole sentence."),
        (SyntaxError("invalid syntax", ("a.py", 3, 1, "f(")), "SyntaxError: invalid syntax"),
        (Mute(), "Mute: (its text cannot be read)"),
    ],
)
def test_an_exception_is_one_line(error: Exception, sentence: str) -> None:
    assert describe(error) == sentence


def test_a_file_that_fails_in_another_is_named_with_the_line_that_led_there(tmp_path: Path) -> None:
    path = tmp_path / "pictures.py"
    path.write_text("import json\n\n\njson.loads('{')\n")
    try:
        exec(compile(path.read_text(), str(path), "exec"))
    except ValueError as error:
        sentence = str(broken_file("pictures", path, error))
    assert sentence.startswith(f"The pictures {path}, line 4, cannot be loaded: JSONDecodeError: ")


def test_a_path_is_shown_from_here_where_it_lies_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.py") == "a/b.py"
    assert shown(Path("/elsewhere/b.py")) == "/elsewhere/b.py"


def test_a_name_in_the_gradebook_is_no_markup() -> None:
    assert person('<img src=x onerror="f()">') == r"\x3cimg src=x onerror=\x22f()\x22\x3e"
    assert person("O'Brien & Söhne") == "O'Brien & Söhne"
