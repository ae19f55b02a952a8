"""The part of a notebook on which a name depends at some place, found by following names upwards.

The statements of a notebook are taken in the order in which they run. Each writes names: it binds
them, sets a part of their objects, or may change these by a call. What a name means at some place
is decided by the statements above it that wrote it, back to the last one that surely bound it; and
what those need, in the same way, at their own places. A function looks up its names where it is
called.
"""

from __future__ import annotations

import builtins
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import NamedTuple

from autograder.notebooks.flow.effects import EVERYTHING, Code, Effects, effects
from autograder.notebooks.flow.names import Kind
from autograder.sandbox import ANYTHING, Statement

MAX_STEPS = 20_000  # for a notebook or a slice; those of people take hundreds
# Names that need no definition in a notebook.
KNOWN = {*dir(builtins), "__name__", "__file__", "__class__", "_", EVERYTHING}
KNOWN |= {"get_ipython", "display"}
FIXED: frozenset[Kind] = frozenset({"import", "def", "constant"})  # a call does not change these
DEFINITIONS: frozenset[Kind] = frozenset({"import", "def", "class", "constant"})


@dataclass(frozen=True)
class Node:
    """A statement, and a place that sorts statements in the order in which the notebook runs."""

    statement: Statement
    place: tuple[int, ...]

    @property
    def effects(self) -> Effects:
        """What it does to names."""
        return effects(self.statement.source)


class How(Enum):
    """How a statement writes a name."""

    BINDS = auto()
    MAY_BIND = auto()
    SETS_PART = auto()
    MAY_CHANGE = auto()  # the object, by a call
    MAY_SET = auto()  # from within a function, or through another name


class Writer(NamedTuple):
    """The index of a statement that writes some name, and how."""

    place: int
    how: How


class Demand(NamedTuple):
    """A name that is looked up.

    Attributes:
        at: The index of the statement that looks it up.
        call: The index of the statement that calls what it finds.
        sake: The name for whose possible change all this runs; None if it must run.
    """

    name: str
    at: int
    call: int
    sake: str | None


class Program:
    """The statements of a notebook in order, and how they write each name.

    Args:
        nodes: The statements.
        tried: Names of functions that are called only to try them; what a statement changes by
            such a call does not matter.
    """

    def __init__(self, nodes: Iterable[Node], tried: Collection[str] = ()) -> None:
        self._tried = frozenset(tried)
        self.nodes = sorted(nodes, key=lambda node: node.place)
        self._writers: defaultdict[str, list[Writer]] = defaultdict(list)
        # These are as they are after the statement that was added last.
        self._kinds: dict[str, Kind] = {}
        self._groups: dict[str, set[str]] = {}
        self._code: dict[str, set[int]] = {}
        self._last_set: dict[str, int] = {}
        self._steps = 0
        for index, node in enumerate(self.nodes):
            self._add(index, node.effects)

    def index(self, place: tuple[int, ...]) -> int:
        """How many statements stand before a place."""
        return bisect_left(self.nodes, place, key=lambda node: node.place)

    def is_opaque(self, at: int) -> bool:
        """Whether a student's statement above may do more than it shows."""
        above = islice(self.nodes, at)
        return self._steps > MAX_STEPS or any(
            node.statement.cell > 0 and node.effects.is_opaque for node in above
        )

    def slice(self, names: Iterable[str], at: int) -> Slice:
        """The statements on which the names depend for a statement that stands at that index."""
        return Slice(self, [Demand(name, at, at, None) for name in {*names, EVERYTHING}])

    def writers(self, name: str, at: int) -> Iterator[Writer]:
        """The statements that decide what a name means there, the last first."""
        found = self._writers.get(name, [])
        for writer in reversed(found[: bisect_left(found, at, key=lambda each: each.place)]):
            yield writer
            if writer.how is How.BINDS:
                return

    def is_set_from(self, index: int, name: str) -> bool:
        """Whether a statement from there on sets the name or a part of its object."""
        return self._last_set.get(name, -1) >= index

    def definition_below(self, name: str, at: int) -> int | None:
        """The first statement below that defines a name: a student may have run it before."""
        for writer in self._writers.get(name, []):
            kind = self.nodes[writer.place].effects.binds.get(name)
            if writer.place >= at and writer.how is How.BINDS and kind in DEFINITIONS:
                return writer.place
        return None

    def _add(self, index: int, found: Effects) -> None:
        self._kinds |= found.binds
        if found.is_certain:
            for name in found.binds.keys() - found.now.reads:
                self._groups.pop(name, set()).discard(name)
        tries = not self._tried.isdisjoint(found.now.hands)
        if found.links and not tries:
            returned = self._returned(found.now.hands)
            for linked in found.links:
                own = linked & (found.binds.keys() | found.now.changes)
                self._link(self._not_fixed(linked | returned) | own)
        sets = set(found.now.changes)
        passes = set[str]() if tries else self._passed(found.now)
        for code in self._called(found):
            sets |= code.sets | code.changes
            passes |= self._passed(code)
        written = dict.fromkeys(self._sharing(passes), How.MAY_CHANGE)
        written |= dict.fromkeys(self._sharing(sets), How.MAY_SET)
        written |= dict.fromkeys(found.now.changes, How.SETS_PART)
        written |= dict.fromkeys(found.binds, How.BINDS if found.is_certain else How.MAY_BIND)
        if EVERYTHING in written:
            written[EVERYTHING] = How.MAY_BIND
        code_inside = self._code_inside(index, found)
        for name, how in written.items():
            self._writers[name].append(Writer(index, how))
            if how is not How.MAY_CHANGE:
                self._last_set[name] = index
            kept = set() if how is How.BINDS else self._code.get(name, set())
            self._code[name] = kept | code_inside

    def _code_inside(self, index: int, found: Effects) -> set[int]:
        """The functions that may be called through a name which a statement writes."""
        own = {index} if found.later.reads or found.later.sets else set()
        for name in found.now.reads - self._tried:
            if self._steps < MAX_STEPS:
                own |= self._code.get(name, set())
                self._steps += len(own)
        return own

    def _passed(self, code: Code) -> set[str]:
        """The names of objects that a piece of code may change by calls."""
        names = set(code.passes)
        for function, handed in code.hands.items():
            kind = self._kinds.get(function)
            names |= handed if kind in ("def", "other") else set()
            names |= {function} if kind == "other" else set()
        return self._not_fixed(names)

    def _returned(self, functions: Iterable[str]) -> set[str]:
        """The names whose objects these functions may return."""
        called = set[int]().union(*(self._code.get(each, ()) for each in functions))
        self._steps += len(called)
        if self._steps > MAX_STEPS:
            return set()
        return set[str]().union(*(self.nodes[i].effects.later.reads for i in called))

    def _not_fixed(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if self._kinds.get(name, "def") not in FIXED}

    def _called(self, found: Effects) -> Iterator[Code]:
        """The code of functions that a statement may call."""
        names = found.now.reads - self._tried
        if found.calls:
            yield found.later
            names |= found.later.reads - self._tried
        todo, seen, ran = list(names), names | self._tried, set[int]()
        while todo and self._steps < MAX_STEPS:
            for index in self._code.get(todo.pop(), set()) - ran:
                self._steps += 1
                ran.add(index)
                later = self.nodes[index].effects.later
                yield later
                todo += later.reads - seen
                seen |= later.reads

    def _sharing(self, names: set[str]) -> set[str]:
        """The names, and those that may share an object with them."""
        groups = {
            id(self._groups[name]): self._groups[name] for name in names & self._groups.keys()
        }
        found = set(names).union(*groups.values())
        self._steps += len(found)
        return found if self._steps < MAX_STEPS else set(names)

    def _link(self, names: set[str]) -> None:
        if len(names) > 1:
            group = self._sharing(names)
            self._groups |= dict.fromkeys(group, group)


