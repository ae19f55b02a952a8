"""JUnit's XML, as GitLab, Jenkins and others read it: a suite a submission, a case a test.

JUnit knows no points; they are properties, and a text in `system-out` that GitLab shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from autograder.feedback import points, visible_to_students
from autograder.formats.given import Given, of, tests_of, what_happened
from autograder.report import ExerciseResult, Report, TestResult

# What XML 1.0 cannot hold, however it is written.
INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KINDS = {"not_attempted": "skipped", "error": "error"}  # every other is a failure


def junit(reports: Sequence[Report], given: Given) -> str:
    """The reports as one file; what students may not see yet is left out."""
    root = _element("testsuites", name=reports[0].lesson if reports else "")
    for report in reports:
        root.append(_suite(visible_to_students(report, given.withheld)))
    for parent in (root, *root):
        for key in ("tests", "failures", "errors", "skipped"):
            parent.set(key, str(_count(parent, key)))
    Xml.indent(root)
    text: str = Xml.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(report: Report) -> Xml.Element:
    name = f"{report.lesson}: {report.student}"
    suite = _element("testsuite", name=name, time=f"{report.seconds:.3f}")
    suite.append(
        _properties(
            lesson=report.lesson,
            student=report.student,
            sha256=report.sha256,
            points=points(report.score),
            max_points=points(report.max_score),
        )
    )
    seen: set[tuple[str, str]] = set()
    for exercise, test in tests_of(report):
        suite.append(_case(report, exercise, test, (exercise.name, test.title) in seen))
        seen.add((exercise.name, test.title))
    if report.repairs:
        suite.append(_text("system-out", "\n".join(report.repairs)))
    return suite


def _case(report: Report, exercise: ExerciseResult, test: TestResult, again: bool) -> Xml.Element:
    """One test. Of two with the same name and class, readers show only the first."""
    name = f"{test.title} ({test.name})" if again else test.title
    case = _element("testcase", classname=f"{report.student}.{exercise.name}", name=name)
    reached = of(test.points, test.max_points)
    case.append(_properties(points=points(test.points), max_points=points(test.max_points)))
    if test.status != "passed":
        said = what_happened(test)
        kind = KINDS.get(test.status, "failure")
        more = [exercise.hint] if exercise.hint and exercise.hint != said else []
        more += [f"Picture: {test.figure.caption}"] if test.figure else []
        problem = _text(kind, "\n".join([said, *more]))
        problem.set("message", _valid(said))
        if kind != "skipped":
            problem.set("type", test.status)
        case.append(problem)
    case.append(_text("system-out", f"Points: {reached}"))
    return case


def _count(parent: Xml.Element, key: str) -> int:
    if key == "tests":
        return len(list(parent.iter("testcase")))
    names = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return len(list(parent.iter(names[key])))


def _properties(**values: str) -> Xml.Element:
    found = Xml.Element("properties")
    found.extend(_element("property", name=name, value=text) for name, text in values.items())
    return found


def _element(tag: str, **values: str) -> Xml.Element:
    return Xml.Element(tag, {name: _valid(text) for name, text in values.items()})


def _text(tag: str, text: str) -> Xml.Element:
    element = Xml.Element(tag)
    element.text = _valid(text)
    return element


def _valid(text: str) -> str:
    return INVALID.sub("", text)
