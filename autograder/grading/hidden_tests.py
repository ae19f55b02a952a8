"""Hidden tests collected by pytest once, then run as often as there are submissions."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.config import Config, _prepareconfig
from _pytest.runner import runtestprotocol

from autograder.errors import CourseError
from autograder.sandbox import gpu, seed_everything
from autograder.testing import Reference, Student

# What would print, write, rewrite, or judge this process rather than the student's.
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
    """The fixtures that a hidden test may ask for, and what became of the test that runs."""

    def __init__(self, reference: Reference, devices: tuple[str, ...]) -> None:
        self._reference = reference
        self._devices = devices
        self.current: Student | None = None
        self.outcome: BaseException | None = None
        self.problem = ""

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
        """Run a test that asks for `device` once on each device."""
        if "device" in metafunc.fixturenames:
            metafunc.parametrize("device", self._devices)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Where a test computes on a card, start CUDA, and give it the inputs that the CPU had."""
        assert self.current is not None
        self.current.device = device_of(item)
        if self.current.device != "cpu":
            gpu.start()
            seed_everything(self._reference.seed)

    def pytest_configure(self, config: Config) -> None:
        """Make the marks known that carry the points; write no tracebacks, which nobody reads."""
        config.option.tbstyle = "no"
        config.addinivalue_line("markers", "exercise(name, points, visible): what a test is worth")
        config.addinivalue_line("markers", "question(name, points): what an answer is worth")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a test file could not be imported."""
        if report.failed:
            self.problem = str(report.longrepr).strip().splitlines()[-1].removeprefix("E   ")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the exception that ended a test; the report would hold only its text."""
        if call.excinfo is not None:
            self.outcome = call.excinfo.value
        return (yield)


class Collection:
    """The collected tests of one lesson; use as a context manager.

    Args:
        grader: The file that holds them.
        reference: The reference solutions.
        devices: Where tests run that ask for a device, the CPU first.
    """

    def __init__(self, grader: Path, reference: Reference, devices: tuple[str, ...]) -> None:
        self._fixtures = Fixtures(reference, devices)
        arguments = [*ARGUMENTS, f"--rootdir={grader.parent}", str(grader)]
        self._config = _prepareconfig(arguments, [self._fixtures])
        self._config._do_configure()
        session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=session)
        with _plain_asserts():
            items = session.perform_collect()
        if self._fixtures.problem or not items:
            why = self._fixtures.problem or "it holds no tests"
            raise CourseError(f"The hidden tests {grader} cannot be collected: {why}.")
        self._items: dict[str, list[Any]] = {}
        for item in items:
            self._items.setdefault(item.originalname, []).append(item)  # type: ignore[attr-defined]

    def __enter__(self) -> Collection:
        """Ready to run tests."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give back what pytest holds."""
        self._config._ensure_unconfigure()

    def run(self, test: str, student: Student) -> BaseException | None:
        """Run one test on every device; what it raised first, or None where it passed.

        The CPU comes first: what is wrong there is said in the same words with and without a card.
        `student.device` tells afterwards where the test ended.
        """
        self._fixtures.current = student
        for item in self._items.get(test, []):
            self._fixtures.outcome = None
            runtestprotocol(item, log=False, nextitem=None)
            if self._fixtures.outcome is not None:
                return self._fixtures.outcome
        return None


@contextmanager
def _plain_asserts() -> Iterator[None]:
    """Keep a pytest that runs around us from rewriting the asserts, which shows hidden values."""
    hooks = sys.meta_path[:]
    sys.meta_path[:] = [h for h in hooks if not isinstance(h, AssertionRewritingHook)]
    try:
        yield
    finally:
        sys.meta_path[:] = hooks


def device_of(item: pytest.Item) -> str:
    """Where a collected test computes."""
    given = getattr(item, "callspec", None)
    return str(given.params["device"]) if given and "device" in given.params else "cpu"
