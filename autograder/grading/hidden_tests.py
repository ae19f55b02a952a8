"""Collects hidden tests with pytest once, and runs them for each submission."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.config import Config, _prepareconfig
from _pytest.fixtures import FixtureLookupError
from _pytest.runner import runtestprotocol

from autograder.errors import CourseError, broken_file, line_in
from autograder.sandbox import Stopped, gpu, is_out_of_memory, seed_everything
from autograder.testing import Reference, Student
from autograder.text import shown

logger = logging.getLogger(__name__)

TOO_LARGE = "A hidden test ran out of memory on what it returned."
# Plugins that print, write files, rewrite asserts, or check this process and not the student's.
LEFT_OUT = (
    "cacheprovider",
    "capture",
    "faulthandler",
    "logging",
    "terminal",
    "threadexception",
    "unraisableexception",
    "warnings",
)
ARGUMENTS = (
    "-c",
    os.devnull,
    "--assert=plain",  # a rewritten assert would show hidden values
    "--import-mode=importlib",
    "--noconftest",
    "--disable-plugin-autoload",
    *(f"-pno:{plugin}" for plugin in LEFT_OUT),
)


class Fixtures:
    """The fixtures of hidden tests, and the outcome of the current test."""

    def __init__(self, reference: Reference, devices: tuple[str, ...]) -> None:
        self._reference = reference
        self._devices = devices
        self.current: Student | None = None
        self.outcome: BaseException | None = None
        self.problem: BaseException | None = None

    @pytest.fixture
    def student(self) -> Student:
        """The student's definitions."""
        assert self.current is not None
        return self.current

    @pytest.fixture
    def reference(self) -> Reference:
        """The reference solutions."""
        return self._reference

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test with a `device` parameter on each device."""
        if "device" in metafunc.fixturenames:
            metafunc.parametrize("device", self._devices)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """If a test runs on a card, start CUDA and seed it, so that its inputs are the same."""
        assert self.current is not None
        self.current.device = device_of(item)
        if self.current.device != "cpu":
            gpu.start()
            seed_everything(self._reference.seed)

    def pytest_configure(self, config: Config) -> None:
        """Register the marks that hold points; create no tracebacks, because nobody reads them."""
        config.option.tbstyle = "no"
        config.addinivalue_line(
            "markers", "exercise(name, points, visible, after): what a test is worth"
        )
        config.addinivalue_line("markers", "question(name, points): what an answer is worth")

    def pytest_exception_interact(self, call: pytest.CallInfo[object]) -> None:
        """Store why the test file cannot be imported; pytest wraps an ImportError in its own."""
        if call.when == "collect" and call.excinfo:
            self.problem = call.excinfo.value.__cause__ or call.excinfo.value

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Store the exception that ended a test; pytest's report has only its text."""
        if call.excinfo is not None:
            self.outcome = call.excinfo.value
        if isinstance(self.outcome, FixtureLookupError):  # its text shows objects of pytest
            known = "student, reference and device"
            self.outcome = LookupError(f"no fixture {self.outcome.argname!r}; there are {known}")
        return (yield)


class Collection:
    """The collected tests of one lesson; use as a context manager.

    Args:
        grader: The file with the tests.
        reference: The reference solutions.
        devices: Devices of tests that ask for one, the CPU first.

    Raises:
        CourseError: The file cannot be imported, or has no tests.
    """

    def __init__(self, grader: Path, reference: Reference, devices: tuple[str, ...]) -> None:
        self._file, self._folder = grader, Path.cwd()
        self._fixtures = Fixtures(reference, devices)
        # Without the second, pytest lists every folder above, whatever lies there.
        folders = [f"--rootdir={grader.parent}", f"--confcutdir={grader.parent}"]
        arguments = [*ARGUMENTS, *folders, str(grader)]
        self._config = _prepareconfig(arguments, [self._fixtures])
        self._config._do_configure()
        self._items: dict[str, list[Any]] = {}
        for item in self._collect():
            self._items.setdefault(item.originalname, []).append(item)  # type: ignore[attr-defined]

    def _collect(self) -> list[pytest.Item]:
        session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=session)
        try:
            with _plain_asserts():
                items = list(session.perform_collect())
        except (pytest.exit.Exception, SystemExit) as error:
            raise broken_file("hidden tests", self._file, error) from error
        if problem := self._fixtures.problem:
            raise broken_file("hidden tests", self._file, problem) from problem
        if not items:
            raise CourseError(f"The hidden tests {shown(self._file)} hold no test.")
        return items

    def __enter__(self) -> Collection:
        """Ready to run tests."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release what pytest holds."""
        self._config._ensure_unconfigure()

    def run(self, test: str, student: Student) -> BaseException | None:
        """Run one test on each device until it raises; returns the exception, or None.

        The CPU comes first, so that a failure there has the same message with and without a card.
        Afterwards, `student.device` is the device on which the test ended.
        """
        if test not in self._items:
            return LookupError("pytest does not collect this test")
        self._fixtures.current = student
        for item in self._items[test]:
            self._fixtures.outcome = None
            with chdir(self._folder):
                self._run(item)
            outcome = self._fixtures.outcome
            if outcome is not None and is_out_of_memory(outcome):
                logger.warning("%s: %s", test, TOO_LARGE, exc_info=outcome)
                return Stopped("memory", TOO_LARGE)  # our own inputs are small
            if outcome is not None:
                return self._from_the_test(outcome)
        return None

    def _run(self, item: pytest.Item) -> None:
        try:
            runtestprotocol(item, log=False, nextitem=None)
        except pytest.exit.Exception as error:  # it would end our session
            item.session._setupstate.teardown_exact(None)
            self._fixtures.outcome = error

    def _from_the_test(self, outcome: BaseException) -> BaseException:
        """The exception without the calls inside pytest that led to the test."""
        rest = outcome.__traceback__
        while rest and rest.tb_frame.f_code.co_filename != str(self._file):
            rest = rest.tb_next
        return outcome.with_traceback(rest or outcome.__traceback__)

    def place(self, test: str, outcome: BaseException) -> str:
        """The file and line that raised in a test, or else the line of the test itself."""
        line = line_in(self._file, outcome)
        if line is None and test in self._items:
            line = (self._items[test][0].location[1] or 0) + 1
        return f"{shown(self._file)}, line {line}" if line else shown(self._file)


@contextmanager
def _plain_asserts() -> Iterator[None]:
    """Stop an outer pytest from rewriting asserts: rewritten asserts show hidden values."""
    hooks = sys.meta_path[:]
    sys.meta_path[:] = [h for h in hooks if not isinstance(h, AssertionRewritingHook)]
    try:
        yield
    finally:
        sys.meta_path[:] = hooks


def device_of(item: pytest.Item) -> str:
    """The device of a collected test."""
    given = getattr(item, "callspec", None)
    return str(given.params["device"]) if given and "device" in given.params else "cpu"
