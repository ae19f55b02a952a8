"""Claims to come from a version of nbgrader that does not exist."""

from tests.attacks.kit import PASSED, Notebook


def future(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        if mark := cell["metadata"].get("nbgrader"):
            mark["schema_version"] = 99
    return notebook


NOTEBOOKS = {"honest": future}
EXPECT = PASSED
