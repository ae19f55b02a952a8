"""Is right, in a notebook full of what Python cannot run: full marks."""

from tests.attacks.kit import PASSED, Notebook, cell


def broken(notebook: Notebook) -> Notebook:
    notebook["metadata"]["kernelspec"] = {"name": "julia", "display_name": "Julia", "language": "x"}
    answer = "%%time\n!pip install torch\nawait download()\n" + cell(notebook, "double")["source"]
    cell(notebook, "double")["source"] = answer
    for source in ("x = = 2", "import no_such_module", "1 / 0", "%matplotlib inline\n!rm -rf /"):
        notebook["cells"].insert(1, {"cell_type": "code", "source": source, "metadata": {}})
    return notebook


NOTEBOOKS = {"around the answer": broken}
EXPECT = PASSED
