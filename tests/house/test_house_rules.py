"""The house rules: which room may import which, through what, and how long a module may be."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograder.notebooks import read_lesson

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "autograder"

# The rooms from the ground up. Each imports those above it in this list, and what lies in the
# ground: the modules directly in autograder/.
ROOMS = (
    "sandbox",
    "feedback",
    "notebooks",
    "testing",
    "grading",
    "pages",
    "similarity",
    "formats",
    "handins",
    "batch",
    "packages",
    "authoring",
    "importing",
    "proposals",
    "gradebook",
    "lms",
    "watch",
    "commands",
)
# The layers of the sandbox, modules and folders, from the ground up.
SANDBOX_LAYERS = (
    {"limits", "outcomes", "seeds", "statement", "wire"},
    {"isolation"},
    {"inside"},
    {"processes"},
    {"channel", "box", "client"},
)
GROUND = (
    *("_lazy", "text", "deadline", "log", "errors", "locks", "report", "statuses", "templates"),
    *("files", "moments", "course"),
)
MAX_MODULES, MAX_LINES, MAX_FUNCTION = 9, 300, 40
# What code inside the sandbox may import: it has been forked there, and what it holds in memory,
# a student can read.
INSIDE = {
    "autograder.sandbox.inside",
    "autograder.sandbox.isolation",
    "autograder.sandbox.wire",
    "autograder.sandbox.outcomes",
    "autograder.sandbox.seeds",
    "autograder.sandbox.limits",
    *("torch", "numpy", "msgpack"),
    *sys.stdlib_module_names,
}
# What a lesson's hidden side may import of the engine.
FOR_GRADERS = {"testing": None, "notebooks": {"misconception"}}

MODULES = sorted(path for path in ENGINE.rglob("*.py") if "graders" not in path.parts)
SANDBOX = sorted({*ENGINE.glob("sandbox/**/*.py")} - {ENGINE / "sandbox/__init__.py"})
GRADERS = sorted(ENGINE.glob("graders/*/*.py"))
TEMPLATES = sorted(ENGINE.rglob("*.html.j2"))
LIBRARY = sorted((ROOT / "compneuro").rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ENGINE).with_suffix("").as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """The module and the name of each import in a file; no name for `import module`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            yield from ((node.module or "", alias.name) for alias in node.names)


def engine_imports(path: Path) -> Iterator[tuple[list[str], str]]:
    """Of the imports in a file those of the engine, without the word `autograder`."""
    for module, name in imports(path):
        first, *parts = module.split(".")
        if first == "autograder":
            yield (parts, name) if parts or not name else ([name], "")


