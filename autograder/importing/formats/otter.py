"""otter's notebooks: blocks between raw or markdown cells, and comments at the ends of lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]

from autograder.importing.code import parsed
from autograder.importing.form import Draft, RawCell, slug, words_beside
from autograder.importing.formats.marked import Line, take_apart
from autograder.importing.formats.nbgrader import add_piece, title_of

FENCE = re.compile(r"\A\s*```[^\n]*\n(?P<inside>[\s\S]*?)\n```\s*\Z")
BORDER = re.compile(
    r"\A\s*#\s*(?P<what>ASSIGNMENT CONFIG|(?:BEGIN|END)\s+(?:QUESTION|PROMPT|SOLUTION|TESTS))\b"
    r"[^\n]*\n?(?P<yaml>[\s\S]*)\Z",
    re.IGNORECASE,
)
OLD_QUESTION = re.compile(r"```[^\n]*\n\s*BEGIN QUESTION[^\n]*\n(?P<yaml>[\s\S]*?)\n```")
CONFIG = re.compile(
    r'\A\s*"""\s*#\s*BEGIN TESTS? CONFIG\n(?P<yaml>[\s\S]*?)"""\s*#\s*END TESTS? CONFIG\s*\n?'
)
HIDDEN = re.compile(r"\A\s*#+\s*(?:HIDDEN(?: TEST)?|TEST)\b[^\n]*\n?", re.IGNORECASE)
# What the end of a line says of it, and the blocks between two such comments.
END = re.compile(r"[ \t]*#[ \t]*(?P<what>SOLUTION NO PROMPT|SOLUTION|SEED|IGNORE)[ \t]*$", re.I)
BEGIN = re.compile(r"^[ \t]*#[ \t]*BEGIN (?P<what>SOLUTION NO PROMPT|SOLUTION|IGNORE)[ \t]*$", re.I)
CLOSE = re.compile(r"^[ \t]*#[ \t]*END (?:SOLUTION|IGNORE)", re.I)
PROMPT = re.compile(
    r'^[ \t]*"""[ \t]*#[ \t]*(?P<what>BEGIN) PROMPT|^[ \t]*""";?[ \t]*#[ \t]*END PROMPT', re.I
)
TRUTH = re.compile(r"(?:\w+\.)*(?:all|any|\w*close|\w*equals?|is\w+|hasattr|callable)\(")
EXPORT = re.compile(r"\botter\.Notebook\(|\bgrader\.(?:check|export)", re.I)


