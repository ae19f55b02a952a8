"""Isolation as a whole: which level a host supports, for which users, and what is left over."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from functools import cache
from pathlib import Path

import pytest

import autograder
from autograder.errors import CourseError
from autograder.sandbox import Limits, Sandbox
from autograder.sandbox.isolation import visible
from tests.sandbox.conftest import MakeSandbox

pytestmark = pytest.mark.slow

ROOT = Path(autograder.__file__).parent.parent
NOBODY = 65534

NO_NAMESPACES = """
import errno
import pyseccomp
from autograder.sandbox.isolation import linux

linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in ("unshare", "mount"):
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
rules.load()
"""
NO_LANDLOCK = """
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "landlock_create_ruleset")
rules.load()
"""
FIRST_BOX = """
from autograder.sandbox.statement import Statement
from autograder.sandbox import Sandbox, SandboxRefused
try:
    with Sandbox() as sandbox, sandbox.open([Statement(1, 1, "def f(): return 42")]) as box:
        print("level", sandbox.level, "answer", box.call("f"))
except SandboxRefused as refusal:
    print(refusal)
"""


def run(
    script: str,
    *,
    interpreter: str = sys.executable,
    user: int | None = None,
    source: Path = ROOT,
) -> str:
    """The output of a script in a new Python process, which may run as another user."""
    packages = [entry for entry in sys.path if entry.endswith("-packages")]
    result = subprocess.run(
        [interpreter, "-c", textwrap.dedent(script)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(source), *packages])},
        cwd="/",
        capture_output=True,
        text=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_container_without_namespaces_gets_level_2() -> None:
    assert run(NO_NAMESPACES + FIRST_BOX) == "level 2 answer 42\n"


def test_a_host_below_the_minimum_level_is_refused_with_a_fix() -> None:
    refusal = run(NO_NAMESPACES + NO_LANDLOCK + FIRST_BOX)
    assert "level 1, and level 2 is asked for" in refusal
    assert "namespaces: PermissionError" in refusal and "landlock" in refusal


def test_a_forced_level_is_not_replaced_by_a_weaker_one() -> None:
    script = NO_NAMESPACES + FIRST_BOX.replace("Sandbox()", "Sandbox(level=3)")
    assert "level 2, and level 3 is asked for" in run(script)


@cache
def another_users_python() -> str:
    """A Python of this version that an ordinary user can run with our packages."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = [entry for entry in sys.path if entry.endswith("-packages")]
    for candidate in filter(None, [sys.executable, shutil.which(name, path="/usr/bin")]):
        try:
            probe = f"import sys; sys.path += {packages!r}; import torch, msgpack, pyseccomp"
            subprocess.run(
                [candidate, "-c", f"{probe}; open({str(ROOT / 'autograder/errors.py')!r})"],
                user=NOBODY, group=NOBODY, extra_groups=[], check=True, capture_output=True,
                cwd="/",
            )  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip("no Python with these packages can be run by another user")


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user runs all tests")
def test_an_ordinary_user_gets_the_same_isolation() -> None:
    interpreter = another_users_python()
    script = f"""
    import os, sys, tempfile, pytest
    os.chdir(tempfile.mkdtemp())
    sys.exit(pytest.main([
        {str(ROOT / "tests/sandbox/test_escapes.py")!r}, "-k", "level_3",
        "-p", "no:cacheprovider", "--rootdir", {str(ROOT)!r},
        "-c", {str(ROOT / "pyproject.toml")!r},
    ]))
    """
    output = run(script, interpreter=interpreter, user=NOBODY)
    assert " passed" in output and "skipped" not in output, output


def test_a_folder_that_contains_the_engine_cannot_be_made_readable() -> None:
    with pytest.raises(CourseError, match="hidden tests"):
        Sandbox(readable=[ROOT])


