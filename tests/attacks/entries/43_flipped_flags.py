"""Declares the check cells to be ungraded answers of its own, and empties them."""

from tests.attacks.kit import WRONG, Notebook, answered_wrongly, cell


def flipped(notebook: Notebook) -> Notebook:
    check = cell(notebook, "test_double")
    check["metadata"]["nbgrader"].update(grade=False, locked=False, solution=True, task=True)
    check["source"] = "pass"
    return answered_wrongly(notebook)


NOTEBOOKS = {"flags": flipped}
EXPECT = WRONG
