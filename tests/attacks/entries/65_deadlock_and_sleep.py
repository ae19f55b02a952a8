"""Waits forever, in ways that a limit on CPU time does not catch."""

from tests.attacks.kit import stopped

VARIANTS = {
    "deadlock": """
import threading


def double(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
""",
    "sleep": """
import time


def double(x):
    time.sleep(10**6)
""",
    "SIGSTOP": """
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    signal.pause()
""",
    "ignored signals": """
import signal
import time


def double(x):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    time.sleep(10**6)
""",
}
SECONDS = 0.5
EXPECT = stopped("time")
