"""Failed tests show pictures, which change no verdict and carry no hidden input away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading import Grader, read_pictures, read_rubric
from autograder.grading.pictures import Pictures
from autograder.notebooks import read_submission
from autograder.report import ExerciseResult, Report, TestResult
from autograder.testing import Student

pytestmark = pytest.mark.slow

LESSON = "multilayer_perceptrons"
GOLDEN = Path(__file__).parents[1] / "golden"

# It keeps its notes where no statement of the notebook can be seen to need them.
LIAR = """
def approximate_function(x_train, y_train):
    seen = vars(torch).setdefault("seen", [])
    seen.append(float(x_train.flatten()[-1]))
    x = torch.linspace(torch.min(x_train), torch.max(x_train), 1000)
    acts = torch.zeros((x_train.shape[0] - 1, 1000))
    return torch.full((1000,), {value}), acts, x
"""


@pytest.fixture(params=[LESSON])  # which stands in the ids of the tests, for their group
def drawing(
    course: Course, grader: Callable[[str], Grader], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Grader, Path]:
    """The warm grader, which draws for once, and where its pictures lie."""
    folder = tmp_path / "figures"
    warm = grader(LESSON)
    monkeypatch.setattr(warm, "pictures", Pictures(course.pictures(LESSON), folder))
    return warm, folder


def graded(grader: Grader, case: Path) -> Report:
    return grader.grade(read_submission(case, grader.lesson, "ada", "a.ipynb")).without_timing()


def without_figures(report: Report) -> Report:
    return replace(
        report,
        exercises=tuple(
            replace(e, tests=tuple(replace(t, figure=None) for t in e.tests))
            for e in report.exercises
        ),
    )


def exercise(report: Report, name: str) -> ExerciseResult:
    return next(result for result in report.exercises if result.name == name)


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("wrong_bias_sign", "approximate_function"),
        ("net_without_activation", "Net"),
        ("test_and_train_swapped", "shuffle_and_split_data"),
    ],
)
def test_failed_tests_show_a_picture_and_the_verdict_is_the_same(
    drawing: tuple[Grader, Path], case: str, name: str
) -> None:
    grader, folder = drawing
    found = graded(grader, GOLDEN / LESSON / case / f"{LESSON}.ipynb")
    kept = json.loads((GOLDEN / LESSON / case / "report.json").read_text())["reports"][0]
    assert [t.message for e in found.exercises for t in e.tests] == [
        t["message"] for e in kept["exercises"] for t in e["tests"]
    ]
    shown = [test.figure for test in exercise(found, name).tests if test.figure]
    assert shown
    for figure in shown:
        assert (folder / figure.file).read_bytes().startswith(b"\x89PNG")
        assert figure.caption.endswith(".")
    assert not [t for e in found.exercises for t in e.tests if t.figure and t.status == "passed"]


def test_the_same_submission_shows_the_same_pictures(drawing: tuple[Grader, Path]) -> None:
    case = GOLDEN / LESSON / "net_without_activation" / f"{LESSON}.ipynb"
    assert graded(drawing[0], case) == graded(drawing[0], case)


def test_a_picture_knows_nothing_of_the_hidden_inputs(
    drawing: tuple[Grader, Path], tmp_path: Path
) -> None:
    document = json.loads((GOLDEN / LESSON / "right" / f"{LESSON}.ipynb").read_text())
    files = []
    # The last input of the call before, how many there were, and whether a file can be reached,
    # whose state in the kernel's memory could be a note. All are 0 in the process of a picture.
    reached = "float(torch.os.access(torch.__file__, torch.os.R_OK))"
    for value in ("seen[-2] if len(seen) > 1 else 0.0", "float(len(seen) - 1)", reached, "0.0"):
        for cell in document["cells"]:
            if cell.get("id") == "approximate_function":
                cell["source"] = LIAR.format(value=value)
        path = tmp_path / "a.ipynb"
        path.write_text(json.dumps(document))
        tests = exercise(graded(drawing[0], path), "approximate_function").tests
        sine = next(t for t in tests if t.name == "test_curve_follows_a_sine")
        assert sine.figure
        files.append(sine.figure.file)
    assert len(set(files)) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('no')", "ValueError: no"),
        ("raise AssertionError('no')", "AssertionError: no"),
        ("return None", "AttributeError"),
        ("student.nothing()", "name 'nothing' is not defined"),
        ("return figures.Picture(bytes(10_000_000), 'Too large.')", ""),
        ("raise Stopped('time', 'It took too long.')", ""),
    ],
)
def test_a_picture_that_fails_is_no_picture_and_the_log_says_why(
    drawing: tuple[Grader, Path],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    body: str,
    reason: str,
) -> None:
    source = tmp_path / "pictures.py"
    source.write_text(
        "from autograder.testing import figures\nfrom autograder.sandbox import Stopped\n"
        f"def draw(student):\n    {body}\nPICTURES = {{'test_a': draw}}\n"
    )
    results = [TestResult("test_a", "A rule.", "failed", 0, 1, "It is not right.")]
    student = drawing[0].student(())
    assert Pictures(source, tmp_path / "figures").added(results, student) == results
    student.close()
    assert bool(caplog.text) == bool(reason)
    assert reason in caplog.text


def test_a_broken_file_of_pictures_costs_nobody_anything_and_the_log_says_why(
    drawing: tuple[Grader, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "pictures.py"
    source.write_text("import nothing_of_that_name\n")
    results = [TestResult("test_a", "A rule.", "failed", 0, 1, "It is not right.")]
    assert Pictures(source, tmp_path).added(results, drawing[0].student(())) == results
    assert "pictures.py, line 1, cannot be loaded: ModuleNotFoundError" in caplog.text


@pytest.mark.parametrize(
    "lesson", ["artificial_neurons", "backpropagation", "single_neuron", LESSON]
)
def test_every_picture_belongs_to_a_test_and_can_be_drawn_from_right_answers(
    course: Course, grader: Callable[[str], Grader], lesson: str, tmp_path: Path
) -> None:
    tests = {test.name: test.exercise for test in read_rubric(course.grader(lesson)).tests}
    pictures = read_pictures(course.pictures(lesson))
    assert pictures and set(pictures) <= set(tests)
    warm = grader(lesson)
    case = GOLDEN / lesson / "right" / f"{lesson}.ipynb"
    attempts = read_submission(case, warm.lesson, "ada").attempts
    for draw, test in {draw: test for test, draw in pictures.items()}.items():
        student = Student(warm.sandbox, attempts[tests[test]].code, reads_files=False)
        picture = draw(student)
        student.close()
        assert picture.png.startswith(b"\x89PNG") and picture.caption.endswith(".")
        (tmp_path / f"{test}.png").write_bytes(picture.png)
