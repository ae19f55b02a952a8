"""The autograded notebook: a student's cells in the lesson's place, and nothing that can run."""

from __future__ import annotations

from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters import markdown2html

from autograder.authoring import is_install, released_notebook
from autograder.course import Course
from autograder.gradebook.autograded import autograded_notebook
from autograder.gradebook.words import MAX_SHOWN, words_html
from autograder.notebooks import SubmittedCell, read_lesson, read_submission
from autograder.notebooks.intake import Picture
from autograder.report import loads
from autograder.templates import FORMULAS, OF_FORMULAS, TAGS

from .small_course import COUNTER, DOUBLE, SmallCourse

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://example.org'></iframe>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![picture](javascript:alert(1))",
    "![picture](https://example.org/who-reads-this.png)",
    "![picture](attachment:gone.png)",
    "<javascript:alert(1)>",
    "$$<script>alert(1)</script>$$",
    "\\begin{x}<script>alert(1)</script>\\end{x}",
    "`` ` ``<b onclick=alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "```mermaid\ngraph TD; A-->B\nclick A call alert()\n```",
    "<div\n\n<script>alert(1)</script>\n",
    "</div></div><script>alert(1)</script>",
    '[a]: <javascript:alert(1)> "x"\n\n[a]',
    '[t](https://example.org "x\\" onmouseover=alert(1) y=\\"")',
    "> " * 500 + "deep",
    "[" * 3000,
    "```&nbsp;\nx = 1\n```",  # nbconvert cannot read the name of this language
    "<script>alert(1)</script>\n\n```\r`<b onclick=alert(1)>`\r\n\n" * 400,
    "\\\\[" * 10_000,  # a bracket of maths that never closes takes minutes
]


class Tags(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value or "") for name, value in [*attrs, ("", "")]]


def inert(markdown: str) -> str:
    return words_html(SubmittedCell(1, "markdown", markdown, ""))


def assert_inert(html: str) -> None:
    for tag, name, value in Tags(html).found:
        assert tag in TAGS | FORMULAS | {"div"}, tag
        allowed = OF_FORMULAS if tag in FORMULAS else {"href", "title"}
        assert name in allowed | {""}, name
        if name == "href":
            assert value.partition(":")[0] in ("http", "https", "mailto") or ":" not in value


@pytest.mark.parametrize("attack", ATTACKS)
def test_markdown_of_a_student_does_nothing_in_a_browser(attack: str) -> None:
    html = inert(attack)
    assert_inert(html)
    assert markdown2html(html).strip() == html, "nbconvert must not read it a second time"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*ATTACKS[:20], "\n\n", "a ", "*", "$", "`", "<", "|"])).map("".join)
)
def test_no_mixture_of_attacks_gets_through(markdown: str) -> None:
    html = inert(markdown)
    assert_inert(html)
    assert_inert(markdown2html(html))


def test_markdown_of_a_student_stays_readable() -> None:
    html = inert("**Bold**, `a<b`, $V < V_{th}$\n\n- one\n\n```\nx = 1\n\ny = 2\n```")
    for part in (
        "<strong>Bold</strong>",
        "<code>a&lt;b</code>",
        "<mo>&lt;</mo><msub><mi>V</mi>",
        "<li>one</li>",
    ):
        assert part in html
    assert "\n" not in html


def test_markdown_that_cannot_be_rendered_is_shown_as_it_was_written() -> None:
    words = words_html(SubmittedCell(7, "markdown", "**bold** " * 2000, ""))
    assert "**bold** " * 99 in words


# The time may be over while hypothesis watches a garbage collection, which swallows exceptions.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_markdown_that_takes_too_long_is_shown_as_it_was_written(
    small: SmallCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.gradebook.autograded.RENDER_SECONDS", 1e-6)
    document = small.notebook(double=DOUBLE, halves="*Halving.*")
    note = {"cell_type": "markdown", "metadata": {}, "source": "**a** " * 1600}
    document["cells"] += [note] * 20  # more than a tick of the kernel's clock
    small.grade("ada", document)
    cells = {cell.id: cell.source for cell in small.autograded("ada").cells}
    assert "<code>*Halving.*</code>" in cells["halves"]


