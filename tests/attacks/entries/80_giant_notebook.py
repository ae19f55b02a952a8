"""Hands in something huge: outputs of 60 MB, 100,000 cells, endless code."""

from dataclasses import replace

from tests.attacks.kit import PASSED, UNREADABLE, Notebook, cell


def outputs(notebook: Notebook) -> Notebook:
    text = {"output_type": "stream", "name": "stdout", "text": "x" * (60 << 20)}
    cell(notebook, "double")["outputs"] = [text]
    return notebook


def cells(notebook: Notebook) -> Notebook:
    notebook["cells"] += [{"cell_type": "markdown", "source": "", "metadata": {}}] * 100_000
    return notebook


def code(line: str, times: int) -> object:
    def build(notebook: Notebook) -> Notebook:
        source = line * times
        notebook["cells"].append({"cell_type": "code", "source": source, "metadata": {}})
        return notebook

    return build


NOTEBOOKS = {
    "60 MB of outputs": outputs,
    "100,000 cells": cells,
    "a million lines": code("double_or_nothing = 1\n", 800_000),
    "a number without end": code("endless = 0x" + "f" * 9_000 + "\n", 1),
    "lines that never end": code("(\n", 49_000),
    "endless lines that never end": code("(\n", 4_000_000),
}
EXPECT = {
    "60 MB of outputs": replace(UNREADABLE, repair="larger than 20 MB"),
    "100,000 cells": replace(PASSED, repair="more than 2,000 cells"),
    "a million lines": replace(PASSED, repair="too long to be read"),
    "a number without end": replace(PASSED, repair="cannot be read"),
    "lines that never end": replace(PASSED, repair="cannot be read"),
    "endless lines that never end": replace(PASSED, repair="too long to be read"),
}
