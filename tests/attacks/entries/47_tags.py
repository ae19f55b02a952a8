"""Carries tags that make other tools skip cells, or expect them to raise."""

from tests.attacks.kit import WRONG, Notebook, answered_wrongly


def tagged(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove_cell"]
    return answered_wrongly(notebook)


NOTEBOOKS = {"skip": tagged}
EXPECT = WRONG
