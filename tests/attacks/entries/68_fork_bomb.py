"""Starts processes or threads without end."""

from tests.attacks.kit import raised, stopped

VARIANTS = {
    "processes": """
import os
import time


def double(x):
    while True:
        try:
            os.fork()
        except BlockingIOError:
            time.sleep(0.01)
""",
    "threads": """
import threading


def double(x):
    while True:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
""",
}
SECONDS = 3.0
EXPECT = {
    "processes": {3: stopped("time"), 2: raised("PermissionError")},
    "threads": raised("RuntimeError"),
}
