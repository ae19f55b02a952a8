"""A process that may not read files cannot tell which ones others have read."""

from __future__ import annotations

import pytest

from autograder.sandbox import StudentError
from tests.sandbox.conftest import MakeSandbox, code

# Without the first two lines, the engine would import nothing ahead.
SOURCE = """
import colorsys
from wave import Error as WaveError
import ctypes, glob, os, sys, torch
def f():
    {}
"""
# Each says how long a file takes, or whether it is there.
WAYS = {
    "open": "return open(torch.__file__).read(1)",
    "open for its handle": "return os.open(torch.__file__, os.O_PATH)",
    "look up": "return os.stat(torch.__file__).st_size",
    "ask for access": "return os.access(torch.__file__, os.R_OK)",
    "list": "return os.listdir(os.path.dirname(torch.__file__))",
    "find": "return glob.glob('/usr/lib/*')",
    "go into a folder": "return os.chdir('/usr') or 'there'",
    "import": "return __import__('sched').__name__",
    "read a link": "return os.readlink('/lib')",
    "load a library": "return ctypes.CDLL('libcrypt.so.1') and 'loaded'",
    "write": "return open('/tmp/note', 'w').write('x')",
}


@pytest.mark.parametrize("level", [3, 2])
@pytest.mark.parametrize("way", WAYS)
def test_no_file_can_be_reached(sandbox_of_level: MakeSandbox, level: int, way: str) -> None:
    with sandbox_of_level(level).open(code(SOURCE.format(WAYS[way])), reads_files=False) as box:
        assert box.load_errors == []
        try:
            assert not box.call("f")
        except StudentError as error:
            assert error.type_name in ("PermissionError", "ModuleNotFoundError", "OSError")


@pytest.mark.parametrize("way", [*WAYS][:-3])
def test_other_processes_can_reach_files(sandbox_of_level: MakeSandbox, way: str) -> None:
    with sandbox_of_level(3).open(code(SOURCE.format(WAYS[way]))) as box:
        assert box.call("f")


@pytest.mark.parametrize("level", [3, 2, 1])
def test_what_the_code_imports_is_imported_before(
    sandbox_of_level: MakeSandbox, level: int
) -> None:
    work = "return len(colorsys.rgb_to_hsv(0.1, 0.2, 0.3)) + (torch.ones(2) @ torch.ones(2)).item()"
    with sandbox_of_level(level).open(code(SOURCE.format(work)), reads_files=False) as box:
        assert box.load_errors == []
        assert box.call("f") == 5.0
