"""How many copies `course similar` lists, and how many pairs that are none, for docs/benchmarks.md.

python -m tests.similarity.measure [--students 1000] [--copies 25] [--lesson multilayer_perceptrons]

The class is handed in as notebooks, and the command is timed from start to end.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.commands.commands import course
from tests.similarity.students import KINDS, lesson, made_up_class, notebook


def measure(name: str, number: int, copies: int, seed: int, folder: Path) -> tuple[float, Counter]:
    """Seconds, and how many pairs of each kind are listed; "" for those that are no copies."""
    kinds: dict[frozenset[str], str] = {}
    for place, (kind, codes) in enumerate(made_up_class(name, number, copies, seed)):
        student = f"student_{place:04}"
        (folder / f"{student}.ipynb").write_text(json.dumps(notebook(lesson(name), codes)))
        if kind:
            kinds[frozenset({student, f"student_{place - number:04}"})] = kind
    start = time.perf_counter()
    done = course(
        "similar", name, folder, "--output", folder / "p.html", "--json", folder / "p.json"
    )
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stderr
    return seconds, listed(json.loads((folder / "p.json").read_text()), kinds)


def listed(document: Mapping, kinds: Mapping[frozenset[str], str]) -> Counter:
    return Counter(kinds.get(frozenset(pair["students"]), "") for pair in document["pairs"])


def main() -> None:
    """Print the row of a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--copies", type=int, default=25, help="of each kind")
    parser.add_argument("--lesson", default="multilayer_perceptrons")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        alone = given.students - given.copies * len(KINDS)
        seconds, found = measure(given.lesson, alone, given.copies, 1, Path(folder))
    shares = " | ".join(f"{found[kind]} of {given.copies}" for kind in KINDS)
    print(f"| `{given.lesson}` | {given.students} | {shares} | {found['']} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
