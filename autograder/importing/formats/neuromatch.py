"""Neuromatch's notebooks: solutions stand in cells of their own, below the stubs.

nmaci, the tool of Neuromatch's courses, removes cells that begin with `# to_remove solution` or
`# to_remove explanation`. Forms of Colab (`@title`, `@markdown`, `@param`) hide code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from autograder.importing.code import (
    Block,
    blocks,
    is_stub,
    parsed,
    with_docstrings,
    with_message,
    without_xkcd,
)
from autograder.importing.form import Draft, RawCell, slug

MARK = re.compile(
    r"\A\s*#+\s*(?:to_remove[ _]+(?P<kind>solution|explanation)|@title Solution)\b.*\n?", re.I
)
REVIEW = re.compile(r"""content_review\(\s*f?["'](?:\{\w+\}_?)?(?P<name>[^"']*)["']\s*\)""")
BADGE = re.compile(r"colab-badge|kaggle\.com/static/images/open-in-kaggle|deepnote\.com/buttons")
FORM = re.compile(r"^[ \t]*#[ \t]*@(?P<kind>title|markdown)\b[ \t]*(?P<text>.*)\n?", re.MULTILINE)
PARAMETER = re.compile(r"[ \t]*#[ \t]*@param\b.*$", re.MULTILINE)
VIDEO = re.compile(
    r"\(\s*['\"](?P<where>Youtube|Bilibili|Osf)['\"]\s*,\s*['\"](?P<id>\w[\w-]*)['\"]"
)
SLIDES = re.compile(r"link_id\s*=\s*[\"'](?P<id>\w+)[\"']")
ADDRESS = {
    "Youtube": "https://youtube.com/watch?v=",
    "Bilibili": "https://www.bilibili.com/video/",
    "Osf": "https://osf.io/",
}


def read(cells: Sequence[RawCell]) -> Draft:
    """The parts of a Neuromatch notebook."""
    draft = Draft()
    solutions = dict(_solutions(cells, draft))
    for cell in cells:
        if cell.kind == "markdown":
            if not BADGE.search(cell.source):
                draft.add("text", cell.source, cell.number)
        elif cell.kind == "code":
            _code(draft, cell, solutions.get(cell.number))
    return draft


def _solutions(cells: Sequence[RawCell], draft: Draft) -> Iterator[tuple[int, RawCell]]:
    """By the number of a cell with stubs, the cell with their solution."""
    stubs: dict[str, int] = {}
    taken: set[int] = set()
    for cell in cells:
        if cell.kind != "code":
            continue
        mark = MARK.match(cell.source)
        if not mark:
            found = blocks(cell.source)
            stubs |= {
                block.name: cell.number for block in found if "NotImplementedError" in block.text
            }
        elif (mark["kind"] or "solution").lower() == "solution":
            names = [block.name for block in blocks(cell.source) if block.name in stubs]
            if names and stubs[names[0]] not in taken:
                taken.add(stubs[names[0]])
                yield stubs[names[0]], cell
            else:
                why = "this solution answers no function or class above it; it became a comment."
                draft.keep(cell.number, MARK.sub("", cell.source, count=1), why)


def _code(draft: Draft, cell: RawCell, solution: RawCell | None) -> None:
    mark, review = MARK.match(cell.source), REVIEW.search(cell.source)
    if mark:
        if (mark["kind"] or "").lower() == "explanation":
            _explanation(draft, cell)
    elif "def content_review(" in cell.source:
        return  # the gadget of another feedback service
    elif review:
        draft.add("corner", "", cell.number, name=slug(review["name"], "section"))
    elif "IFrame" in cell.source and (VIDEO.search(cell.source) or SLIDES.search(cell.source)):
        _links(draft, cell)
    else:
        _given_or_exercise(draft, cell, solution)


def _links(draft: Draft, cell: RawCell) -> None:
    """A cell that shows a video or slides, as links."""
    found = FORM.search(cell.source)
    title = found["text"].strip() if found else "Video"
    links = [f"[{where}]({ADDRESS[where]}{id})" for where, id in VIDEO.findall(cell.source)]
    if slides := SLIDES.search(cell.source):
        links = [f"https://osf.io/download/{slides['id']}/"]
    draft.add("text", f"**{title}**: {', '.join(links)}", cell.number)


def _explanation(draft: Draft, cell: RawCell) -> None:
    """A string below a question: its model answer."""
    tree = parsed(MARK.sub("", cell.source, count=1))
    texts = [
        node.value.value
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    words = "\n\n".join(texts) if texts else MARK.sub("", cell.source, count=1)
    draft.add("question", "", cell.number, solution=words.strip())
    if not texts:
        draft.remark(
            cell.number, "this explanation is no string; see whether its answer reads well."
        )


def _given_or_exercise(draft: Draft, cell: RawCell, solution: RawCell | None) -> None:
    words = [
        found["text"].strip() for found in FORM.finditer(cell.source) if found["kind"] == "markdown"
    ]
    draft.add("text", "\n".join(words), cell.number)
    source = FORM.sub(
        lambda found: f"# {found['text']}\n" if found["kind"] == "title" and found["text"] else "",
        PARAMETER.sub("", cell.source),
    )
    found = blocks(source)
    solved = _solved(solution)
    stubs = [block for block in found if _is_exercise(block, solved)]
    if not stubs:
        if "raise NotImplementedError" in source and parsed(source) is None:
            draft.remark(cell.number, "Python cannot read this cell, which holds a stub.")
        draft.add("code", source, cell.number)
        return
    given: list[str] = []
    for block in found[: found.index(stubs[-1]) + 1]:
        if block in stubs:
            draft.add("code", "\n".join(given), cell.number)
            given = []
            _exercise(draft, cell, block, solved)
        else:
            given.append(block.text)
    draft.add(
        "code", _demo(draft, cell, found[found.index(stubs[-1]) + 1 :], solution), cell.number
    )


def _is_exercise(block: Block, solved: dict[str, str]) -> bool:
    return is_stub(block) or (block.name in solved and "NotImplementedError" in block.text)


def _exercise(draft: Draft, cell: RawCell, block: Block, solved: dict[str, str]) -> None:
    stub = with_message(block.text.strip("\n"), block.name)
    answer = solved.get(block.name, "")
    if answer:
        answer = with_docstrings(answer, stub)
    draft.add("exercise", stub, cell.number, name=block.name, solution=answer)


def _solved(solution: RawCell | None) -> dict[str, str]:
    """The definitions in a solution's cell."""
    if solution is None:
        return {}
    found = blocks(without_xkcd(MARK.sub("", solution.source, count=1)))
    return {block.name: block.text.strip("\n") for block in found if block.name}


