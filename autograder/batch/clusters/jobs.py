"""What the jobs on a cluster do, whatever the scheduler is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from autograder.batch.shares import MAX_SHARDS
from autograder.errors import CourseError


@dataclass(frozen=True)
class Jobs:
    """An array of shards that grade a lesson, and the merge after them.

    Attributes:
        folder: Where the scripts and all results go.
        root: The course.
        lesson: The lesson's slug.
        paths: The submissions, as for `course grade`.
        shards: Number of shards.
        cpus: Cores of each shard.
        times: A file of an earlier `--json`, by which the shards are balanced.

    Raises:
        CourseError: There cannot be so many shards.
    """

    folder: Path
    root: Path
    lesson: str
    paths: Sequence[Path]
    shards: int
    cpus: int
    times: Path | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.shards <= MAX_SHARDS:
            raise CourseError(f"{self.shards} shards are not possible; choose 1 to {MAX_SHARDS}.")

    def values(self, shown: Callable[[Path], str]) -> dict[str, object]:
        """What stands in each script; `shown` is a path in the words of the jobs' shell."""
        places = [shown(path) for path in self.paths]
        times = [f"--times {shown(self.times)}"] if self.times else []
        return {
            "lesson": self.lesson,
            "shards": self.shards,
            "cpus": self.cpus,
            "folder": shown(self.folder),
            "class_": " ".join([*places, *times]),
            "places": " ".join(f"--path {place}" for place in places),
        }

    def write(
        self, scripts: Mapping[str, Template], values: Mapping[str, object], *, is_dry: bool
    ) -> list[Path]:
        """Write scripts, by their names, into the folder, and return their paths."""
        texts = {name: script.substitute(values) for name, script in scripts.items()}
        if not is_dry:
            self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items() if not is_dry else ():
            (self.folder / name).write_text(text, encoding="utf-8")
            (self.folder / name).chmod(0o755 if name.endswith(".sh") else 0o644)
        return [self.folder / name for name in scripts]
