"""The whole corpus once more, graded by an ordinary user instead of root."""

from __future__ import annotations

import os

import pytest

from tests.sandbox.test_isolation import NOBODY, ROOT, another_users_python, run

# nbgrader starts `alembic` by name, and this user may not run the one beside our own Python.
SCRIPT = f"""
import os, sys, tempfile
import pytest

os.chdir(tempfile.mkdtemp())
with open("alembic", "w") as file:
    file.write(f"#!{{sys.executable}}\\nfrom alembic.config import main\\nmain()\\n")
os.chmod("alembic", 0o755)
os.environ["PATH"] = os.pathsep.join([os.getcwd(), os.environ["PATH"]])
sys.exit(pytest.main([
    {str(ROOT / "tests/attacks/test_corpus.py")!r}, "-k", "level_3", "-p", "no:cacheprovider",
    "-W", "ignore::ImportWarning", "--rootdir", {str(ROOT)!r},
    "-c", {str(ROOT / "pyproject.toml")!r},
]))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="this whole test run is by an ordinary user")
def test_an_ordinary_user_is_safe_from_every_attack() -> None:
    output = run(SCRIPT, interpreter=another_users_python(), user=NOBODY)
    assert " passed" in output and "skipped" not in output, output
