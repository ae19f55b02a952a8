"""Cells whose comments mark what is solved: the exercises in them, and the given code around."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.importing.code import Block, blocks, hollow, indented, parsed, raising
from autograder.notebooks import names_of


@dataclass(frozen=True)
class Line:
    """A line of a cell whose format marks what is solved.

    Attributes:
        text: The line in the solution; None if only students get it.
        prompt: The line that students get; None if they get none.
    """

    text: str | None
    prompt: str | None

    @property
    def is_given(self) -> bool:
        """Whether it is the same in both."""
        return self.text == self.prompt


@dataclass(frozen=True)
class Exercise:
    """A definition that students write, as a stub and solved."""

    name: str
    stub: str
    solution: str


def take_apart(lines: Sequence[Line], name: str, used: Collection[str]) -> Iterator[Exercise | str]:
    """The exercises in a cell, and the given code around them, in order.

    Statements outside of any definition become a function that returns what they assign; the code
    after it calls it.

    Args:
        lines: The cell's lines.
        name: What to call an exercise that has no name of its own.
        used: The words of the other cells: such a function returns what they use, if they do.
    """
    solved = [line for line in lines if line.text is not None]
    places = [i for i, line in enumerate(lines) if line.text is not None]
    loose: list[tuple[Block, Sequence[Line]]] = []
    count = 0
    for block in blocks("\n".join(str(line.text) for line in solved)):
        begin, end = block.first, block.first + block.text.count("\n") + 1
        first = places[begin] if begin else 0
        last = places[end] if end < len(places) else len(lines)
        own = lines[first:last]
        if all(line.is_given for line in own):
            yield from _wrapped(loose, name, count, used)
            count, loose = count + bool(loose), []
            yield block.text
        elif block.name:
            yield from _wrapped(loose, name, count, used)
            count, loose = count + bool(loose), []
            yield Exercise(block.name, _stub(block, own), block.text.strip("\n"))
        else:
            loose.append((block, own))
    yield from _wrapped(loose, name, count, used)


def _stub(block: Block, lines: Sequence[Line]) -> str:
    """The stub of a definition of which some lines are solved."""
    assert block.node is not None
    heads = [line for line in lines if line.text and re.match(r"(?:def|class)\b", line.text)]
    if not any(line.is_given for line in heads):
        return hollow(block.text, block.name)
    found: list[str] = []
    is_open = True  # the next solved line begins a region
    for line in lines:
        if not line.is_given:
            if is_open:
                text = line.text or line.prompt or ""
                indent = text[: len(text) - len(text.lstrip())] or "    "
                found.append(indent + raising(block.name))
            is_open = False
            found += [line.prompt] if line.prompt is not None else []
        else:
            is_open = is_open or bool((line.text or "").strip())
            found.append(line.text or "")
    return "\n".join(found).strip("\n")


def _wrapped(
    loose: Sequence[tuple[Block, Sequence[Line]]], name: str, count: int, used: Collection[str]
) -> Iterator[Exercise | str]:
    """Loose statements as a function that returns what they assign, and a call of it."""
    if not loose:
        return
    body = "\n".join(block.text for block, _ in loose).strip("\n")
    prompt = [line.prompt for _, own in loose for line in own if line.prompt is not None]
    targets = assigned(body)
    targets = [target for target in targets if target in used] or targets
    if not targets:
        yield Exercise("", "\n".join(prompt), body)
        return
    name = f"compute_{name}" if name in targets else name
    name = f"{name}_{count + 1}" if count else name
    names = ", ".join(targets)
    head = f'def {name}():\n    """Compute {names}, as the text above says."""\n'
    blanks = [line for line in prompt if line.strip()] or [f"{each} = ..." for each in targets]
    if parsed("\n".join(blanks)) is None:  # half of a loop, for example
        blanks = [f"{each} = ..." for each in targets]
    given = indented(textwrap.dedent("\n".join(blanks)))
    end = f"\n    return {names}"
    solution = head + indented(body) + end
    yield Exercise(name, f"{head}    {raising(name)}\n{given}{end}", solution)
    yield f"{names} = {name}()"


def assigned(source: str) -> list[str]:
    """The names that statements bind, in order, without definitions and imports."""
    _, binds = names_of(source)
    return [name for name, kind in binds.items() if kind in ("constant", "other")]
