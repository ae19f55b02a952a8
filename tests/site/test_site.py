"""The site: it builds without a warning, loads nothing from a network, and holds no solution."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder.authoring import hidden_lines, leaks_below
from autograder.course import Course
from autograder.notebooks import read_lesson
from tests.browser.axe import faults

ROOT = Path(__file__).parents[2]
LOADED = {"src", "srcset", "data", "poster"}
LINK = re.compile(r"\]\((\S+?)\)")
FROM_A_NETWORK = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"](?:https?:)?//")

pytestmark = pytest.mark.slow


class Page(HTMLParser):
    """What a page links to and loads, and the places in it that a link may name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.places: set[str] = set()
        self.pictures: list[str] = []  # what is said of each
        self.formulas = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        self.loaded |= {given[name] for name in LOADED & given.keys()}
        if "href" in given:
            (self.loaded if tag == "link" else self.links).add(given["href"])
        self.formulas += tag == "math"
        if tag == "img":
            self.pictures.append(given.get("alt", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it."""
    made = tmp_path_factory.mktemp("site")
    strictly = ("--quiet", "--fail-on-warning", "--keep-going")
    command = [sys.executable, "-m", "sphinx", *strictly, "docs", str(made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return made


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_nothing_is_loaded_from_a_network(site: Path, pages: dict[Path, Page]) -> None:
    found = {url for page in pages.values() for url in page.loaded}
    assert {url for url in found if urlsplit(url).netloc} == set()
    for sheet in site.rglob("*.css"):
        assert not FROM_A_NETWORK.search(sheet.read_text(encoding="utf-8")), sheet.name


def lost(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """The links of a page that lead nowhere in the site."""
    for link in page.links | page.loaded:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        there = (path.parent / unquote(url.path)).resolve() if url.path else path
        place = unquote(url.fragment)
        if not there.exists() or (place and there in pages and place not in pages[there].places):
            yield f"{path.name}: {link}"


def test_every_link_within_the_site_leads_to_a_page_and_a_place(pages: dict[Path, Page]) -> None:
    assert [link for path, page in pages.items() for link in lost(path, page, pages)] == []


def test_a_lesson_page_has_no_fault_that_axe_finds(site: Path) -> None:
    assert faults(site / "lessons" / "backpropagation.html") == []


def test_lessons_stand_there_with_stubs_outputs_and_formulas(
    site: Path, pages: dict[Path, Page], course: Course
) -> None:
    for lesson in course.lessons:
        path = site / "lessons" / f"{lesson}.html"
        text = path.read_text(encoding="utf-8")
        assert "NotImplementedError" in text
        assert "looks right." in text
        assert pages[path].formulas
        assert [url for url in pages[path].loaded if "_images" in url]


def test_every_figure_of_a_lesson_says_what_it_shows(
    site: Path, pages: dict[Path, Page], course: Course
) -> None:
    for lesson in course.lessons:
        said = {cell.alt for cell in read_lesson(course.source(lesson)).cells if cell.alt}
        found = pages[site / "lessons" / f"{lesson}.html"].pictures
        assert (len(found), {*found}) == (len(said), said)


def test_a_lesson_links_to_no_file_beside_it(course: Course) -> None:
    for lesson in course.lessons:
        text = "\n".join(cell.source for cell in read_lesson(course.source(lesson)).cells)
        links = LINK.findall(text)
        assert links
        assert {*map(urlsplit, links)} == {url for url in map(urlsplit, links) if url.netloc}


def test_no_lesson_holds_a_solution_or_a_hidden_test(site: Path, course: Course) -> None:
    lessons = [read_lesson(course.source(name)) for name in course.lessons]
    secret = [line for lesson in lessons for line in hidden_lines(course, lesson)]
    made_of = ROOT / "docs" / "lessons"
    assert secret
    assert {path.stem for path in made_of.iterdir()} == set(course.lessons)
    assert list(leaks_below(made_of, secret, ROOT)) == []
