"""Hands in a notebook that breaks the rules of its format."""

from dataclasses import replace

from tests.attacks.kit import PASSED, Notebook


def format_3(notebook: Notebook) -> Notebook:
    cells = [{"cell_type": c["cell_type"], "input": c["source"]} for c in notebook["cells"]]
    return {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def missing_keys(notebook: Notebook) -> Notebook:
    cells = [{"cell_type": c["cell_type"], "source": c["source"]} for c in notebook["cells"]]
    return {"cells": cells}


def evil_cells(notebook: Notebook) -> Notebook:
    evil = [None, 7, [], {}, {"cell_type": []}, {"cell_type": {"code": 1}, "source": {}}]
    odd = {"cell_type": "code", "source": ["x = 1", 7, None], "metadata": 3, "id": ["x"]}
    notebook["cells"] = [*evil, *notebook["cells"], odd, *evil]
    return notebook


def same_ids(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["id"] = "same"
        cell["metadata"].get("nbgrader", {}).pop("grade_id", None)
    return notebook


NOTEBOOKS = {
    "format 3": format_3,
    "missing keys": missing_keys,
    "evil cells": evil_cells,
    "the same id everywhere": same_ids,
}
EXPECT = {
    "format 3": replace(PASSED, repair="old format"),
    "missing keys": replace(PASSED, repair="lost the marks"),
    "evil cells": PASSED,
    "the same id everywhere": replace(PASSED, repair="lost the marks"),
}
