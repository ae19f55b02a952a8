"""How long the neuron explorer takes from a move of its slider to the new picture on the page.

Run `python -m benchmarks.slider [--moves 100]`. It needs Chromium (`make chromium`). The explorer
of `multilayer_perceptrons` is opened in JupyterLab with the cells that it needs, and the arrow key
moves its first slider step by step. The browser's clock starts with the key's event and stops in
the first task after the frame in which the new picture was loaded. The kernel's share of a move,
simulating and drawing, is timed in the kernel.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

import nbformat

from autograder.course import load_course
from tests.browser.lab import open_page, start_chromium, start_lab
from tests.browser.notebook import Notebook

LESSON = "multilayer_perceptrons"
NEEDED = ("plt.style.use(", "def run_LIF(", "def transfer_function(", "explore_transfer_function(")
KERNEL_SHARES = """
import time
from compneuro.widgets import MovingCurve
from matplotlib.figure import Figure
figure = Figure()
figure.subplots().plot(*transfer_function(Rm=1, tau_ref=1))
curve, shares = MovingCurve(figure), []
for Rm in range(1, 21):
    start = time.perf_counter()
    points = transfer_function(Rm=Rm, tau_ref=1)
    simulated = time.perf_counter()
    curve.png(*points)
    shares.append((simulated - start, time.perf_counter() - simulated))
for name, share in zip(["simulation", "drawing"], zip(*shares)):
    print(f"{name}: median {1000 * sorted(share)[10]:.0f} ms")
"""
WATCH = """picture => {
    window.moved = new Promise(resolve => {
        let start;
        addEventListener('keydown', event => { start = event.timeStamp },
                         {capture: true, once: true});
        picture.addEventListener('load', () => requestAnimationFrame(() =>
            setTimeout(() => resolve(performance.now() - start))), {once: true});
    });
}"""


def explorer(folder: Path, *more: str) -> Path:
    """A notebook with the cells that the explorer needs, followed by the cells `more`."""
    course = load_course()
    notebook = nbformat.read(course.solved_notebook(LESSON), as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    needed = [cell.source for cell in cells if any(part in cell.source for part in NEEDED)]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (*needed, *more)]
    path = folder / "explorer.ipynb"
    nbformat.write(notebook, path)
    return path


def measure(notebook: Notebook, moves: int) -> list[float]:
    """How long each move takes, in milliseconds."""
    (handle, *_) = notebook.show(".noUi-handle")
    picture = notebook.page.locator(".jp-OutputArea-output:has(.noUi-handle) img")
    handle.focus()
    taken = []
    for _ in range(moves):
        picture.evaluate(WATCH)
        notebook.page.keyboard.press("ArrowRight")
        taken.append(float(notebook.page.evaluate("window.moved")))
    return taken


def main() -> None:
    """Measure, and print the median and the longest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=100)
    moves = parser.parse_args().moves
    with (
        tempfile.TemporaryDirectory() as folder,
        start_lab(Path(folder)) as lab,
        start_chromium() as browser,
        open_page(browser) as page,
    ):
        notebook = Notebook(page, lab.link(explorer(lab.folder, KERNEL_SHARES)))
        notebook.run_all()
        taken = sorted(measure(notebook, moves))
        shares = notebook.cells()[-1]["outputs"][0]["text"]
    print(
        f"{moves} moves, from the key to the new picture: median {median(taken):.0f} ms, "
        f"9 in 10 within {taken[int(0.9 * moves)]:.0f} ms, longest {taken[-1]:.0f} ms"
    )
    print(f"In the kernel, for one move:\n{shares}", end="")


if __name__ == "__main__":
    main()
