"""The documents name what exists: rooms, files, commands, settings, links; and lines stay short."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from autograder.commands.app import app
from autograder.course import Course
from autograder.sandbox import Limits

from .test_house_rules import ENGINE, GROUND, LIBRARY, MODULES, ROOMS, ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
COURSE = ENGINE / "authoring" / "templates" / "course"  # what `course init` writes
MAX_WIDTH = 110
COMMANDS = {str(command.name): command for command in typer.main.get_group(app).commands.values()}
BLOCK = re.compile(r"^ *```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^]]*\]\((?P<target>[^)\s]+)\)")
FILE = re.compile(r"[\w<>./-]+(?:\.(?:py|md|toml|txt|db|json)\b|/(?=$|\s))")
# Files and folders of a course or of a run, which this repository does not hold.
ELSEWHERE = {
    *("timestamp.txt", "gradebook.db", "demo/", "submitted/", "autograded/", "collected/"),
    "proposed_<lesson>.py",
    *(".results/results.db", ".results/figures/", ".results/logs/"),
}


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shell_lines(page: Path) -> Iterator[str]:
    """The commands in a page: the lines of its code blocks without a language, and inline code."""
    text = text_of(page)
    for block in BLOCK.finditer(text):
        if not block["language"]:
            for line in block["text"].splitlines():
                yield from (part.strip() for part in line.split("#")[0].split("&&"))
    yield from CODE.findall(BLOCK.sub("", text))


def anchors(page: Path) -> set[str]:
    """What a link into a page may name, as GitHub makes it from the headings."""
    headings = re.findall(r"^#+ +(.+)$", BLOCK.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_architecture_page_lists_the_rooms_in_order() -> None:
    text = text_of(ROOT / "docs" / "architecture.md")
    _, _, section = text.partition("## The rooms\n")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert [room for room, _, _ in rows] == list(ROOMS)
    for name in GROUND:
        assert f"`{name}.py`" in section, f"the page does not name {name}.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_that_a_page_names_exist(page: Path) -> None:
    names = {
        path.relative_to(base).as_posix()
        for path in [*MODULES, *LIBRARY]
        for base in (ENGINE, ROOT)
        if path.is_relative_to(base)
    }
    for code in CODE.findall(BLOCK.sub("", text_of(page))):
        for name in FILE.findall(code):
            pattern = re.sub(r"<\w+>|LESSON", "*", name)
            found = name in names | ELSEWHERE or any(
                any(base.glob(pattern)) for base in (ROOT, ENGINE, COURSE, page.parent)
            )
            assert found, f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.finditer(text_of(page)):
        target, _, anchor = link["target"].partition("#")
        if "://" in target:
            continue
        there = page.parent / target if target else page
        assert there.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(there), f"{page.name} links to {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_that_a_page_shows_exist(page: Path) -> None:
    makefiles = text_of(ROOT / "Makefile") + text_of(COURSE / "Makefile.txt")
    targets = re.findall(r"^([\w-]+):", makefiles, re.MULTILINE)
    for line in shell_lines(page):
        match shlex.split(line.replace("'", "")):
            case ["course", name, *words] if re.fullmatch(r"[a-z][a-z-]*", name):
                assert name in COMMANDS, f"{page.name} shows `{line}`"
                known = {option for param in COMMANDS[name].params for option in param.opts}
                unknown = {word for word in words if word.startswith("--")} - known
                assert not unknown, f"{page.name} shows `{line}`"
            case ["make", target, *_] if re.fullmatch(r"[a-z-]+", target):
                assert target in targets, f"{page.name} shows `{line}`"
            case ["python", "-m", module, *_]:
                assert importlib.util.find_spec(module), f"{page.name} shows `{line}`"
            case ["pytest", *paths]:
                assert all((ROOT / path).exists() for path in paths), f"{page.name} shows `{line}`"


def test_the_reference_lists_every_command_setting_and_limit() -> None:
    text = text_of(ROOT / "docs" / "reference.md")
    for name in COMMANDS:
        assert re.search(rf"^\| `course {name}\b", text, re.MULTILINE), f"course {name}"
    for setting in {field.name for field in fields(Course)} - {"root", "nbgrader"}:
        assert re.search(rf"^\| `{setting}` \|", text, re.MULTILINE), f"c.Course.{setting}"
    for limit in fields(Limits):
        row = f"| `{limit.name}` | `{limit.default}` |"
        assert row in text, f"c.Course.limits: {limit.name} is {limit.default}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_lines_outside_tables_are_short(page: Path) -> None:
    for line in text_of(page).splitlines():
        assert len(line) <= MAX_WIDTH or line.startswith("|"), f"{page.name}: {line}"