def test_pictures_are_shown_and_what_is_no_usual_picture_is_named() -> None:
    pictures = (Picture('"><b>.png', "image/png", "iVBO"), Picture("x.svg", "", ""))
    html = words_html(SubmittedCell(7, "markdown", "![a](attachment:x.svg)", "", pictures))
    assert 'src="data:image/png;base64,iVBO" alt="&#34;&gt;&lt;b&gt;.png"' in html
    assert "x.svg</code> is not shown here" in html
    assert markdown2html(html).strip() == html


def test_a_wall_of_text_is_cut() -> None:
    assert len(inert("word " * MAX_SHOWN)) < 2 * MAX_SHOWN


def test_the_students_cells_stand_in_place_with_verdicts_below(small: SmallCourse) -> None:
    document = small.notebook(double=DOUBLE, halves="*Halving.*")
    document["cells"][3]["source"] = "assert True  # the check, edited away"
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "100 points"}]
    document["cells"].insert(2, {"cell_type": "code", "metadata": {}, "source": "print('mine')"})
    document["cells"].insert(
        4, {"cell_type": "markdown", "metadata": {}, "source": "<script>alert(1)</script>"}
    )
    small.grade("ada", document)
    notebook = small.autograded("ada")
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert ids[0] == "feedback-summary"
    assert ids[ids.index(document["cells"][1]["id"]) + 1].startswith("student-")
    assert ids[ids.index("double") + 1].startswith("student-")
    cells = {cell.id: cell for cell in notebook.cells}
    assert cells["double"].source == DOUBLE
    assert cells["halves"].source == "<div><p><em>Halving.</em></p></div>"
    assert cells["test_double"].source == "assert double(1) == 2"
    assert not cells["feedback-summary"].source
    assert "double: passed" in cells["test_double"].outputs[0].data["text/plain"]
    assert "Counter: not attempted" in cells["test_Counter"].outputs[0].data["text/plain"]
    assert "100 points" not in str(notebook)
    pages = [o.data["text/html"] for c in cells.values() for o in c.get("outputs", [])]
    assert "Cell 5 of the notebook that was handed in" in pages[1]
    assert "&lt;script&gt;" in pages[1] and not any("<script" in page for page in pages)


def test_the_definition_that_was_graded_stands_in_the_exercises_place(small: SmallCourse) -> None:
    document = small.notebook()
    place = [cell["id"] for cell in document["cells"]].index("Counter")
    copy = {**document["cells"][place], "source": COUNTER}
    document["cells"].insert(place + 1, copy)
    small.grade("ada", document)
    cells = {cell.id: cell.source for cell in small.autograded("ada").cells}
    assert cells["Counter"] == COUNTER
    assert sum("class Counter" in source for source in cells.values()) == 1


def test_a_notebook_without_marks_is_put_in_place_by_its_content(small: SmallCourse) -> None:
    document = small.notebook(double=DOUBLE)
    for cell in document["cells"]:
        cell["metadata"] = {"id": "Xb3f"}
        del cell["id"]
    document["nbformat_minor"] = 0
    small.grade("ada", document)
    notebook = small.autograded("ada")
    assert {cell.id: cell.source for cell in notebook.cells}["double"] == DOUBLE
    assert not any(cell.id.startswith("student-") for cell in notebook.cells)
    assert "lost the marks" in notebook.cells[0].outputs[0].data["text/html"]


def test_the_cell_that_fetches_the_library_is_shown_once_as_it_was_in_an_older_release(
    course: Course,
) -> None:
    lesson = read_lesson(course.source("multilayer_perceptrons"))
    folder = course.root / "tests" / "golden" / lesson.name / "right"
    submission = read_submission(folder / f"{lesson.name}.ipynb", lesson, "ada")
    (report,) = loads((folder / "report.json").read_text())
    released = released_notebook(course, lesson)
    shown = autograded_notebook(released, submission, report).cells
    (fetches,) = [cell for cell in shown if is_install(cell.source)]
    assert fetches.source == submission.cells[0].source != released.cells[0].source
