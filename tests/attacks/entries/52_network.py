"""Asks a server for the answer."""

from tests.attacks.kit import NOTHING, PASSED

VARIANTS = {
    "tcp": """
import socket


def double(x):
    try:
        with socket.create_connection(("127.0.0.1", PORT), timeout=5):
            return 2 * x
    except OSError:
        return None
""",
    "udp and DNS": """
import socket


def double(x):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as question:
            question.sendto(b"what is twice x?", ("127.0.0.1", PORT))
            return 2 * x
    except OSError:
        return None
""",
}
EXPECT = {3: NOTHING, 2: NOTHING, 1: PASSED}