@dataclass
class Asked:
    """The question that is being read."""

    settings: dict[str, Any] = field(default_factory=dict)
    inside: str = ""  # SOLUTION, PROMPT, TESTS or nothing
    answer: list[str] = field(default_factory=list)
    tests: list[tuple[RawCell, dict[str, Any], bool]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    cell: int = 0

    @property
    def is_manual(self) -> bool:
        """Whether a person grades it."""
        return bool(self.settings.get("manual"))


def read(cells: Sequence[RawCell]) -> Draft:
    """The parts of a notebook of otter."""
    draft = Draft()
    asked: Asked | None = None
    for cell in cells:
        source = _unfenced(cell)
        border = BORDER.match(source) if cell.kind in ("raw", "markdown") else None
        old = OLD_QUESTION.search(cell.source) if cell.kind == "markdown" else None
        if border:
            asked = _border(draft, asked, cell, border)
        elif old:
            _finish(draft, asked)
            asked = Asked(_settings(draft, cell, old["yaml"]), "SOLUTION", cell=cell.number)
            draft.add("text", OLD_QUESTION.sub("", cell.source), cell.number)
        elif asked is not None and asked.inside:
            _inside(draft, asked, cell, words_beside(cell, cells))
        elif cell.kind == "code":
            if not EXPORT.search(cell.source):
                lines = list(_lines(cell.source))
                draft.add(
                    "code", "\n".join(x.prompt for x in lines if x.prompt is not None), cell.number
                )
        elif cell.kind == "markdown":
            draft.add("text", cell.source, cell.number)
    _finish(draft, asked)
    return draft


def _unfenced(cell: RawCell) -> str:
    found = FENCE.match(cell.source)
    return found["inside"] if found and cell.kind == "markdown" else cell.source


def _border(
    draft: Draft, asked: Asked | None, cell: RawCell, border: re.Match[str]
) -> Asked | None:
    """What a cell that begins or ends a block makes of the question."""
    what = " ".join(border["what"].upper().split())
    if what == "ASSIGNMENT CONFIG":
        settings = _settings(draft, cell, border["yaml"])
        for key in ("files", "student_files", "autograder_files"):
            draft.files += [str(name) for name in settings.get(key) or ()]
        return None
    if what == "BEGIN QUESTION":
        _finish(draft, asked)
        return Asked(_settings(draft, cell, border["yaml"]), cell=cell.number)
    if what == "END QUESTION" or asked is None:
        _finish(draft, asked)
        return None
    asked.inside = what.removeprefix("BEGIN ") if what.startswith("BEGIN") else ""
    return asked


def _settings(draft: Draft, cell: RawCell, text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        draft.remark(cell.number, "the settings in this cell are no YAML, so they were left out.")
        return {}
    return found if isinstance(found, dict) else {}


def _inside(draft: Draft, asked: Asked, cell: RawCell, used: Collection[str]) -> None:
    """A cell within a solution, a prompt or the tests of a question."""
    if asked.inside.startswith("TEST") or (HIDDEN.match(cell.source) and cell.kind == "code"):
        config = CONFIG.match(cell.source)
        settings = _settings(draft, cell, config["yaml"]) if config else {}
        mark = HIDDEN.match(cell.source)
        is_hidden = bool(settings.get("hidden")) or bool(mark and "HIDDEN" in mark[0].upper())
        if cell.kind == "code":
            asked.tests.append((cell, settings, is_hidden))
    elif asked.inside == "PROMPT":
        if not asked.is_manual:
            draft.add("text" if cell.kind == "markdown" else "code", cell.source, cell.number)
    elif asked.is_manual or cell.kind != "code":
        is_kept = "otter_include" in (cell.metadata.get("tags") or ())  # type: ignore[operator]
        if is_kept:
            draft.add("text", cell.source, cell.number)
        elif cell.kind == "code":
            solved = "\n".join(str(x.text) for x in _lines(cell.source) if x.text is not None)
            asked.answer.append(f"```python\n{solved.strip()}\n```")
        else:
            asked.answer.append(re.sub(r"^\W*SOLUTION\W*:?\W*", "", cell.source.strip()))
    else:
        name = slug(str(asked.settings.get("name", "")), f"answer_{cell.number}")
        name = f"{name}_{len(asked.names) + 1}" if asked.names else name
        for piece in take_apart(list(_lines(cell.source)), name, used):
            add_piece(draft, cell, piece)
            asked.names += [piece.name] if not isinstance(piece, str) else []


def _finish(draft: Draft, asked: Asked | None) -> None:
    """Add what stands at the end of a question: its model answer, or its tests."""
    if asked is None:
        return
    if asked.is_manual:
        answer = "\n\n".join(asked.answer).strip()
        points = _total(asked.settings.get("points"))
        draft.add("question", "", asked.cell, solution=answer, points=points)
        return
    if not asked.names:
        draft.remark(asked.cell, "this question holds no solution; import the source notebook.")
    shares = list(_shares(asked))
    for (cell, settings, is_hidden), points in zip(asked.tests, shares, strict=True):
        code = HIDDEN.sub("", CONFIG.sub("", cell.source))
        code = "\n".join(
            str(x.text) for x in _lines(code) if x.text is not None and x.prompt is not None
        )
        whole = _asserted(code, cell.output)
        draft.add(
            "test",
            "" if is_hidden else whole,
            cell.number,
            name=slug(str(settings.get("name") or asked.settings.get("name", "")), "test"),
            solution=whole,
            points=points,
            title=title_of(whole),
        )


def _asserted(code: str, output: str) -> str:
    """A test that says by its last value whether it holds, as one that asserts it.

    otter compares that value with the output that the notebook was saved with.
    """
    tree = parsed(code)
    last = tree.body[-1] if tree and tree.body else None
    if isinstance(last, ast.FunctionDef) and last.name.startswith("test"):
        arguments = ", ".join(argument.arg for argument in last.args.args)
        return f"{code.rstrip()}\n\n{last.name}({arguments})"
    if not isinstance(last, ast.Expr) or isinstance(last.value, ast.Constant):
        return code
    head = code.split("\n")[: last.lineno - 1]
    value = ast.unparse(last.value)
    if output not in ("", "True"):
        return "\n".join([*head, f"assert repr({value}) == {output!r}"])
    is_truth = isinstance(last.value, (ast.Compare, ast.BoolOp)) or bool(TRUTH.match(value))
    return "\n".join([*head, f"assert {value}"]) if output or is_truth else code


def _shares(asked: Asked) -> Iterator[float]:
    """The points of each test: its own, or an even share of what the question has left."""
    given, number = asked.settings.get("points"), len(asked.tests)
    if isinstance(given, list):
        yield from (float(points) for points in (*given, *[0.0] * number)[:number])
        return
    if isinstance(given, dict):
        given = float(given["each"]) * number if "each" in given else given.get("total")
    own = [settings.get("points") for _, settings, _ in asked.tests]
    rest = own.count(None)
    left = float(given) - sum(map(float, filter(None, own))) if given else float(rest)
    yield from (max(left, 0) / rest if points is None else float(points) for points in own)


def _total(points: Any) -> float:
    if isinstance(points, list):
        return float(sum(points))
    return float(points) if isinstance(points, (int, float)) else 0.0


def _lines(source: str) -> Iterator[Line]:
    """The lines of a cell, with what students see in place of the solution's."""
    inside, in_prompt = "", False
    for text in source.split("\n"):
        end, begin, prompt = END.search(text), BEGIN.match(text), PROMPT.match(text)
        if prompt:
            in_prompt = bool(prompt["what"])
        elif in_prompt:
            yield Line(None, text)
        elif begin:
            inside = begin["what"].upper()
            if inside == "SOLUTION":
                yield Line(None, text[: len(text) - len(text.lstrip())] + "...")
        elif CLOSE.match(text):
            inside = ""
        elif inside:
            yield from [Line(text, None)] if inside != "IGNORE" else []
        elif not end:
            yield Line(text, text)
        elif end["what"].upper() in ("SOLUTION", "SOLUTION NO PROMPT"):
            code = text[: end.start()]
            yield Line(code, _blank(code) if end["what"].upper() == "SOLUTION" else None)
        elif end["what"].upper() == "SEED":
            yield Line(text[: end.start()], text[: end.start()])


def _blank(code: str) -> str:
    """A solved line with a blank in the place of its value, as otter writes it."""
    found = re.match(r"^(\s*(?:[\w., \[\]'\"]+?\s*[-+*/]?=(?!=)|return\b)\s*)\S.*$", code)
    return f"{found[1]}..." if found else code[: len(code) - len(code.lstrip())] + "..."