def _demo(draft: Draft, cell: RawCell, rest: Sequence[Block], solution: RawCell | None) -> str:
    """The code below the stub, with its comments made code: as in the solution's cell.

    A line that stands only there is a part of the solution, so then the stub's own lines are taken.
    """
    own = "\n".join(block.text for block in rest).strip("\n")
    if solution is None:
        return _uncommented(own)
    found = blocks(without_xkcd(MARK.sub("", solution.source, count=1)))
    last = max((i for i, block in enumerate(found) if block.name), default=-1)
    theirs = "\n".join(block.text for block in found[last + 1 :]).strip("\n")
    known = {_bare(line) for line in without_xkcd(own).split("\n")}
    if all(_bare(line) in known for line in theirs.split("\n")):
        return theirs
    draft.remark(
        cell.number, "the code below the stub differs from the solution's; the stub's was kept."
    )
    return _uncommented(own)


def _bare(line: str) -> str:
    return line.strip().lstrip("#").strip()


def _uncommented(source: str) -> str:
    """Code with its commented-out lines made code, if Python can read it then."""
    code = re.sub(r"^([ \t]*)# ?(?!#)", r"\1", source, flags=re.MULTILINE)
    lines = [
        plain if plain == line or parsed(_alone(plain)) else line
        for line, plain in zip(source.split("\n"), code.split("\n"), strict=True)
    ]
    found = without_xkcd("\n".join(lines))
    return found if parsed(found) else source


def _alone(line: str) -> str:
    """A line as a program of its own."""
    text = line.strip()
    return f"{text} pass" if text.endswith(":") else text
