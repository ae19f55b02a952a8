"""Rules for the tests themselves: they use what the engine offers, and name what exists."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
ENGINE = [*(ROOT / "autograder").rglob("*.py"), *(ROOT / "compneuro").rglob("*.py")]
ANSWERS = ("entries", "right", "misled", "astray")  # what students hand in, not tests
FILES = sorted(path for path in TESTS.rglob("*.py") if not set(path.parts) & set(ANSWERS))
PRIVATE = re.compile(r"_[a-zA-Z]\w*")
PROTOCOLS = {"_repr_html_"}  # names that a library calls
DOTTED = re.compile(r"\bautograder(?:\.[a-zA-Z_]\w*)+")
IN_A_PATH = re.compile(r"\bautograder/[\w/]+\.py")
IMPORTED = re.compile(r"from (autograder[\w.]*) import ([\w, ]+)")
# In the reason for which a test is skipped.
PACKAGES = re.compile(r"Debian's (?:package )?([\w-]+(?:(?:, | and )[\w-]+)*)")
LIST = re.compile(", | and ")


def name_of(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def private_names() -> set[str]:
    """What the engine and the library define for themselves."""
    found = set()
    for node in (node for path in ENGINE for node in ast.walk(parsed(path))):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return {name for name in found if PRIVATE.fullmatch(name)} - PROTOCOLS


def names_reached(tree: ast.Module) -> Iterator[str]:
    """Attributes of anything but `self`, imported names, and names in the arguments of calls."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.Call(args=arguments):
                texts = (each.value for each in arguments if isinstance(each, ast.Constant))
                yield from (text for text in texts if isinstance(text, str))


def test_no_test_reaches_for_what_is_private() -> None:
    private = private_names()
    assert {"_sandbox", "_run", "_book"} <= private, "or this rule holds nothing"
    reached = {name_of(path): private & set(names_reached(parsed(path))) for path in FILES}
    assert {path: names for path, names in reached.items() if names} == {}


def names_in_text(path: Path) -> Iterator[str]:
    """The engine's names in strings: code of students, of small courses, of other processes."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from DOTTED.findall(node.value)
            yield from (found.replace("/", ".")[:-3] for found in IN_A_PATH.findall(node.value))
            for module, names in IMPORTED.findall(node.value):
                yield from (f"{module}.{name.strip()}" for name in names.split(","))


def exists(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError):
        return False
    return True


def test_what_tests_name_of_the_engine_exists() -> None:
    """A name that is gone would make a check that checks nothing."""
    named = {(name, name_of(path)) for path in TESTS.rglob("*.py") for name in names_in_text(path)}
    assert len(named) > 20, "or this rule holds nothing"
    assert [each for each in sorted(named) if not exists(each[0])] == []


def test_packages_that_tests_need_are_named_and_installed() -> None:
    """By the README and by the workflow: otherwise tests are skipped there, and nobody sees it."""
    texts = [path.read_text(encoding="utf-8") for path in FILES if path != Path(__file__)]
    found = [
        name for text in texts for names in PACKAGES.findall(text) for name in LIST.split(names)
    ]
    assert {"slurmd", "openssh-server", "postgresql"} <= set(found), "or this rule holds nothing"
    for place in ("README.md", ".github/workflows/course.yml"):
        words = set(re.findall(r"[\w-]+", (ROOT / place).read_text(encoding="utf-8")))
        assert set(found) <= words, place
