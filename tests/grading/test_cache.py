"""Verdicts are kept in one file that many processes share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from autograder.grading import Cache

MANY = 4


@pytest.mark.parametrize("attempt", range(20))
def test_a_new_file_may_be_opened_by_many_at_the_same_moment(attempt: int, tmp_path: Path) -> None:
    ready = Barrier(MANY)

    def keep(key: str) -> str | None:
        ready.wait()
        with closing(Cache(tmp_path / "new" / "results.db")) as results:
            results.keep_text(key, key * attempt)
            return results.text(key)

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(keep, "abcd")) == [key * attempt for key in "abcd"]
