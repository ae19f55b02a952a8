"""Fills the disk."""

from tests.attacks.kit import raised

FILL = """
def double(x):
    for number in range(1000):
        with open(f"{folder}/{{number}}", "wb") as file:
            file.write(bytes(1 << 20))
"""
VARIANTS = {
    "scratch folder": FILL.format(folder="/tmp"),
    "shared memory": FILL.format(folder="/dev/shm"),
}
EXPECT = {3: raised("OSError"), 2: raised("PermissionError")}
