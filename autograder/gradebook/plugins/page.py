"""The page that a student gets: nbgrader's, with a list at its top that names what was graded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import nbgrader.server_extensions.formgrader
from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades

from autograder.feedback import messages, points, score
from autograder.gradebook.plugins.links import leave_links_out
from autograder.gradebook.plugins.times import read_as_the_engine_does
from autograder.gradebook.plugins.whole import keep_until_replaced
from autograder.gradebook.words import Formulas
from autograder.templates import render

GIVEN = 1000  # texts and pieces of code whose HTML is kept: a class shares most of them
TEMPLATES = Path(__file__).parents[1] / "templates"
Resources = dict[str, Any]
STOCK = Path(nbgrader.server_extensions.formgrader.__file__).with_name("templates")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
POINTS = re.compile(r'(?P<tag><span data-points="(?P<name>\w+)"[^>]*>)(?P<words>[^<]*)')
NO_WORDS = re.compile(r"<img(?=\s)(?![^>]*\salt=)")  # a picture that has no words of its own
WITH_WORDS = '<img alt="No description has been provided for this image"'
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


class Item(NamedTuple):
    """Something with points: an exercise, or a question in words."""

    id: str
    name: str
    is_code: bool
    score: float
    points: float
    waits: bool
    has_comment: bool


class ReadGrades(GetGrades):  # type: ignore[misc]
    """Reads the grades for the page: those that a person gave count everywhere on it."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook with the grades in its cells, and in our outputs."""
        nb, resources = super().preprocess(nb, resources)
        exercises = [mark for mark in _marks(nb.cells) if mark.grade and not mark.solution]
        given = {
            m.grade_id: messages.by_hand(score(m.score, m.points)) for m in exercises if m.given
        }
        if given:
            reached, most = (sum(m[key] for m in exercises) for key in ("score", "points"))
            given["total"] = messages.by_hand(score(reached, most))
        for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = _with_points(output.data["text/html"], given)
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: Resources) -> None:
        super()._get_score(cell, resources)
        place = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], *place)
        cell.metadata.nbgrader["waits"] = grade.needs_manual_grade
        cell.metadata.nbgrader["given"] = grade.score != grade.auto_score


class _Compiled(BytecodeCache):
    """Compiles each template of nbgrader and nbconvert once in a process, not for every page."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


class FeedbackPage(HTMLExporter):
    """Exports an autograded notebook as a page for its student."""

    def __init__(self, **kw: Any) -> None:
        """Use the template of ours, which extends nbgrader's."""
        config = deepcopy(kw.pop("config"))
        settings = config.HTMLExporter
        settings.template_name = "course_feedback"
        settings.extra_template_basedirs = [str(TEMPLATES)]
        settings.extra_template_paths = [*settings.extra_template_paths, str(STOCK)]
        settings.exclude_anchor_links = True
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]
        self.environment.bytecode_cache = COMPILED
        leave_links_out(self.parent)
        read_as_the_engine_does()
        keep_until_replaced(self.parent, "feedback")

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[str, Resources]:
        """The page. HTMLExporter's own method would parse and write it anew, half its time."""
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return NO_WORDS.sub(WITH_WORDS, html), resources

    @pass_context
    def highlight_code(
        self, context: Context, source: str, metadata: Mapping[str, Any] | None = None
    ) -> str:
        """Code with its colours, as HTML."""
        language = context["nb"].metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        return _coloured(source, lexer, (metadata or {}).get("magics_language", ""))

    @pass_context
    def filter_data_type(self, context: Context, data: Mapping[str, Any]) -> list[str]:
        """The form of an output that is shown; a widget only with its state."""
        make: Any = WidgetsDataTypeFilter
        shown: list[str] = make({"": context["nb"].metadata}, parent=self)(data)
        return shown

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """The lesson's text as HTML. Nothing in it is fetched, whatever opens the page."""
        attached = context.get("cell", {}).get("attachments", {})
        return _rendered(source, attached) if attached else _given(source)

    def default_filters(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """nbconvert's filters, those that know the notebook, and the head of the page."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "highlight_code", self.highlight_code
        yield "filter_data_type", self.filter_data_type
        yield "page_head", page_head
        yield "without_scripts", partial(SCRIPT.sub, "")


@lru_cache(GIVEN)
def _coloured(source: str, lexer: str | None, magics: str) -> str:
    make: Any = Highlight2HTML
    return str(make(lexer)(source, metadata={"magics_language": magics} if magics else {}))


@lru_cache(GIVEN)
def _given(source: str) -> str:
    return _rendered(source, {})


def _rendered(source: str, attached: dict[str, dict[str, str]]) -> str:
    renderer = Formulas(escape=False, attachments=attached, exclude_anchor_links=True)
    html: str = MarkdownWithMath(renderer=renderer).render(source)
    return html


def _marks(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    return (cell.metadata.nbgrader for cell in cells if "nbgrader" in cell.metadata)


def _with_points(html: str, given: Mapping[str, str]) -> str:
    """Our HTML with other words for points that have one of these names."""
    return POINTS.sub(lambda found: found["tag"] + given.get(found["name"], found["words"]), html)


def page_head(cells: Iterable[NotebookNode], about: dict[str, Any]) -> str:
    """The list of exercises and questions with their points, as HTML.

    Args:
        cells: The cells, with the grades that `ReadGrades` found.
        about: What nbgrader knows of the notebook.
    """
    return render(
        "gradebook/templates/page_head.html.j2",
        title=about["notebook"],
        total=about["score"],
        max_total=about["max_score"],
        penalty=about["late_penalty"],
        items=list(_items(cells)),
        score=score,
        points=points,
        NOT_GRADED=messages.NOT_GRADED,
        LATE=messages.LATE,
    )


def _items(cells: Iterable[NotebookNode]) -> Iterator[Item]:
    heading = ""
    for cell in cells:
        mark = cell.metadata.get("nbgrader", {})
        if not (mark.get("grade") or mark.get("task")):
            if cell.cell_type == "markdown":
                heading = [heading, *HEADING.findall(cell.source)][-1]
            continue
        is_code = not (mark.solution or mark.get("task"))
        name = mark.grade_id.removeprefix("test_") if is_code else heading or mark.grade_id
        comment = bool(mark.get("comment"))
        yield Item(mark.grade_id, name, is_code, mark.score, mark.points, mark.waits, comment)