@cache
def face_of(room: str) -> list[str]:
    """The names that a room offers."""
    for node in tree(ENGINE / room / "__init__.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    raise AssertionError(f"{room}/__init__.py has no __all__")


def test_these_are_all_rooms_and_all_modules_of_the_ground() -> None:
    folders = {path.parent.name for path in ENGINE.glob("*/__init__.py")}
    assert folders == set(ROOMS)
    assert {path.stem for path in ENGINE.glob("*.py")} == {*GROUND, "__init__"}


def test_imports_run_one_way() -> None:
    order = [*GROUND, *ROOMS]
    for path in MODULES:
        room = path.relative_to(ENGINE).parts[0]
        place = order.index(room.removesuffix(".py")) if room != "__init__.py" else 0
        for parts, _ in engine_imports(path):
            if not parts or parts[0] == room:
                continue
            # The course's limits are the sandbox's; nothing else in the ground knows a room.
            if (path.name, parts[0]) == ("course.py", "sandbox"):
                continue
            assert order.index(parts[0]) < place, f"{name_of(path)} stands before {parts[0]}"


def sandbox_layer(name: str) -> int:
    return next(i for i, layer in enumerate(SANDBOX_LAYERS) if name.removesuffix(".py") in layer)


def test_each_layer_of_the_sandbox_imports_only_those_below() -> None:
    for path in SANDBOX:
        layer = sandbox_layer(path.relative_to(ENGINE / "sandbox").parts[0])
        for parts, name in engine_imports(path):
            if parts[:1] == ["sandbox"]:
                imported = [*parts, name][1]
                assert sandbox_layer(imported) <= layer, f"{name_of(path)} is below {imported}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {name_of(path).replace("/", ".") for path in MODULES}
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        needed = graph.setdefault(name_of(path).replace("/", ".").removesuffix(".__init__"), set())
        for parts, name in engine_imports(path):
            module = ".".join([*parts, name])
            needed.add(module if module in modules else ".".join(parts))
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_other_rooms_are_entered_through_their_face() -> None:
    for path in MODULES:
        room, module = path.relative_to(ENGINE).parts[0], name_of(path)
        for parts, name in engine_imports(path):
            if parts and parts[0] in ROOMS and parts[0] != room:
                assert len(parts) == 1, f"{module} reaches behind the face: {'.'.join(parts)}"
                assert name in face_of(parts[0]), f"{module}: {parts[0]} does not offer {name}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_face_offers_what_exists_and_what_somebody_uses(room: str) -> None:
    face = face_of(room)
    module = __import__(f"autograder.{room}", fromlist=face)
    assert module.__doc__
    assert all(hasattr(module, name) for name in face)


@pytest.mark.parametrize(
    "path", sorted(ENGINE.glob("sandbox/inside/*.py")), ids=lambda path: path.stem
)
def test_code_inside_the_sandbox_imports_no_more_than_it_may(path: Path) -> None:
    for module, name in imports(path):
        known = {module.split(".")[0], module, f"{module}.{name}"}
        known |= {".".join(module.split(".")[:3])}
        assert known & INSIDE, f"{path.stem} imports {module}"


@pytest.mark.parametrize("path", GRADERS, ids=name_of)
def test_hidden_tests_use_what_is_made_for_them(path: Path) -> None:
    for parts, name in engine_imports(path):
        assert parts[0] in FOR_GRADERS and len(parts) == 1, f"{path} imports {'.'.join(parts)}"
        allowed = FOR_GRADERS[parts[0]]
        assert allowed is None or name in allowed


def test_the_engine_calls_no_lessons_function_by_name() -> None:
    lessons = map(read_lesson, ROOT.glob("source/*/*.py"))
    exercises = {exercise.name for lesson in lessons for exercise in lesson.exercises}
    assert exercises
    for path in MODULES:
        called = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        assert not called & exercises, name_of(path)


def test_modules_and_functions_are_small() -> None:
    for path in [*MODULES, *LIBRARY]:
        assert path.read_text(encoding="utf-8").count("\n") <= MAX_LINES, path
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                length = (node.end_lineno or 0) - first + 1
                assert length <= MAX_FUNCTION, f"{path}: {node.name} has {length} lines"


def test_no_folder_holds_more_than_fits_in_a_glance() -> None:
    for folder in {path.parent for path in MODULES} - {ENGINE}:
        modules = [path for path in folder.glob("*.py") if path.stem != "__init__"]
        assert len(modules) <= MAX_MODULES, f"{folder.name} has {len(modules)} modules"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_those_of_their_own_room_and_of_rooms_before_it(path: Path) -> None:
    order, room = list(ROOMS), path.relative_to(ENGINE).parts[0]
    used = re.findall(r'\{% (?:extends|import|from|include) "([^"]+)"', path.read_text("utf-8"))
    for name in used:
        assert (ENGINE / name).is_file(), f"{path.name} uses {name}, which does not exist"
        assert order.index(name.split("/")[0]) <= order.index(room)


def test_markup_is_written_in_templates_where_every_value_is_escaped() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "import html\n" not in text, f"{name_of(path)} escapes by hand: use a template"
        allowed = name_of(path) in ("templates", "pages/charts")
        assert allowed or "Markup" not in text, f"{name_of(path)} writes markup: use a template"
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape", text), f"{path.name} does not escape"
