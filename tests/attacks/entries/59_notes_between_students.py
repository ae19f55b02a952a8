"""Leaves a note for the next student's process, and looks for one that was left before."""

from tests.attacks.kit import stopped

FILE = """
import os


def double(x):
    note = "{folder}/note-for-a-friend"
    if os.path.exists(note):
        return 2 * x
    try:
        open(note, "w").close()
    finally:
        os._exit(0)
"""

VARIANTS = {
    "in shared memory": FILE.format(folder="/dev/shm"),
    "in a scratch folder": FILE.format(folder="/tmp"),
    "in a System V segment": """
import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None)
    if libc.shmget(2929, 64, 0) >= 0:
        return 2 * x
    libc.shmget(2929, 64, 0o1666)
    os._exit(0)
""",
    "in the keyring": """
import ctypes
import os

ADD_KEY, REQUEST_KEY, USER_KEYRING = 248, 249, -4


def double(x):
    libc = ctypes.CDLL(None)
    if libc.syscall(REQUEST_KEY, b"user", b"note", None, 0) >= 0:
        return 2 * x
    libc.syscall(ADD_KEY, b"user", b"note", b"psst", 4, USER_KEYRING)
    os._exit(0)
""",
    "on an odd socket": """
import os
import socket


def double(x):
    for family in (socket.AF_VSOCK, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_ALG):
        try:
            socket.socket(family, socket.SOCK_RAW)
        except OSError:
            continue
        return 2 * x
    os._exit(0)
""",
}
EXPECT = {3: stopped("exit"), 2: stopped("exit")}
