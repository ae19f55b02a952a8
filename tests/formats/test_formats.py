"""Every form keeps what its platform asks for, and no text of a student leaves its place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml, Properties

from autograder.errors import CourseError
from autograder.feedback import visible_to_students
from autograder.formats import FORMATS, Given, convert, read_images
from autograder.report import Report

from .samples import HOSTILE, LATER, SECRET, broken, given, sample

HERE = Path(__file__).parent
SUFFIXES = {"junit": "xml", "github": "html"}
SCHEMAS = sorted(path.stem for path in (HERE / "schemas").glob("*.json"))


def text_in(form: str, report: Report, **changes: Any) -> str:
    [(_, text)] = convert(form, [report], given(**changes))
    return text


def json_in(form: str, report: Report, **changes: Any) -> Any:
    return json.loads(text_in(form, report, **changes))


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_becomes_the_golden_file(form: str) -> None:
    """If a form changes, delete its golden file, run this, and read what it writes."""
    path = HERE / "golden" / f"{form}.{SUFFIXES.get(form, 'json')}"
    text = text_in(form, sample())
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} is new: read it")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", SCHEMAS)
@pytest.mark.parametrize("report", [sample(), sample(text=HOSTILE), broken()], ids=["", "odd", "!"])
def test_a_document_keeps_the_schema_of_its_platform(form: str, report: Report) -> None:
    schema = json.loads((HERE / "schemas" / f"{form}.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json_in(form, report))
    assert not validator.is_valid({}), "or the schema would ask for nothing"


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "gradescope"])
def test_what_students_may_not_see_yet_is_left_out(form: str) -> None:
    text = text_in(form, sample())
    assert SECRET not in text
    assert LATER not in text
    later = convert(form, [sample()], replace(given(), withheld=frozenset({"never"})))
    assert SECRET not in later[0].text
    assert form == "github" or LATER in later[0].text


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_in_which_tests_are_left_out_already_says_the_same(form: str) -> None:
    """Kept JSON holds what students may see, unless `--show-hidden` says otherwise."""
    seen = visible_to_students(sample(), given().withheld)
    text = text_in(form, seen)
    assert SECRET not in text
    if form not in ("gradescope", "classroom50"):  # of their tests each has its points
        assert text == text_in(form, sample())


def test_gradescope_is_told_what_students_may_see() -> None:
    document = json_in("gradescope", sample())
    seen = {test["number"]: test["visibility"] for test in document["tests"]}
    assert list(seen.values())[3:6] == ["after_due_date", "hidden", "hidden"]
    assert {seen["1.1"], seen["2.1"], seen["3.1"]} == {"visible"}
    open_texts = [test for test in document["tests"] if test["visibility"] == "visible"]
    assert SECRET not in json.dumps([open_texts, document["output"], document["extra_data"]])
    assert document["stdout_visibility"] == "hidden"
    folded = json_in("gradescope", visible_to_students(sample(), given().withheld))
    assert {test["visibility"] for test in folded["tests"]} == {"visible"}


def test_pictures_travel_inside_and_no_path_does() -> None:
    for form in ("gradescope", "prairielearn"):
        assert "data:image/png;base64,iVBORw0KGgo=" in text_in(form, sample())
    for form in FORMATS:
        assert "0123.png" not in text_in(form, sample())
        without = text_in(form, sample(), images={})
        assert "base64" not in without
        assert "What your" in without or form in ("prairielearn", "exercism", "classroom50")


def test_only_pictures_in_the_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "0123.png").write_bytes(b"a file elsewhere")
    (tmp_path / "figures" / "0123.png").write_bytes(b"a picture")
    assert read_images([sample()], tmp_path / "figures") == {"0123.png": "YSBwaWN0dXJl"}
    [exercise, *_] = sample().exercises
    test = exercise.tests[1]
    assert test.figure
    outside = replace(test, figure=replace(test.figure, file="../0123.png"))
    report = replace(sample(), exercises=(replace(exercise, tests=(outside,)),))
    assert read_images([report], tmp_path / "figures") == {}


def test_a_fault_of_ours_costs_no_attempt_and_is_called_that() -> None:
    assert json_in("prairielearn", broken())["gradable"] is False
    assert json_in("exercism", broken())["status"] == "error"
    assert "fault on our side" in json_in("gradescope", broken())["output"]
    suite = JUnitXml.fromstring(text_in("junit", broken()).encode())
    assert (suite.errors, suite.failures) == (1, 0)


def test_whole_points_are_scaled_alike_before_and_after_the_deadline() -> None:
    before = json_in("classroom50", sample())
    after = convert("classroom50", [sample()], replace(given(), withheld=frozenset()))
    document = json.loads(after[0].text)
    assert (before["score"], before["max-score"]) == (7, 22)
    assert (document["score"], document["max-score"]) == (7, 22)
    assert document["tests"][1]["max-points"] == 0.5
    assert document["tests"][1]["max-score"] == 1


def test_classroom_50_is_asked_for_its_variables() -> None:
    with pytest.raises(CourseError, match="CLASSROOM is not set"):
        convert("classroom50", [sample()], given(environment={}))


def test_prairielearn_leaves_out_pictures_that_do_not_fit() -> None:
    text = text_in("prairielearn", sample(), images={"0123.png": "A" * 1_000_000})
    assert "base64" not in text
    assert "The shape stays." in text


def test_junit_is_read_with_its_points() -> None:
    reports = [sample(), sample("bob", HOSTILE)]
    [(_, text)] = convert("junit", reports, given())
    read = JUnitXml.fromstring(text.encode())
    assert [suite.name for suite in read] == ["lesson: ada", "lesson: bob"]
    for suite, report in zip(read, reports, strict=True):
        about = {each.name: each.value for each in suite.properties()}
        assert float(about["points"]) == report.score
        seen = visible_to_students(report, given().withheld)
        cases = list(suite)
        assert len(cases) == suite.tests == sum(len(each.tests) for each in seen.exercises)
        names = {(case.classname, case.name) for case in cases}
        assert len(names) == len(cases), "of two with one name, readers show only the first"
        earned = [
            float(each.value)
            for case in cases
            for properties in case.iterchildren(Properties)
            for each in properties
            if each.name == "points"
        ]
        assert sum(earned) == report.score
        assert (suite.failures, suite.errors, suite.skipped) == (6, 0, 1)


def test_a_class_takes_a_file_each_or_one_about_all() -> None:
    reports = [sample(), sample("bob")]
    assert [name for name, _ in convert("exercism", reports, given())] == ["ada", "bob"]
    assert [name for name, _ in convert("junit", reports, given())] == [""]
    with pytest.raises(CourseError, match="There is no format 'punch card'; there are: gradescope"):
        convert("punch card", reports, given())


def test_what_is_given_is_this_moment_and_this_environment() -> None:
    assert Given(frozenset()).moment.tzinfo is not None
    assert "PATH" in Given(frozenset()).environment
