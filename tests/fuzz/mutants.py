"""Mutated notebooks: damaged files, odd values and broken code that students could hand in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

GOLDEN = Path(__file__).parents[1] / "golden"
ROOT = GOLDEN.parents[1]
MAX_CHANGES = 4  # of one notebook

Document = dict[str, Any]
Change = Callable[[Document, Random], object]

ODD_TEXTS = (
    "", " ", "\0", "\ud800", "\udcff", "\x1b[2J", "\u202e", "\u2028", "\x85", "\ufeff", "\r",
    "é" * 99, "a" * 10_000, "`", "```&nbsp;\nx\n```", "<script>", "\\[" * 500, "> " * 300,
    "[" * 1000, "| " * 300, "# Think! ", "$$", "&nbsp;", "![a](b)", "=1+1", "../../etc",
    "-" * 300, "1" * 5000, "{{ x }}",
)  # fmt: skip
ODD_VALUES = (
    *(None, True, False, 0, -1, 4, 5, 99, 10**30, -(10**4000), 1.5, float("nan"), float("inf")),
    *([], {}, [[]], {"": {}}, ["a", 1, None], {"nbgrader": []}, {"nbgrader": {"grade_id": {}}}),
    *({"nbgrader": {"grade_id": "Net"}}, "code", "markdown", "raw", "4", *ODD_TEXTS),
)
ODD_CODE = (
    "x = 1 \\", "\\", "@", "@(\n    lambda f: f\n)", "(", "[", "{", '"""', "'''", "f'{",
    "f'{x!r:{y}}'",
    "%matplotlib inline", "!ls", "x = !ls", "%%bash\nls", "?print", "print??", "await x", "yield 1",
    "return 1", "global x", "nonlocal x", "from __future__ import annotations",
    "from torch import *", "import", "lambda: (yield)", "*a, b = 1, 2", "x: int", "(x := 1)",
    "del Net", "if 1:", "else:",
    "elif 1: pass", "try:", "except* E: pass", "match x:\n    case [a, *_]: pass", "type X = int",
    "class Net: pass", "def neuron(): pass", "async def f(): pass", "0777", "0x" + "f" * 4000,
    "1" * 5000, "1e99999", "b'é'", "'\\N{foo}'", "'\\ud800'", "\t x", "   x", "x\n\ty", "\x0cx",
    "\x00", "é = 1", "x = " + " + ".join("x" * 1500), "x = " + "(" * 150 + ")" * 150,
    "x = " + "[" * 1000,
    "x" + ".a" * 900, "x" + "()" * 400, "x = " + "not " * 900 + "x", "x = " + "-" * 3000 + "1",
    "if a: pass\n" + "elif a: pass\n" * 900, "f(" + "x=1," * 2000, "x = '" + "a" * 20_000,
    "\n".join("    " * depth + "if 1:" for depth in range(110)), "lambda " * 300 + ": 0", 
    "a if b else " * 500, "exec('x = 1')", "globals()['x'] = 1", ">>> x = 1", "In [1]: x = 1", 
    "\ufeffx = 1", "x\r\ry = 2",
)  # fmt: skip


def originals(lesson: str) -> list[bytes]:
    """The release of a lesson, and its notebooks as students filled them in."""
    released = ROOT / "release" / lesson / f"{lesson}.ipynb"
    return [path.read_bytes() for path in (released, *sorted(GOLDEN.glob(f"{lesson}/*/*.ipynb")))]


def mutants(lesson: str, number: int, seed: int = 0) -> Iterator[bytes]:
    """That many mutated notebooks of a lesson; the same seed gives the same ones."""
    random = Random(f"{lesson} {seed}")
    documents = [json.loads(file) for file in originals(lesson) if is_whole(file)]
    for _ in range(number):
        document = json.loads(json.dumps(random.choice(documents)))
        for _ in range(random.randint(1, MAX_CHANGES)):
            random.choice(CHANGES)(document, random)
            document = json.loads(json.dumps(document))  # or an odd value could come to hold itself
        data = json.dumps(document).encode()
        yield data if random.random() < 0.8 else damaged(data, random)


