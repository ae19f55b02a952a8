"""Which Pythons the set-up takes, and that all that it installs works with each of them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OLDEST, NEWEST = "3.11", "3.14"
EDGES = [f"{OLDEST}.0", f"{NEWEST}.0"]
LINES = re.findall(r"^(.+)==(.+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
PINS = {canonicalize_name(name): version for name, version in LINES}
CUDA = re.compile("nvidia-|cuda-|triton")  # torch names the versions of its own libraries
# Tells its version and has no module of the standard library.
PYTHON = """#!/bin/sh
case $2 in
    *version_info*) echo {version} ;;
    *) exit 1 ;;
esac
"""
# Makes a folder with a copy of itself, whose pip installs torch and fails after that.
WHOLE = """#!/bin/sh
case $2 in
    *version_info*) echo 3.12.1 ;;
    venv) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
esac
case "$*" in
    *--editable*)
        echo "Collecting numpy>=1.26"
        echo "  Downloading numpy-2.4.6-cp312-cp312-manylinux_2_28_x86_64.whl.metadata (6 kB)"
        echo "Downloading av-18.1.0-cp311-abi3-manylinux_2_28_x86_64.whl (35.7 MB)"
        echo "  Downloading https://a.b/whl/torch-2.13.0+cpu-cp312-cp312-linux.whl (191.8 MB)"
        echo "Installing collected packages: numpy, av"
        echo "The conflict is caused by:"
        echo "    compneuro 0.1.0 depends on numpy>=1.26"
        echo "ERROR: ResolutionImpossible" >&2
        exit 1 ;;
esac
"""


def refusal(python: Path, folder: Path) -> str:
    """Why the set-up refuses this Python; nothing may have been written by then."""
    done = subprocess.run(
        [ROOT / "setup.sh", python, folder / "venv"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert not (folder / "venv").exists()
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_a_failed_download_ends_the_set_up_with_its_reason(fake: Path, tmp_path: Path) -> None:
    fake.write_text(WHOLE)
    done = subprocess.run(
        [ROOT / "setup.sh", fake, tmp_path / "venv"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == "ERROR: ResolutionImpossible\n"
    assert done.stdout.splitlines()[-6:] == [
        "Downloading the other packages, the largest of which are:",
        "  av-18.1.0 (35.7 MB)",
        "  torch-2.13.0+cpu (191.8 MB)",
        "Installing all of them: a minute or two.",
        "The conflict is caused by:",
        "    compneuro 0.1.0 depends on numpy>=1.26",
    ]


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """Where a Python of some version is put."""
    python = tmp_path / "python3"
    python.touch(mode=0o755)
    return python


@pytest.mark.parametrize("version", ["2.7.18", "3.1.5", "3.10.19", "3.15.0", "4.11.0"])
def test_other_pythons_are_refused(fake: Path, tmp_path: Path, version: str) -> None:
    fake.write_text(PYTHON.format(version=version))
    assert refusal(fake, tmp_path) == (
        f"Python {OLDEST} to {NEWEST} is needed, and '{fake}' is Python {version}: "
        "name another, as in `make demo PYTHON=python3.12`."
    )


@pytest.mark.parametrize("version", ["3.11.0", "3.12.1", "3.13.13", "3.14.9"])
def test_a_python_that_is_not_whole_is_refused(fake: Path, tmp_path: Path, version: str) -> None:
    fake.write_text(PYTHON.format(version=version))
    minor = version.rpartition(".")[0]
    assert refusal(fake, tmp_path) == (
        f"Python {version} lacks ensurepip, which makes virtual environments: "
        f"on Debian and Ubuntu, `sudo apt install python{minor}-venv` brings it."
    )


@pytest.mark.parametrize("text", [None, "#!/bin/sh\nexit 127\n"])
def test_a_python_that_is_missing_or_broken_is_refused(
    fake: Path, tmp_path: Path, text: str | None
) -> None:
    fake.write_text(text) if text else fake.unlink()
    assert refusal(fake, tmp_path) == (
        f"No Python starts as '{fake}': install Python {OLDEST} to {NEWEST}, "
        "or name yours, as in `make demo PYTHON=python3.12`."
    )


@pytest.mark.parametrize("file", ["pyproject.toml", "autograder/pyproject.toml"])
def test_the_packages_admit_the_same_pythons(file: str) -> None:
    wanted = SpecifierSet(tomllib.loads((ROOT / file).read_text())["project"]["requires-python"])
    tried = [f"{major}.{minor}.0" for major in (2, 3, 4) for minor in range(30)]
    admitted = list(wanted.filter(tried))
    assert [admitted[0], admitted[-1]] == EDGES


def test_the_readme_names_the_same_pythons() -> None:
    assert f"Python {OLDEST} to {NEWEST}" in (ROOT / "README.md").read_text()


def test_pinned_versions_work_with_the_oldest_and_the_newest_python() -> None:
    here = needed() & PINS.keys()
    assert "torch" in here
    for found in map(metadata.distribution, here):
        name, version = canonicalize_name(found.name), found.version.partition("+")[0]
        assert (name, version) == (name, PINS[name])  # torch's own ends with +cpu
        pythons = SpecifierSet(found.metadata.get("Requires-Python", ""))
        assert list(pythons.filter(EDGES)) == EDGES, f"{name} {version} wants {pythons}"


def test_all_that_is_installed_is_pinned() -> None:
    assert needed() - PINS.keys() == {"compneuro", "course-autograder"}


def needed() -> set[str]:
    """All that our packages need here, but for the libraries that torch pins itself."""
    found = set()
    waiting = {("compneuro", ""), ("course-autograder", "dev")}
    while waiting - found:
        name, extra = (waiting - found).pop()
        found.add((name, extra))
        for each in map(Requirement, metadata.requires(name) or []):
            if applies(each, extra):
                waiting |= {(canonicalize_name(each.name), extra) for extra in each.extras or {""}}
    return {name for name, _ in found}


def applies(wanted: Requirement, extra: str) -> bool:
    here = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
    return here and not CUDA.match(wanted.name)
