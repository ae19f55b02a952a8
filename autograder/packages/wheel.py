"""A wheel of a package that is installed here, editable or not, without a build and its tools."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import zipfile
from collections.abc import Collection
from importlib.metadata import Distribution
from pathlib import Path
from typing import NamedTuple

from autograder.errors import CourseError

WHEEL = (
    "Wheel-Version: 1.0\nGenerator: course-autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
)
# What belongs to a checkout of the engine and is no part of it, or is in the wheel elsewhere.
LEFT_OUT = {"graders", "pyproject.toml", "LICENSE", "PKG-INFO"}
ABOUT = ("METADATA", "entry_points.txt", "licenses/LICENSE")


class Wheel(NamedTuple):
    """A wheel: the name of its file, and its bytes."""

    name: str
    data: bytes


def wheel_of(package: str, distribution: Distribution) -> Wheel:
    """The wheel of a package of pure Python, the same bytes for the same files.

    Args:
        package: Its import name.
        distribution: What pip knows about it.

    Raises:
        CourseError: Its files cannot be found.
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.origin:
        raise CourseError(f"The package {package} is not a folder that can be packed.")
    folder = Path(found.origin).parent
    stem = f"{distribution.name.replace('-', '_')}-{distribution.version}"
    files = {
        f"{package}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in files_in(folder)
        if path.relative_to(folder).parts[0] not in LEFT_OUT
    }
    about = {name: distribution.read_text(name) for name in ABOUT} | {"WHEEL": WHEEL}
    files |= {f"{stem}.dist-info/{name}": text.encode() for name, text in about.items() if text}
    record = "".join(f"{name},{_hash(data)},{len(data)}\n" for name, data in files.items())
    own = f"{stem}.dist-info/RECORD"
    return Wheel(f"{stem}-py3-none-any.whl", zipped({**files, own: f"{record}{own},,\n".encode()}))


def files_in(folder: Path) -> list[Path]:
    """The files below a folder, sorted, without what Python and Jupyter leave there."""
    leftovers = {"__pycache__", ".ipynb_checkpoints"}
    paths = (path for path in sorted(folder.rglob("*")) if not leftovers & set(path.parts))
    return [path for path in paths if path.is_file()]


def zipped(files: dict[str, bytes], programs: Collection[str] = ()) -> bytes:
    """A zip with these files, the same bytes whenever it is made.

    Args:
        files: What each holds, by its name.
        programs: The names of those that can be started.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980
            entry.external_attr = (0o755 if name in programs else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _hash(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"