VISIBLE = """
import sys
from pathlib import Path
from autograder.sandbox.statement import Statement
from autograder.sandbox import Sandbox, StudentError

folder = Path(sys.path[1]).parent
assert sys.path[1].startswith(str(folder)) and folder.name == "host"
read = Statement(1, 1, "def read(path): return open(path).read()")
write = Statement(1, 2, "def write(path): open(path, 'w')")
neighbour = Statement(1, 3, "import neighbour")
for level in (3, 2):
    with Sandbox(level=level, readable=[folder / "shown"], folder=folder) as sandbox:
        with sandbox.open([read, write, neighbour]) as box:
            assert not box.load_errors
            print(box.call("read", str(folder / "shown/file.txt")))
            print(box.call("read", "shown/file.txt"))
            for function, path in (
                ("write", folder / "shown/file.txt"),
                ("write", "shown/file.txt"),
                ("read", folder / "beside/file.txt"),
                ("read", "beside/file.txt"),
                ("read", folder / "site-packages/autograder/errors.py"),
            ):
                try:
                    print("LEAK", box.call(function, str(path)))
                except StudentError as error:
                    print(error.type_name)
"""


def test_only_libraries_and_named_folders_are_readable(tmp_path: Path) -> None:
    """The engine is a package among others here, as after an ordinary install."""
    host = tmp_path / "host"
    shutil.copytree(ROOT / "autograder", host / "site-packages/autograder")
    (host / "site-packages/neighbour.py").write_text("")
    for name in ("shown", "beside"):
        (host / name).mkdir()
        (host / name / "file.txt").write_text(f"text of {name}")
    refused = {
        3: ["OSError", "OSError", *["FileNotFoundError"] * 3],
        2: ["PermissionError"] * 5,
    }
    output = run(VISIBLE, source=host / "site-packages").splitlines()
    shown = ["text of shown"] * 2
    assert output == [line for level in (3, 2) for line in (*shown, *refused[level])]


def test_hiding_a_folder_keeps_its_neighbours(tmp_path: Path) -> None:
    for name in ("a", "b/inner", "b/other"):
        (tmp_path / name).mkdir(parents=True)
    kept = visible.without([str(tmp_path)], str(tmp_path / "b/inner"))
    assert kept == [str(tmp_path / "a"), str(tmp_path / "b/other")]


def test_nothing_survives_a_grader_that_is_killed(sandbox_of_level: MakeSandbox) -> None:
    script = """
    import sys, time
    from autograder.sandbox.statement import Statement
    from autograder.sandbox import Sandbox
    sandbox = Sandbox(minimum_level=1)
    statements = [Statement(1, 1, "import time\\nprint('marker')")]
    box = sandbox.open(statements)
    print(sandbox.pid, flush=True)
    time.sleep(1000)
    """
    grader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert grader.stdout is not None
    parent = int(grader.stdout.readline())
    family = descendants(parent)
    assert len(family) == 1
    grader.send_signal(signal.SIGKILL)
    grader.communicate()
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in [parent, *family]):
        assert time.monotonic() < deadline, "a process is still alive"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return False


def test_the_host_has_no_mounts_afterwards(strong_sandbox: Sandbox) -> None:
    before = Path("/proc/self/mountinfo").read_text()
    with strong_sandbox.open([]):
        pass
    assert Path("/proc/self/mountinfo").read_text() == before


def test_a_module_that_cannot_be_preloaded_is_a_sandbox_fault() -> None:
    with (
        Sandbox(Limits(), minimum_level=1, preload=["no_such_module"]) as sandbox,
        pytest.raises(CourseError, match="no_such_module"),
    ):
        sandbox.open([])


SLOW = """
import time
from pathlib import Path

time.sleep(0.5)
Path(__file__).with_name("imported").touch()
"""


def test_after_wait_the_first_box_opens_without_another_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_library.py").write_text(SLOW)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with Sandbox(minimum_level=1, preload=["slow_library"]) as sandbox:
        sandbox.wait()
        assert (tmp_path / "imported").exists(), "the fork server has imported everything"
        sandbox.open([]).close()
        sandbox.wait()
