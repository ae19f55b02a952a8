"""Raises the points in the metadata of the notebook."""

from tests.attacks.kit import PASSED, WRONG, Notebook, answered_wrongly


def with_points(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            mark.update(points=1000, score=1000, grade=True)
    return notebook


NOTEBOOKS = {
    "right answer": with_points,
    "wrong answer": lambda notebook: with_points(answered_wrongly(notebook)),
}
EXPECT = {"right answer": PASSED, "wrong answer": WRONG}