class Slice:
    """The statements on which names depend.

    Attributes:
        missing: Names that are looked up but that nothing defines.
        is_whole: Whether all demands were followed.
    """

    def __init__(self, program: Program, demands: Iterable[Demand]) -> None:
        self._program = program
        self._sakes: dict[int, set[str]] = {}  # empty for a statement that must run
        self._todo = list(demands)
        self._seen = set(self._todo)
        self.missing: set[str] = set()
        steps = 0
        while self._todo and steps < MAX_STEPS:
            steps += self._follow(self._todo.pop())
        self.is_whole = not self._todo

    def __contains__(self, index: int) -> bool:
        """Whether the statement with that index is a part."""
        return index in self._sakes

    def statements(self) -> Iterator[Statement]:
        """The statements, in order."""
        for index in sorted(self._sakes):
            sakes = self._sakes[index]
            if any(self._program.is_set_from(index, name) for name in sakes):
                sakes = {ANYTHING}  # what the name means now does not matter
            yield self._program.nodes[index].statement._replace(maybe=tuple(sorted(sakes)))

    def replay(self, at: int) -> Iterator[Statement]:
        """All statements above, too; those that are no part of the slice need not succeed."""
        for index, node in enumerate(self._program.nodes):
            if index < at or index in self._sakes:
                must = index in self._sakes and not self._sakes[index]
                yield node.statement._replace(maybe=() if must else (ANYTHING,))

    def _follow(self, demand: Demand) -> int:
        """Keep the statements that decide what a name means; returns the steps that it took."""
        writers = list(self._program.writers(demand.name, demand.at))
        for index, how in writers:
            sake = demand.sake
            if how is How.MAY_CHANGE:
                sake = sake or demand.name
            elif how is How.MAY_SET:
                sake = sake or ANYTHING
            self._keep(index, demand, sake)
        if not writers and demand.name not in KNOWN:
            below = self._program.definition_below(demand.name, demand.at)
            if below is None:
                self.missing.add(demand.name)
            else:
                self._keep(below, demand, demand.sake)
        return 1 + len(writers)

    def _keep(self, index: int, demand: Demand, sake: str | None) -> None:
        found = self._program.nodes[index].effects
        sakes = self._sakes.get(index)
        if sakes is None:
            self._sakes[index] = {sake} if sake else set()
        elif sakes:
            self._sakes[index] = sakes | {sake} if sake else set()
        for name in found.now.reads:
            self._push(Demand(name, index, index, sake))
            self._push(Demand(name, index, demand.call, sake))  # it may be called there, too
        for name in found.later.reads:
            self._push(Demand(name, demand.call, demand.call, sake))
            if found.calls:
                self._push(Demand(name, index, index, sake))

    def _push(self, demand: Demand) -> None:
        if demand not in self._seen:
            self._seen.add(demand)
            self._todo.append(demand)
