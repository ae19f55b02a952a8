"""What is graded of a notebook, in whatever state it is handed in."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebooks import Submission, read_submission, split_statements
from autograder.notebooks.lesson import parse_lesson
from autograder.notebooks.statements import Broken
from autograder.sandbox import Statement

from .lessons import SOURCE, notebook, small_lesson, without_marks, write

LESSON = small_lesson()
GIVEN = LESSON.given[1].id
DOUBLE = "def double(x):\n    return 2 * x"


def submission(folder: Path, document: object) -> Submission:
    return read_submission(write(folder, document), LESSON, "ada")


def insert(document: dict[str, Any], after: str, source: str) -> dict[str, Any]:
    """A new code cell below the cell with that id."""
    place = [cell.get("id") for cell in document["cells"]].index(after) + 1
    document["cells"].insert(place, {"cell_type": "code", "metadata": {}, "source": source})
    return document


def code(found: Submission, exercise: str = "double") -> str:
    return "\n".join(statement.source for statement in found.attempts[exercise].code)


def test_an_untouched_notebook_attempts_nothing(tmp_path: Path) -> None:
    found = submission(tmp_path, notebook(LESSON))
    assert [attempt.attempted for attempt in found.attempts.values()] == [False, False]
    assert found.repairs == ()


def test_a_stub_with_only_comments_added_is_still_a_stub(tmp_path: Path) -> None:
    stub = next(e.stub.source for e in LESSON.exercises if e.name == "double")
    found = submission(tmp_path, notebook(LESSON, double=f"# todo\n{stub}\n# later"))
    assert not found.attempts["double"].attempted


def test_a_filled_stub_is_graded_with_the_lessons_imports_alone(tmp_path: Path) -> None:
    found = submission(tmp_path, notebook(LESSON, double=DOUBLE))
    assert code(found) == f"import torch\nfrom math import pi\n{DOUBLE}"
    assert found.repairs == ()


def test_helpers_and_constants_come_along_but_nothing_else(tmp_path: Path) -> None:
    document = notebook(LESSON, double="def double(x):\n    return helper(x)")
    insert(
        document,
        GIVEN,
        "TWO = 2\nprint('download')\nunused = TWO\ndef helper(x):\n    return TWO * x",
    )
    found = code(submission(tmp_path, document))
    assert "TWO = 2" in found
    assert "def helper" in found
    assert "download" not in found
    assert "unused" not in found


def test_the_lessons_given_code_is_used_even_where_it_was_edited_or_deleted(tmp_path: Path) -> None:
    answer = "def double(x):\n    return given(x)"
    edited = notebook(LESSON, **{GIVEN: "SCALE = 0", "double": answer})
    assert "SCALE = 3" in code(submission(tmp_path, edited))
    deleted = notebook(LESSON, double=answer)
    deleted["cells"] = [cell for cell in deleted["cells"] if cell["id"] != GIVEN]
    assert "def given" in code(submission(tmp_path, deleted))


NEW = "# %% [markdown]\n# A film.\n\n# %%\nseen = True\n\n"
ANSWER = "def double(x):\n    return given(x)"


@pytest.mark.parametrize("place", range(SOURCE.count("# %%")))
def test_an_older_hand_in_is_read_as_before_wherever_cells_were_inserted(
    tmp_path: Path, place: int
) -> None:
    head, *cells = SOURCE.split("# %%")
    cells[place] = NEW.removeprefix("# %%") + "# %%" + cells[place]
    newer = parse_lesson("small", "# %%".join([head, *cells]))
    path = write(tmp_path, notebook(LESSON, double=ANSWER, why_two="Because."))
    older, found = (read_submission(path, each, "ada") for each in (LESSON, newer))
    assert len(newer.cells) == len(LESSON.cells) + 2
    assert found.repairs == ()
    assert (found.cells, found.attempts) == (older.cells, older.attempts)


def test_given_code_that_an_older_release_had_otherwise_gives_way_to_the_lessons(
    tmp_path: Path,
) -> None:
    newer = parse_lesson("small", SOURCE.replace("SCALE = 3", "SCALE = 2"))
    found = read_submission(write(tmp_path, notebook(LESSON, double=ANSWER)), newer, "ada")
    assert [cell.id for cell in found.cells] == [cell.id for cell in newer.cells]
    assert "SCALE = 2" in code(found) and "SCALE = 3" not in code(found)
    assert found.repairs == ()


def test_a_hand_in_whose_given_cells_were_numbered_needs_no_repair(tmp_path: Path) -> None:
    document = notebook(LESSON, double=ANSWER)
    for place, cell in enumerate(document["cells"]):
        if "-" in cell["id"]:
            cell["id"], cell["metadata"] = f"small-{place:03}", {}
    found = submission(tmp_path, document)
    assert [cell.id for cell in found.cells] == [cell.id for cell in LESSON.cells]
    assert found.repairs == ()


def test_equal_given_cells_without_marks_are_matched_in_their_order(tmp_path: Path) -> None:
    twice = parse_lesson("small", SOURCE.replace("# %%\n", "# %% [markdown]\n# Try it:\n\n# %%\n"))
    document = without_marks(notebook(twice))
    found = read_submission(write(tmp_path, document), twice, "ada")
    assert [cell.id for cell in found.cells] == [cell.id for cell in twice.cells]


def test_a_call_beside_the_definition_is_not_executed(tmp_path: Path) -> None:
    found = submission(tmp_path, notebook(LESSON, double=f"{DOUBLE}\nurlopen('https://x.org')"))
    assert "urlopen" not in code(found)


def test_magics_and_broken_scratch_lines_do_not_matter(tmp_path: Path) -> None:
    source = f"%%time\n!pip install torch\n%matplotlib inline\nx = = 2\n{DOUBLE}\nprint('half"
    found = submission(tmp_path, notebook(LESSON, double=source))
    assert DOUBLE in code(found)
    assert any("cannot be read" in repair for repair in found.repairs)


def test_a_definition_that_python_cannot_read_is_named_with_its_line(tmp_path: Path) -> None:
    found = submission(tmp_path, notebook(LESSON, double="x = 1\ndef double(x)\n    return 2"))
    attempt = found.attempts["double"]
    assert attempt.attempted
    assert not attempt.code
    assert "expected ':'" in attempt.problem
    assert "line 2" in attempt.problem


@pytest.mark.parametrize("stripped", [False, True])
def test_an_answer_in_a_new_cell_counts_while_the_own_cell_holds_the_stub(
    tmp_path: Path, stripped: bool
) -> None:
    document = insert(notebook(LESSON), "double", DOUBLE)
    found = submission(tmp_path, without_marks(document) if stripped else document)
    assert DOUBLE in code(found)
    assert any("was taken from cell 5" in repair for repair in found.repairs)


@pytest.mark.parametrize("stripped", [False, True])
def test_an_answer_in_the_own_cell_beats_a_copy_further_down(
    tmp_path: Path, stripped: bool
) -> None:
    document = insert(
        notebook(LESSON, double=DOUBLE), "test_double", "def double(x):\n    return 0"
    )
    found = submission(tmp_path, without_marks(document) if stripped else document)
    assert DOUBLE in code(found)


ONE = "def double(x):\n    return 1"


@pytest.mark.parametrize("place", ["double", "test_double"])
def test_of_two_answers_in_new_cells_the_one_that_the_check_runs_counts(
    tmp_path: Path, place: str
) -> None:
    above = place == "double"
    document = insert(notebook(LESSON), place, DOUBLE if above else ONE)
    found = submission(tmp_path, insert(document, place, ONE if above else DOUBLE))
    assert DOUBLE in code(found)
    chosen, other = (6, 5) if above else (7, 8)
    reason = (
        f"the check runs that in cell {chosen}" if above else f"that in cell {chosen} comes first"
    )
    assert set(found.repairs) == {
        f"`double` was taken from cell {chosen}: its own cell still holds the stub.",
        f"The definition of `double` in cell {other} was set aside: {reason}.",
    }


def test_a_notebook_without_marks_is_matched_by_what_it_defines(tmp_path: Path) -> None:
    document = without_marks(notebook(LESSON, double=DOUBLE, why_two="Because."))
    found = submission(tmp_path, document)
    assert [cell.id for cell in found.cells] == [cell.id for cell in LESSON.cells]
    assert any("lost the marks" in repair for repair in found.repairs)


def test_a_duplicated_cell_is_reported_and_the_filled_one_counts(tmp_path: Path) -> None:
    document = notebook(LESSON)
    copy = {**document["cells"][3], "source": DOUBLE}
    document["cells"].insert(4, copy)
    found = submission(tmp_path, document)
    assert DOUBLE in code(found)
    assert any("stands 2 times" in repair for repair in found.repairs)


def test_a_deleted_exercise_is_reported_as_missing(tmp_path: Path) -> None:
    document = notebook(LESSON)
    del document["cells"][3]
    found = submission(tmp_path, document)
    assert not found.attempts["double"].attempted
    assert found.repairs == ("The cell of `double` is missing.",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"cells": 3}',
        b'{"cells": [3, {"cell_type": []}]}',
        b"[" * 100_000,
        "{}".encode("utf-16"),
        b"PK\x03\x04",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_file_that_is_no_notebook_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "small.ipynb"
    path.write_bytes(content)
    found = read_submission(path, LESSON, "ada")
    assert found.unreadable
    assert found.repairs == (found.unreadable,)
    assert [a.problem for a in found.attempts.values()] == [found.unreadable] * 2


def test_of_a_notebook_that_breaks_off_the_whole_cells_are_graded(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(LESSON, double=DOUBLE))
    text = path.read_text()
    path.write_text(text[: text.index("shown = double")])
    found = read_submission(path, LESSON, "ada")
    assert DOUBLE in code(found)
    assert not found.attempts["Counter"].attempted
    assert found.repairs[0].startswith("The file is damaged or cut off: 4 cells were read")


def test_empty_cells_count_towards_no_limit(tmp_path: Path) -> None:
    document = notebook(LESSON, double=DOUBLE)
    empty = [{"cell_type": "code", "metadata": {}, "source": source} for source in ("", [])]
    document["cells"][:0] = empty * 1_500
    found = submission(tmp_path, document)
    assert DOUBLE in code(found)
    assert found.repairs == ()


def test_a_link_is_refused(tmp_path: Path) -> None:
    target = write(tmp_path, notebook(LESSON, double=DOUBLE))
    link = tmp_path / "link.ipynb"
    os.symlink(target, link)
    assert "link" in read_submission(link, LESSON, "ada").unreadable


def test_formats_3_and_4_0_a_byte_order_mark_and_source_lists_are_read(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "input": ["def double(x):\n", "    return 2 * x"]}]
    path = tmp_path / "small.ipynb"
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    )
    found = read_submission(path, LESSON, "ada")
    assert DOUBLE in code(found)
    assert any("old format" in repair for repair in found.repairs)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=" \n()[]:=.,'\"#@%!\\xdefclassreturn\tif0", max_size=80))
def test_any_text_is_cut_into_statements_without_an_error(source: str) -> None:
    for piece in split_statements(1, source):
        assert isinstance(piece, (Statement, Broken))
        assert 1 <= piece.line <= source.count("\n") + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end: str) -> None:
    found = split_statements(1, f"{end}a = 1{end}b = (2 +{end}3)")
    assert found == [Statement(1, 2, "a = 1"), Statement(1, 3, "b = (2 +\n3)")]


def test_statements_that_share_a_line_are_told_apart() -> None:
    found = [s.source for s in split_statements(1, "a = 1; b = 2\nc = 3")]
    assert found == ["a = 1", "b = 2", "c = 3"]


DECORATED = "@(\n    lambda f: f\n)\ndef double(x):\n    return 2 * x"
SUM = "total = 0" + " + 1" * 1500
BRANCHES = "if SCALE == 0:\n    pass\n" + "elif SCALE == 0:\n    pass\n" * 900


@pytest.mark.parametrize("scratch", ["total = 1 + \\\n    2 \\\n", SUM, BRANCHES, f"a = 1; {SUM}"])
def test_no_scratch_cell_stops_what_stands_beside_it(scratch: str, tmp_path: Path) -> None:
    document = notebook(LESSON, double=DOUBLE)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": scratch}
    document["cells"].insert(2, cell)
    attempt = read_submission(write(tmp_path, document), LESSON, "ada").attempts["double"]
    assert [statement.source for statement in attempt.code][-1] == DOUBLE


def test_a_decorator_in_parentheses_belongs_to_its_function(tmp_path: Path) -> None:
    path = write(tmp_path, notebook(LESSON, double=DECORATED))
    attempt = read_submission(path, LESSON, "ada").attempts["double"]
    assert [statement.source for statement in attempt.code][-1] == DECORATED


@pytest.mark.parametrize("depth", [150, 1500])
def test_an_answer_is_graded_or_called_too_deep(depth: int, tmp_path: Path) -> None:
    answer = "def double(x):\n    return " + " + ".join(["x"] * depth)
    path = write(tmp_path, notebook(LESSON, double=answer))
    attempt = read_submission(path, LESSON, "ada").attempts["double"]
    assert bool(attempt.code) == (depth == 150)
    assert ("nested too deeply" in attempt.problem) == (depth == 1500)


def test_of_very_many_repairs_some_are_told_and_the_others_counted(tmp_path: Path) -> None:
    document = notebook(LESSON, double=DOUBLE)
    broken = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def ("}
    document["cells"] += [broken] * 1000
    submission = read_submission(write(tmp_path, document), LESSON, "ada")
    assert len(submission.repairs) == 31
    assert submission.repairs[-1] == "And 971 more remarks of this kind."


TANGLE = "f(" + "x=1," * 200 + "\n"  # a bracket that never closes, on each of many lines


@pytest.mark.slow
def test_code_that_would_take_minutes_to_read_is_left_out_and_the_rest_is_graded(
    tmp_path: Path,
) -> None:
    document = notebook(LESSON, double=DOUBLE)
    insert(insert(document, "double", TANGLE * 120), "double", TANGLE * 121)
    found = submission(tmp_path, document)
    assert code(found).endswith(DOUBLE)
    assert len(found.repairs) == 2 and not found.unreadable


# The time may be over while hypothesis watches a garbage collection, which swallows exceptions.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_notebook_that_takes_too_long_to_read_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.notebooks.submission.READ_SECONDS", 1e-6)
    document = notebook(LESSON, double=DOUBLE)
    insert(document, "double", "\n".join(f"x{i} = 1" for i in range(7_000)))
    found = submission(tmp_path, document)
    assert "takes too long to read" in found.unreadable
    assert found.sha256
    assert not any(attempt.attempted for attempt in found.attempts.values())


def test_characters_that_cannot_be_seen_are_left_out_where_the_file_is_read(tmp_path: Path) -> None:
    found = submission(tmp_path, notebook(LESSON, double=f"\ud800{DOUBLE}\0\x1b \x85\t# é\f"))
    assert code(found).endswith(f"{DOUBLE} \t# é\f")
    assert any(cell.source == f"{DOUBLE} \t# é\f" for cell in found.cells)
