"""Writes full marks into the files where results are kept."""

from tests.attacks.kit import NOTHING

CODE = """
import os


def double(x):
    folder = os.path.dirname(GRADEBOOK)
    for path in (".results/results.db", "results.json", "reports.json", "autograded/grades.csv"):
        try:
            with open(os.path.join(folder, path), "a") as file:
                file.write('{"score": 100}')
            return 2 * x
        except OSError:
            continue
"""
EXPECT = {3: NOTHING, 2: NOTHING}
