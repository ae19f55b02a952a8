"""A limit on the processor time that our own work on one student's file may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REPEAT_SECONDS = 0.5  # a library may swallow the first exception


class OutOfTime(Exception):
    """The time is used up."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in this context when it has used that much processor time.

    Time spent waiting does not count, so that a busy machine changes no result. The kernel tells
    only a process's main thread; in another thread there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def stop(*_: object) -> None:
        nonlocal is_over
        is_over = True
        raise OutOfTime

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, REPEAT_SECONDS)
    try:
        yield
    except Exception as error:
        if is_over:  # whatever became of it on its way, Python's compiler makes it a SystemError
            raise OutOfTime from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
