"""Archives and folders of hand-ins, made from the lessons' sample notebooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course import Course
from autograder.handins import Found, find_handins

GOLDEN = Path(__file__).parents[1] / "golden"
LESSON = "single_neuron"
OTHER = "artificial_neurons"
TIME = (2026, 11, 20, 10, 0, 0)


def sample(kind: str = "right", lesson: str = LESSON) -> bytes:
    return (GOLDEN / lesson / kind / f"{lesson}.ipynb").read_bytes()


RIGHT, HALF, UNTOUCHED = sample(), sample("half_done"), sample("untouched")
FOREIGN = sample(lesson=OTHER)


def edited(data: bytes, words: str) -> bytes:
    """The same answers in a file with other bytes."""
    document = json.loads(data)
    document["metadata"]["words"] = words
    return json.dumps(document).encode()


def zipped(files: Mapping[str, bytes], times: Mapping[str, tuple[int, ...]] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            time = (times or {}).get(name, TIME)
            info = zipfile.ZipInfo(name, time)  # type: ignore[arg-type]
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def lay_out(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def look(course: Course, *paths: Path) -> Found:
    """What is found in the paths; nothing unpacked is kept."""
    with find_handins(course, LESSON, paths) as found:
        return found


def became(found: Found) -> dict[str, str]:
    return {row.file: row.became for row in found.rows}
