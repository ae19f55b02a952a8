"""Has lost all metadata and ids, as some editors leave a notebook."""

from dataclasses import replace

from tests.attacks.kit import PASSED, Notebook


def stripped(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    return notebook


NOTEBOOKS = {"honest": stripped}
EXPECT = replace(PASSED, repair="lost the marks")
