"""Leaves an execution result of full marks below the check cell, as a kernel would."""

from tests.attacks.kit import WRONG, Notebook, answered_wrongly, cell


def forged(notebook: Notebook) -> Notebook:
    data = {"text/plain": "3.0", "text/html": "forged-mark"}
    output = {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}
    cell(notebook, "test_double").update(outputs=[output], execution_count=1)
    return answered_wrongly(notebook)


NOTEBOOKS = {"output": forged}
ABSENT = "forged-mark"
EXPECT = WRONG
