"""What is imported is declared, and what is declared is imported."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
ENGINE, LIBRARY = ROOT / "autograder", ROOT / "compneuro"
AUDIT = ENGINE / "authoring" / "audit"
CLUSTERS = ENGINE / "batch" / "clusters"
STARTED = {"ipykernel"}  # as a process, by its name
BY_DASK = {"cryptography"}  # which imports it for certificates, and does not require it


def project(path: Path) -> dict[str, Any]:
    """What a pyproject.toml says of its project."""
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    return found


ENGINES = project(ENGINE / "pyproject.toml")
LIBRARYS = project(ROOT / "pyproject.toml")
OPTIONAL = ENGINES["optional-dependencies"]["audit"]
EXTRAS = [text for extra in ENGINES["optional-dependencies"].values() for text in extra]


def names(requirements: Iterable[str]) -> set[str]:
    """The distributions that are required."""
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def modules(folder: Path) -> set[Path]:
    """The modules of a package, without hidden tests."""
    return {path for path in folder.rglob("*.py") if "graders" not in path.parts}


def imported(paths: Iterable[Path], own: str = "autograder") -> set[str]:
    """The distributions that modules import, wherever in them; not the package's own."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    homes = packages_distributions()
    third_party = found - set(sys.stdlib_module_names) - {own}
    return {canonicalize_name(homes[name][0]) for name in third_party}


def test_the_engine_declares_what_it_imports_and_nothing_else() -> None:
    everyones = modules(ENGINE) - modules(AUDIT) - modules(CLUSTERS)
    assert imported(everyones) | STARTED == names(ENGINES["dependencies"])


@pytest.mark.parametrize(
    ("folder", "extra", "others"), [(AUDIT, "audit", set()), (CLUSTERS, "cluster", BY_DASK)]
)
def test_an_extra_declares_what_its_folder_alone_imports(
    folder: Path, extra: str, others: set[str]
) -> None:
    declared = names(ENGINES["optional-dependencies"][extra])
    assert (imported(modules(folder)) - names(ENGINES["dependencies"])) | others == declared


def test_the_lessons_library_declares_what_it_imports_and_nothing_else() -> None:
    declared = [*LIBRARYS["dependencies"], *LIBRARYS["optional-dependencies"]["check"]]
    assert imported(modules(LIBRARY), "compneuro") == names(declared)


def pins() -> dict[str, Version]:
    """The versions that the tests run with."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pairs}


@pytest.mark.parametrize("text", [*LIBRARYS["dependencies"], *ENGINES["dependencies"], *EXTRAS])
def test_what_is_declared_is_pinned_to_a_version_that_it_allows(text: str) -> None:
    wanted = Requirement(text)
    if wanted.name != ENGINES["name"]:
        assert pins()[canonicalize_name(wanted.name)] in wanted.specifier


@pytest.mark.parametrize("name", ["pytest", "nbconvert", "mutmut"])
def test_where_private_names_are_used_the_next_major_version_is_not_allowed(name: str) -> None:
    declared = {Requirement(text).name: text for text in (*ENGINES["dependencies"], *OPTIONAL)}
    following = pins()[name].major + 1
    assert f"{following}.0" not in Requirement(declared[name]).specifier
