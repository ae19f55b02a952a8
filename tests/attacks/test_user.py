"""The whole corpus once more, graded by an ordinary user instead of root."""

from __future__ import annotations

import os

import pytest

from tests.sandbox.test_wall import NOBODY, ROOT, another_users_python, run


@pytest.mark.skipif(os.getuid() != 0, reason="this whole test run is by an ordinary user")
def test_an_ordinary_user_is_safe_from_every_attack() -> None:
    script = f"""
    import os, sys, tempfile, pytest
    os.chdir(tempfile.mkdtemp())
    sys.exit(pytest.main([
        {str(ROOT / "tests/attacks/test_corpus.py")!r}, "-k", "level_3", "-p", "no:cacheprovider",
        "-W", "ignore::ImportWarning", "--rootdir", {str(ROOT)!r},
        "-c", {str(ROOT / "pyproject.toml")!r},
    ]))
    """
    output = run(script, interpreter=another_users_python(), user=NOBODY)
    assert " passed" in output and "skipped" not in output, output
