"""The jobs that grade a class on a Slurm cluster: an array of shards, and one that merges them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template

from autograder.batch.shards import MAX_SHARDS
from autograder.errors import CourseError

# Each shard keeps its verdicts in a folder of its own, because SQLite needs locks that network file
# systems may not have. A shard that is requeued, on whatever node, goes on from there.
GRADE = Template("""\
#!/bin/bash
#SBATCH --job-name=grade-$lesson
#SBATCH --array=1-$shards
#SBATCH --cpus-per-task=$cpus
#SBATCH --mem-per-cpu=2G
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=$log
cd $root || exit
export COURSE_RESULTS=$folder/kept_$$SLURM_ARRAY_TASK_ID
exec $course grade $lesson $paths --shard "$$SLURM_ARRAY_TASK_ID/$shards" --jobs $cpus \\
    --output $folder/"shard_$$SLURM_ARRAY_TASK_ID.zip"
""")
MERGE = Template("""\
#!/bin/bash
#SBATCH --job-name=merge-$lesson
#SBATCH --output=$folder/merge.log
cd $root || exit
exec $course merge $options $folder/shard_*.zip --json $folder/reports.json
""")
SUBMIT = Template("""\
#!/bin/bash
# Grades on the cluster; the second job starts when all shards of the first have succeeded.
grading=$$(sbatch --parsable $folder/grade.sh) || exit
sbatch --dependency="afterok:$$grading" $folder/merge.sh
""")


def write_jobs(
    folder: Path, root: Path, lesson: str, paths: Sequence[Path], shards: int, cpus: int
) -> list[Path]:
    """Write the scripts, and return their paths; what they grade must be visible on all nodes.

    Args:
        folder: Where they and all results go.
        root: The course.
        lesson: The lesson's slug.
        paths: The submissions, as for `course grade`.
        shards: Number of shards.
        cpus: Cores of each shard.
    """
    if not 1 <= shards <= MAX_SHARDS:
        raise CourseError(f"{shards} shards are not possible; choose 1 to {MAX_SHARDS}.")
    if any(" " in str(path) for path in (root, folder)):  # `#SBATCH --output` has no quotes
        raise CourseError(f"Slurm cannot write its log to {folder}: there is a space in the path.")
    places = [shlex.quote(str(path.resolve())) for path in paths]
    values = {
        "lesson": lesson,
        "shards": shards,
        "cpus": cpus,
        "root": shlex.quote(str(root)),
        "folder": shlex.quote(str(folder)),
        "log": folder / "shard_%a.log",
        "paths": " ".join(places),
        "options": " ".join(f"--path {place}" for place in places),
        "course": shlex.quote(str(Path(sys.executable).with_name("course"))),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, script in (("grade", GRADE), ("merge", MERGE), ("submit", SUBMIT)):
        (folder / f"{name}.sh").write_text(script.substitute(values), encoding="utf-8")
        (folder / f"{name}.sh").chmod(0o755)
    return [folder / f"{name}.sh" for name in ("grade", "merge", "submit")]
