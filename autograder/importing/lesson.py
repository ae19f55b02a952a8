"""From the parts of a notebook to the cells of a lesson, which follow the rules for lessons."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from autograder.importing.code import parsed, without_message
from autograder.importing.form import Draft, Part, Remark, slug
from autograder.notebooks import names_of

QUESTION = re.compile(r"^(?P<marks>#+)\s*Think!\s*(?:[\d.]+\s*:?)?\s*:?\s*(?P<words>.+)$", re.M)
HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<words>.+)$", re.MULTILINE)
THINK = re.compile(r"^(?:Bonus\s*)?Think\b[\s\d.!:]*", re.IGNORECASE)
ANSWER = "*Write your answer here (double-click to edit).*"
WORDS = 7  # of a question without a heading, for its name


@dataclass
class Built:
    """A lesson as it is written.

    Attributes:
        cells: The kind and the source of each cell.
        parts: The parts, with the names that they have in the lesson.
        answers: Model answers by question, and the points of each.
        remarks: What a person must look at.
        kept: Solutions that answer no exercise, by cell.
    """

    cells: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    answers: dict[str, tuple[str, float]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)

    def name(self, wanted: str) -> str:
        """A name that no question and no exercise has yet."""
        taken = {*self.answers, *(part.name for part in self.parts)}
        free = wanted
        number = 2
        while free in taken or f"test_{free}" in taken or keyword.iskeyword(free):
            free = f"{wanted[:46].rstrip('_')}_{number}"
            number += 1
        return free


def build(draft: Draft, corners: str) -> Built:
    """The cells of a lesson.

    Args:
        draft: What the notebook holds.
        corners: The module that has `feedback_corner`; without one, corners are left out.
    """
    built = Built(remarks=list(draft.remarks), kept=list(draft.kept))
    parts = _exercises_once(draft.parts, built)
    has_corners = any(part.role == "corner" for part in parts)
    if has_corners and not corners:
        text = "feedback corners are left out: the course has no library with `feedback_corner`."
        built.remarks.append(Remark(0, text))
    has_corners = has_corners and bool(corners)
    for index, part in enumerate(parts):
        if has_corners and part.role != "text":
            built.cells.append(("code", f"from {corners} import feedback_corner"))
            has_corners = False
        if part.role == "corner":
            _corner(built, part, corners)
        elif part.role == "question":
            _question(built, part)
        elif part.role == "text":
            following = parts[index + 1] if index + 1 < len(parts) else None
            if QUESTION.search(part.source) and (following is None or following.role != "question"):
                _question(built, replace(part, role="question"))
            else:
                built.cells.append(("markdown", part.source))
                built.parts.append(part)
        else:
            _code(built, part)
    _add_checks(built)
    return built


def _exercises_once(parts: Sequence[Part], built: Built) -> list[Part]:
    """The parts, in which each name is an exercise once."""
    found: list[Part] = []
    names: set[str] = set()
    for part in parts:
        if part.role == "exercise" and part.name in names:
            text = f"`{part.name}` is an exercise above, too; this one was left out."
            built.remarks.append(Remark(part.cell, text))
            built.kept.append((part.cell, part.solution))
            continue
        names |= {part.name} if part.role == "exercise" else set()
        found.append(part)
    return found


def _corner(built: Built, part: Part, corners: str) -> None:
    if corners:
        name = built.name(part.name)
        built.parts.append(replace(part, name=name))
        built.cells.append(("code", f'feedback_corner("{name}")'))


def _code(built: Built, part: Part) -> None:
    source = part.source
    if part.role != "exercise":
        source = without_message(source)
    if source.strip():
        built.cells.append(("code", re.sub(r"^# ?%%", "##", source, flags=re.MULTILINE)))
    built.parts.append(replace(part, source=source))


def _question(built: Built, part: Part) -> None:
    """A question with a heading that names it, and a cell for the answer."""
    above = built.parts[-1] if built.parts else None
    prompt = part.source
    if not prompt and above and above.role == "text" and built.cells[-1][1] == above.source:
        built.cells.pop()
        built.parts.pop()
        prompt = above.source
    heading = HEADING.search(prompt)
    words = THINK.sub("", heading["words"]).strip(" *:") if heading else ""
    words = words or " ".join(re.findall(r"\w[\w'-]*", prompt)[:WORDS]) or "Your answer"
    if not heading and not prompt:
        words = _heading_above(built)
    number = len(built.answers) + 1
    wanted = slug(words, f"question_{number}")
    name = built.name(wanted)
    if name != slug(words, name):
        words = f"{words[:40]} {name.rsplit('_', 1)[-1]}"
        words = words if slug(words, "") == name else f"Question {number}"
        name = slug(words, name)
    line = f"{heading['marks'] if heading else '###'} Think! {words}"
    if heading:
        prompt = prompt[: heading.start()] + line + prompt[heading.end() :]
    else:
        prompt = f"{line}\n\n{prompt}".rstrip()
    built.cells += [("markdown", prompt), ("markdown", ANSWER)]
    built.parts.append(replace(part, source=prompt, name=name))
    built.answers[name] = part.solution.strip(), part.points or 1


def _heading_above(built: Built) -> str:
    for kind, source in reversed(built.cells):
        if kind == "markdown" and (found := HEADING.search(source)):
            return THINK.sub("", found["words"]).strip() or "Your answer"
    return "Your answer"


def _add_checks(built: Built) -> None:
    """Give each exercise without asserts below it a visible check."""
    stubs = {part.source: part for part in built.parts if part.role == "exercise"}
    places = [i for i, (_, source) in enumerate(built.cells) if source in stubs]
    for place, end in reversed([*zip(places, [*places, len(built.cells)][1:], strict=True)]):
        part = stubs[built.cells[place][1]]
        below = [cell for cell in built.cells[place + 1 : end]]
        if any(kind == "code" and _asserts(source) for kind, source in below):
            continue
        demo = 0
        while (
            demo < len(below)
            and below[demo][0] == "code"
            and "feedback_corner" not in below[demo][1]
        ):
            demo += 1
        code = "\n".join(source for _, source in below[:demo])
        built.cells.insert(place + 1 + demo, ("code", visible_check(part.name, code)))


def _asserts(source: str) -> bool:
    tree = parsed(source)
    return tree is not None and any(isinstance(node, ast.Assert) for node in ast.walk(tree))


def visible_check(name: str, demo: str) -> str:
    """A check that an author can make say more: no blank was left in what the demo got."""
    tree = parsed(demo)
    for node in tree.body if tree else ():
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Call) and ast.unparse(each.func) == name
            for each in ast.walk(node.value)
        ):
            _, binds = names_of(ast.unparse(node))
            if targets := [each for each in binds if each != "_"]:
                words = f"There is a blank left in {name}."
                return "\n".join(f'assert {each} is not ..., "{words}"' for each in targets)
    return f'assert callable({name}), "{name} must be a function or a class."'
