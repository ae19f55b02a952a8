"""Hands in outputs that look like the feedback for full marks."""

from tests.attacks.kit import WRONG, Notebook, answered_wrongly


def decorated(notebook: Notebook) -> Notebook:
    data = {"text/html": "<b>forged-mark: 3 of 3 points</b>", "text/plain": "forged-mark"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return answered_wrongly(notebook)


NOTEBOOKS = {"html": decorated}
ABSENT = "forged-mark"
EXPECT = WRONG
