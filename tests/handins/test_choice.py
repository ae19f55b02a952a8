"""Which of a student's files is the submission, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course

from .kit import (
    FOREIGN,
    HALF,
    LESSON,
    RIGHT,
    UNTOUCHED,
    became,
    edited,
    lay_out,
    look,
    zipped,
)

NAMED = f"{LESSON}.ipynb"


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({NAMED: UNTOUCHED, f"{LESSON} (1).ipynb": RIGHT}, f"{LESSON} (1).ipynb"),
        ({NAMED: UNTOUCHED, f"{LESSON}-Copy1.ipynb": HALF}, f"{LESSON}-Copy1.ipynb"),
        ({NAMED: HALF, "other.ipynb": RIGHT}, NAMED),
        ({"final.ipynb": RIGHT, "v1.ipynb": HALF}, "final.ipynb"),
        ({"Untitled.ipynb": b"{}", "mine.ipynb": RIGHT}, "mine.ipynb"),
        ({NAMED: FOREIGN, "mine.ipynb": RIGHT}, "mine.ipynb"),
        ({"data.json": b"{}", "mine.json": RIGHT}, "mine.json"),
        ({"mine.txt": RIGHT, "notes.txt": b"{ for me }"}, "mine.txt"),
        ({"work/mine.ipynb": RIGHT}, "work/mine.ipynb"),
        ({"a.ipynb": RIGHT, ".ipynb_checkpoints/a-checkpoint.ipynb": RIGHT}, "a.ipynb"),
        ({".ipynb_checkpoints/a-checkpoint.ipynb": HALF, "a.html": b"<p>"}, ".ipynb_checkpoints"),
        ({"._mine.ipynb": b"\0", "__MACOSX/mine.ipynb": RIGHT, "mine.ipynb": HALF}, "mine.ipynb"),
    ],
)
def test_the_content_says_which_file_is_the_submission(
    files: dict[str, bytes], taken: str, course: Course, tmp_path: Path
) -> None:
    folder = tmp_path / "submitted" / "ada" / LESSON
    lay_out(folder, files)
    [handin] = look(course, tmp_path / "submitted").handins
    assert handin.path.relative_to(folder).as_posix().startswith(taken)
    [loose] = look(course, lay_out(tmp_path / "loose" / "ada", files).parent).handins
    assert (loose.student, loose.home) == ("ada", None)
    assert loose.path.as_posix().endswith(taken) or taken in loose.path.as_posix()


def test_each_file_of_a_folder_is_named_with_what_it_became(course: Course, tmp_path: Path) -> None:
    found = look(
        course,
        lay_out(
            tmp_path / "class",
            {
                "ada.ipynb": RIGHT,
                "ada (1).ipynb": UNTOUCHED,
                "ben.html": b"<html>",
                "carl/mine.ipynb": RIGHT,
                "carl/plot.png": b"png",
                "dora/old/other.ipynb": FOREIGN,
                "dora/mine.ipynb": edited(RIGHT, "dora"),
                "emil.zip": zipped({"emil/mine.ipynb": HALF, "__MACOSX/emil/._mine.ipynb": b"x"}),
                "fritz.zip": zipped({"../../fritz.ipynb": RIGHT}),
                "README.md": b"of the teacher",
                ".DS_Store": b"of a computer",
            },
        ),
    )
    assert [each.student for each in found.handins] == ["ada", "carl", "dora", "emil"]
    assert became(found) == {
        "ada.ipynb": "taken",
        "ada (1).ipynb": "extra file",
        "ben.html": "not a notebook",
        "carl/mine.ipynb": "taken",
        "carl/plot.png": "extra file",
        "dora/mine.ipynb": "taken",
        "dora/old/other.ipynb": "another lesson's notebook",
        "emil.zip/emil/mine.ipynb": "taken",
        "fritz.zip": "refused",
        "README.md": "not a notebook",
    }
    assert {row.student for row in found.left_out} == {"ben", "fritz"}


MODEL = zipped({"model/data.pkl": b"x", "model/data/0": b"y"})  # which torch.save writes, too


def test_what_holds_no_work_is_named_and_only_archives_are_opened(
    course: Course, tmp_path: Path
) -> None:
    files = {
        "ada/mine.ipynb": RIGHT,
        "ada/model.pt": MODEL,
        "ada/empty.zip": zipped({}),
        "ben/essay.docx": MODEL,
        "carl/._mine.ipynb": b"of a computer",
        "dora.zip": zipped({"__MACOSX/._mine.ipynb": b"of a computer", "dora/": b""}),
        "emil.zip": zipped({}),
        "fritz.ipynb.download": b"<html>",
        "gina.ipynb": zipped({"mine.ipynb": RIGHT}),
        "hans.zip": HALF,
        "ivo.ipynb (1)": edited(RIGHT, "ivo"),
    }
    found = look(course, lay_out(tmp_path / "class", files))
    assert [each.student for each in found.handins] == ["ada", "gina", "hans", "ivo"]
    assert became(found) == {
        "ada/mine.ipynb": "taken",
        "ada/model.pt": "extra file",
        "ben/essay.docx": "not a notebook",
        "carl": "refused",
        "dora.zip": "refused",
        "emil.zip": "refused",
        "fritz.ipynb.download": "not a notebook",
        "gina.ipynb/mine.ipynb": "taken",
        "hans.zip": "taken",
        "ivo.ipynb (1)": "taken",
    }
    assert {row.student for row in found.left_out} == {"ben", "carl", "dora", "emil", "fritz"}


@pytest.mark.parametrize("end", ["", "~", ".bak", ".txt"])
def test_a_backup_never_goes_before_the_notebook(end: str, course: Course, tmp_path: Path) -> None:
    files = {"ada/mine.ipynb": HALF, f"ada/mine.ipynb{end or ' (1)'}": RIGHT}
    [handin] = look(course, lay_out(tmp_path, files)).handins
    assert (handin.path.name == "mine.ipynb") == (end != ".txt")


def test_in_nbgraders_layout_nobody_vanishes(course: Course, tmp_path: Path) -> None:
    root = tmp_path / "submitted"
    lay_out(
        root,
        {
            f"anna/{LESSON}/{LESSON}.ipynb": RIGHT,
            f"ben/{LESSON.title()}/{LESSON}.ipynb": RIGHT,
            f"carl/{LESSON}.ipynb": RIGHT,
            f"dora/{LESSON.replace('_', ' ')} /x.ipynb": RIGHT,
            "emil.ipynb": RIGHT,
            "fritz/artificial_neurons/artificial_neurons.ipynb": FOREIGN,
        },
    )
    found = look(course, root)
    students = {each.student: each.home for each in found.handins}
    assert students == dict.fromkeys(["anna", "ben", "carl", "dora", "emil"], tmp_path)
    assert found.left_out == []


MOODLE = "Jane Doe_123_assignsubmission_file"


@pytest.mark.parametrize("end", ["", "_"])
@pytest.mark.parametrize("pack", [True, False])
def test_downloads_of_an_lms_are_graded_as_they_are(
    end: str, pack: bool, course: Course, tmp_path: Path
) -> None:
    files = {
        f"{MOODLE}{end}/work.ipynb": RIGHT,
        f"Jane Doe_124_assignsubmission_file{end}/w.zip": zipped({"a/w.ipynb": HALF}),
        "lovelaceada_LATE_77_900_single_neuron.ipynb": HALF,
        "lovelaceada_77_901_single_neuron-1.ipynb": RIGHT,
        "anon_Ab3_55_single_neuron.ipynb": HALF,
    }
    source = lay_out(tmp_path / "class", files)
    if pack:
        source = tmp_path / "class.zip"
        source.write_bytes(zipped({f"class/{name}": data for name, data in files.items()}))
    found = look(course, source)
    students = [each.student for each in found.handins]
    assert students == ["Ab3", "Jane Doe_123", "Jane Doe_124", "lovelaceada"]
    assert became(found)["lovelaceada_LATE_77_900_single_neuron.ipynb"] == "older attempt"
    assert became(found)["lovelaceada_77_901_single_neuron-1.ipynb"] == "taken"


def test_nbgraders_exchange_gives_the_last_attempt_of_this_lesson(
    course: Course, tmp_path: Path
) -> None:
    early, late = "2026-11-20 10:00:00 UTC", "2026-11-21 09:00:00 UTC"
    source = lay_out(
        tmp_path / "inbound",
        {
            f"ada+{LESSON}+{late}+k3y/{LESSON}.ipynb": HALF,
            f"ada+{LESSON}+{early}/{LESSON}.ipynb": RIGHT,
            f"ada+artificial_neurons+{late}/artificial_neurons.ipynb": FOREIGN,
        },
    )
    found = look(course, source)
    assert [row.became for row in found.rows] == ["taken", "older attempt"]
    assert late in found.handins[0].shown


def test_a_student_with_very_many_files_does_not_fill_the_terminal(
    course: Course, tmp_path: Path
) -> None:
    files = {f"data/{number}.csv": b"1" for number in range(300)} | {NAMED: RIGHT}
    found = look(course, lay_out(tmp_path / "submitted" / "ada" / LESSON, files).parents[1])
    assert len(found.rows) == 101
    assert found.rows[0].became == "taken"
    assert (found.rows[-1].file, found.rows[-1].became) == ("201 more", "extra file")
