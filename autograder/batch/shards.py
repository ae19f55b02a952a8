"""A share of a class, graded on one machine, as one file that another machine enters.

The file is a zip archive of JSON and pictures. It comes from a machine that ran student code, so it
is read with care: a few names, limits on sizes, and a seal that only a machine with the lesson's
solutions and hidden tests can make. What the reports depend on must be the same everywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from autograder.batch.run import Batch, Graded
from autograder.batch.shares import Cut, Shard
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import context_key, key_of
from autograder.handins import BROKEN, Handin
from autograder.report import Report, TestResult, dumps, loads
from autograder.sandbox import strongest_level

VERSION = 2
ABOUT, REPORTS, SEAL = "about.json", "reports.json", "seal"
PICTURE = re.compile(r"figures/[0-9a-f]{32}\.png")
MAX_TEXT, MAX_PICTURE = 1 << 30, 1 << 20  # bytes of one file in the archive
MAX_FILES = 1_000_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same reports give the same bytes


@dataclass(frozen=True)
class Result:
    """What one file holds.

    Attributes:
        name: How the file is called.
        times: A hash of the times by which the class was cut.
        context: A hash of what its reports depend on, and the devices and the isolation level.
        reports: The reports by key.
        faults: How many more submissions could not be graded for a reason on our side.
        pictures: Their pictures, PNG files.
    """

    name: str
    lesson: str
    shard: Shard
    times: str
    context: tuple[str, list[str], int]
    reports: Mapping[str, Report]
    faults: int
    pictures: Sequence[bytes]


class Merged:
    """The submissions of a class with the reports of all shards, in place of a `Batch`."""

    def __init__(self, handins: Sequence[Handin], results: Sequence[Result]) -> None:
        """Find each submission's report.

        Raises:
            CourseError: A submission has none.
        """
        known = {key: report for result in results for key, report in result.reports.items()}
        context = results[0].context[0]
        self.handins = handins
        self.keys = [key_of([context, handin.digest()]) for handin in handins]
        self._reports = [known.get(key) for key in self.keys]
        without = [h.student for h, r in zip(handins, self._reports, strict=True) if r is None]
        if without:
            some = ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
            raise CourseError(
                f"{len(without)} of {len(handins)} submissions are in no shard ({some}). "
                "They changed since, or the shards were made from another folder: grade them again."
            )

    def __iter__(self) -> Iterator[Graded]:
        """The reports in the order of the submissions."""
        for handin, report in zip(self.handins, self._reports, strict=True):
            assert report
            report = replace(report, student=handin.student, path=handin.shown)
            yield Graded(handin, None, report)


def write_result(path: Path, course: Course, cut: Cut, batch: Batch, done: list[Graded]) -> int:
    """Write the reports of a shard to a file; those with faults are left out.

    Returns:
        The number of reports.
    """
    good = {k: g.report for k, g in zip(batch.keys, done, strict=True) if not g.report.has_fault}
    about = {
        "version": VERSION,
        "lesson": batch.lesson,
        "shard": cut.shard,
        "times": cut.digest(),
        "submissions": len(done),
        "level": strongest_level().level,
        "devices": batch.devices,
        "keys": list(good),
    }
    texts = {ABOUT: json.dumps(about), REPORTS: dumps(good.values())}
    members = {name: text.encode() for name, text in texts.items()}
    for file in sorted({t.figure.file for r in good.values() for t in _tests(r) if t.figure}):
        members[f"figures/{file}"] = (course.figures() / file).read_bytes()
    members[SEAL] = _seal(batch.context, members)
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    part.replace(path)
    return len(good)


def read_result(file: Path | IO[bytes], course: Course, name: str) -> Result:
    """What a file holds, if this machine would have come to the same reports.

    Raises:
        CourseError: The file is damaged, or was changed, or its reports depend on something else.
    """
    try:
        members = _members(file)
        about = json.loads(members[ABOUT])
        if about["version"] != VERSION:
            raise ValueError(f"version {about['version']}; this engine reads {VERSION}")
        lesson, shard, times = about["lesson"], Shard(*about["shard"]), about["times"]
        devices, level = list(about["devices"]), about["level"]
        faults = about["submissions"] - len(about["keys"])
    except (*BROKEN, KeyError, TypeError, RuntimeError) as error:
        raise CourseError(f"{name} is no result of a shard, or is damaged ({error}).") from error
    context = context_key(course, course.require(lesson), tuple(devices), level)
    seal = members.pop(SEAL, b"")
    if not hmac.compare_digest(seal, _seal(context, members)):
        raise CourseError(
            f"{name} was graded with other hidden tests, solutions, limits or versions than those "
            "here, or was changed since. Grade the shard again with the same."
        )
    reports = dict(zip(about["keys"], loads(members[REPORTS].decode()), strict=True))
    pictures = [data for member, data in members.items() if PICTURE.fullmatch(member)]
    return Result(name, lesson, shard, times, (context, devices, level), reports, faults, pictures)


def require_all(results: Sequence[Result]) -> None:
    """Check that the files are all shards of one class, each once and whole.

    Raises:
        CourseError: One is missing, is there twice, lacks reports, or does not fit the others.
    """
    first = results[0]
    seen: dict[int, Result] = {}
    for result in results:
        if (result.lesson, result.shard.of) != (first.lesson, first.shard.of):
            raise CourseError(
                f"{result.name} is shard {result.shard} of {result.lesson}, but {first.name} is "
                f"shard {first.shard} of {first.lesson}."
            )
        if result.context != first.context:
            raise CourseError(
                f"{result.name} and {first.name} were graded on other devices or at another "
                "isolation level. Grade one of them again like the other."
            )
        if result.times != first.times:
            raise CourseError(
                f"{result.name} and {first.name} were cut by other --times. Grade all shards again "
                "with the same file, or without."
            )
        if result.faults:
            raise CourseError(
                f"{result.name} lacks {result.faults} submissions that could not be graded: run "
                f"shard {result.shard} again, which grades only these."
            )
        if result.shard.number in seen:
            other = seen[result.shard.number].name
            raise CourseError(f"{other} and {result.name} are both shard {result.shard}; give one.")
        seen[result.shard.number] = result
    missing = [str(n) for n in range(1, first.shard.of + 1) if n not in seen]
    if missing:
        raise CourseError(
            f"Of the {first.shard.of} shards, these are missing: {', '.join(missing[:20])}. "
            "Nothing is entered before all are there."
        )


def _members(file: Path | IO[bytes]) -> dict[str, bytes]:
    """The files in the archive, each within its limit."""
    with zipfile.ZipFile(file) as archive:
        found: dict[str, bytes] = {}
        for info in archive.infolist()[: MAX_FILES + 1]:
            is_picture = PICTURE.fullmatch(info.filename) is not None
            limit = MAX_PICTURE if is_picture else MAX_TEXT
            known = is_picture or info.filename in (ABOUT, REPORTS, SEAL)
            if not known or info.filename in found or info.file_size > limit:
                raise ValueError(f"unexpected content: {info.filename[:50]!r}")
            found[info.filename] = archive.read(info)
    return found


def _seal(context: str, members: Mapping[str, bytes]) -> bytes:
    """A code over all files; whoever can make it knows the solutions and the hidden tests."""
    digests = [(name, hashlib.sha256(data).hexdigest()) for name, data in sorted(members.items())]
    text = json.dumps(digests).encode()
    return hmac.new(context.encode(), text, hashlib.sha256).hexdigest().encode()


def _tests(report: Report) -> list[TestResult]:
    return [test for exercise in report.exercises for test in exercise.tests]
