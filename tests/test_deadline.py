"""Work on one file ends when its processor time is used up."""

from __future__ import annotations

import signal
import threading

import pytest

from autograder.deadline import OutOfTime, cpu_limit


def work_for_ever() -> None:
    while True:
        pass


def swallow_once() -> None:
    """As a library does that catches everything."""
    try:
        work_for_ever()
    except OutOfTime:
        work_for_ever()


@pytest.mark.parametrize("work", [work_for_ever, swallow_once])
def test_endless_work_ends(work: object) -> None:
    assert callable(work)
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(OutOfTime), cpu_limit(0.05):
        work()
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_work_that_ends_in_time_is_left_alone() -> None:
    with cpu_limit(60):
        assert sum(range(1000)) == 499_500
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_another_thread_works_without_a_limit() -> None:
    done = []

    def work() -> None:
        with cpu_limit(1e-6):
            done.append(sum(range(10**6)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
