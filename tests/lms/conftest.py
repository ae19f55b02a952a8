from __future__ import annotations

from pathlib import Path

import pytest

from .term import Term, start_term


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one lesson, built."""
    return start_term(tmp_path_factory.mktemp("term") / "course")


@pytest.fixture
def term(built: Path, tmp_path: Path) -> Term:
    """A copy of the course, with a class of students."""
    return Term.copy_of(built, tmp_path / "course")