def is_whole(file: bytes) -> bool:
    """Whether it is a notebook that can be changed cell by cell."""
    try:
        return bool(json.loads(file)["cells"])
    except (ValueError, KeyError, TypeError):
        return False


def damaged(data: bytes, random: Random) -> bytes:
    """The file with some bytes changed, cut out, put in or encoded in another way."""
    start, length = random.randrange(len(data) + 1), random.choice((1, 5, 100, 10_000))
    middle = data[start : start + length]
    rest = data[start + length :]
    return random.choice((
        data[:start],
        data[:start] + rest,
        data[:start] + middle * 2 + rest,
        data[:start] + random.randbytes(min(length, 50)) + rest,
        data[:start] + b"<<<<<<< HEAD\n" + middle + b"\n=======\n" + middle + rest,
        data.decode("utf-8", "replace").encode("utf-16"),
        data.decode("utf-8", "replace").encode("cp1252", "replace"),
        b"\xef\xbb\xbf" + data,
        data[:start] + b"[" * 20_000 + rest,
    ))  # fmt: skip


def a_cell(document: Document, random: Random) -> Document:
    """Any cell, or a new one where there are none."""
    cells = document.get("cells")
    if not (isinstance(cells, list) and (found := [c for c in cells if isinstance(c, dict)])):
        document["cells"] = found = [{"cell_type": "code", "source": ""}]
    return random.choice(found)


def lines_of(cell: Document) -> list[str]:
    source = cell.get("source", "")
    return str("".join(map(str, source)) if isinstance(source, list) else source).split("\n")


def change_lines(document: Document, random: Random) -> None:
    """Lines of a cell are left out, moved, indented, joined, or odd ones come between them."""
    cell = a_cell(document, random)
    lines = lines_of(cell)
    place = random.randrange(len(lines))
    odd = random.choice(ODD_CODE + ODD_TEXTS)
    line = lines[place]
    other = random.choice((odd, line + odd, " " + line, line.lstrip(), line[:-1]))
    lines[place : place + 1] = random.choice(([], [line, line], [line, other], [other]))
    if random.random() < 0.1:
        random.shuffle(lines)
    cell["source"] = "\n".join(lines)


def change_text(document: Document, random: Random) -> None:
    """A few characters of a cell are others."""
    cell = a_cell(document, random)
    text = "\n".join(lines_of(cell))
    place = random.randrange(len(text) + 1)
    piece = random.choice("()[]:\\'\"#\n;,=@ \0\ud800")
    cell["source"] = text[:place] + piece + text[place + random.randint(0, 3) :]


def change_cells(document: Document, random: Random) -> None:
    """Cells are left out, repeated, moved, or another thing stands in their place."""
    cells = document["cells"] if isinstance(document.get("cells"), list) else []
    place = random.randrange(len(cells) + 1)
    some = cells[place : place + random.randint(1, 5)]
    end = place + len(some)
    cells[place:end] = random.choice(
        ([], some * 2, some[::-1], [random.choice(ODD_VALUES)], [random.choice(ODD_VALUES), *some])
    )


def change_kind(document: Document, random: Random) -> None:
    """A cell has another type, or an odd one."""
    a_cell(document, random)["cell_type"] = random.choice(("code", "markdown", "raw", *ODD_VALUES))


def change_value(document: Document, random: Random) -> None:
    """Any value in the document is left out, odd, or nested."""
    holder: Any = document
    while True:
        keys: Sequence[Any] = list(holder) if isinstance(holder, dict) else range(len(holder))
        if not keys:
            return
        key = random.choice(keys)
        if not isinstance(holder[key], (dict, list)) or not holder[key] or random.random() < 0.3:
            break
        holder = holder[key]
    if random.random() < 0.2:
        del holder[key]
        return
    value = random.choice((*ODD_VALUES, random.choice(ODD_VALUES), holder[key]))
    for _ in range(random.choice((0, 0, 0, 1, 3, 150))):
        value = [value] if random.random() < 0.5 else {"a": value}
    holder[key] = value


CHANGES: tuple[Change, ...] = (
    change_lines, change_lines, change_lines, change_text, change_cells, change_kind, change_value,
)  # fmt: skip
