"""The engine as others install it: a wheel in an environment of its own, and a course elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
PACKAGES = [entry for entry in sys.path if entry.endswith("-packages")]
ENGINE = "import autograder; print(autograder.__file__)"
# The library's own environment shows the releases that it holds, as a folder without a loader.
LIBRARY = "import importlib.util as u; print(getattr(u.find_spec('compneuro'), 'loader', None))"
FIRST, SECOND = "first_steps", "second_steps"


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a course in a folder of its own.

    Attributes:
        programs: The environment's folder of commands.
        folder: The course.
    """

    programs: Path
    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """What a command of the environment does in the course."""
        path = [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
        env = {**os.environ, "PATH": os.pathsep.join(path)}
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)

    def done(self, *command: str) -> str:
        """What a command says that succeeds."""
        ended = self.run(*command)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def hand_in(self, student: str, answer: str) -> None:
        """The release with its stub replaced, handed in by a student."""
        release = self.folder / "release" / FIRST / f"{FIRST}.ipynb"
        document = json.loads(release.read_text(encoding="utf-8"))
        for cell in document["cells"]:
            if cell["id"] == "double":
                cell["source"] = answer
        path = self.folder / "submitted" / student / FIRST / release.name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(folder), str(ROOT / "autograder")], check=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel by itself; what it needs lies in this environment, whose own engine is not seen."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home)
    python = home / "bin" / "python"
    install = [*PIP, "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True)
    (packages,) = home.glob("lib/*/site-packages")
    # Editable installs are .pth files of this environment, which are not read from there.
    (packages / "needed.pth").write_text("\n".join(PACKAGES))
    nbgrader = home / "bin" / "nbgrader"
    nbgrader.write_text(f"#!{python}\nfrom nbgrader.apps.nbgraderapp import main\nmain()\n")
    nbgrader.chmod(0o755)
    (home / "share").symlink_to(Path(sys.prefix) / "share")  # nbconvert's templates
    found = Installed(home / "bin", tmp_path_factory.mktemp("elsewhere") / "my course")
    found.folder.mkdir()
    return found


def test_the_wheel_holds_the_whole_engine_and_nothing_of_the_course(wheel: Path) -> None:
    engine = ROOT / "autograder"
    files = {path for path in engine.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    ours = {path.relative_to(ROOT).as_posix() for path in files if "graders" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == ours - {"autograder/pyproject.toml", "autograder/LICENSE"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "autograder/py.typed" in inside


def test_the_librarys_wheel_holds_the_releases_and_no_secret(tmp_path: Path) -> None:
    build = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(tmp_path), str(ROOT)], check=True)
    (built,) = tmp_path.iterdir()
    with zipfile.ZipFile(built) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    releases = {
        f"compneuro/releases/{path.parent.name}/{path.name}"
        for path in (ROOT / "release").glob("*/*.ipynb")
    }
    assert releases
    assert {name for name in names if not name.startswith("compneuro/")} == set()
    assert releases == {name for name in names if name.startswith("compneuro/releases/")}


def test_a_course_elsewhere_goes_from_init_to_feedback_on_the_wheel(installed: Installed) -> None:
    engine = installed.done("python", "-c", ENGINE)
    assert engine.startswith(str(installed.programs.parent)), "this is another engine"
    assert installed.done("python", "-c", LIBRARY) == "None\n"

    assert "wrote course_config.py" in installed.done("course", "init")
    assert installed.run("course", "check").returncode == 1, "nothing is built yet"
    installed.done("course", "new", SECOND)
    said = installed.done("make", "check")
    assert "✗" not in said
    assert f"✓ {FIRST}: the solutions score full marks" in said
    assert f"✓ {SECOND}: every misconception loses points and is recognised" in said

    hidden = installed.folder / "graders" / FIRST / f"test_{FIRST}.py"
    installed.hand_in("ada", "def double(x):\n    return x + x")
    installed.hand_in("bob", "def double(x):\n    return x * x")
    installed.hand_in("eve", f"def double(x):\n    return open({str(hidden)!r}).read()")
    installed.done("course", "grade", FIRST, "--json", "reports.json")
    reports = json.loads((installed.folder / "reports.json").read_text())["reports"]
    scores = {report["student"]: report["score"] for report in reports}
    assert scores == {"ada": 2, "bob": 1, "eve": 0}
    assert "FileNotFoundError" in json.dumps(reports[2])
    assert "You multiply each number by itself." in reports[1]["exercises"][0]["hint"]

    installed.done("make", "grade")
    page = installed.folder / "feedback" / "bob" / FIRST / f"{FIRST}.html"
    assert "You multiply each number by itself." in page.read_text(encoding="utf-8")
    assert installed.run("course", "grade", "third_steps").returncode == 2
