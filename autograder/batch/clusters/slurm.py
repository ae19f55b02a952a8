"""The jobs that grade a class on a Slurm cluster: an array of shards, and one that merges them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from string import Template

from autograder.batch.clusters.jobs import Jobs
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
exec $course grade $lesson $class_ --shard "$$SLURM_ARRAY_TASK_ID/$shards" --jobs $cpus \\
    --output $folder/"shard_$$SLURM_ARRAY_TASK_ID.zip"
""")
MERGE = Template("""\
#!/bin/bash
#SBATCH --job-name=merge-$lesson
#SBATCH --output=$folder/merge.log
cd $root || exit
exec $course merge $places $folder/shard_*.zip --json $folder/reports.json
""")
SUBMIT = Template("""\
#!/bin/bash
# Grades on the cluster; the second job starts when all shards of the first have succeeded.
grading=$$(sbatch --parsable $folder/grade.sh) || exit
sbatch --dependency="afterok:$$grading" $folder/merge.sh
""")
SCRIPTS = {"grade.sh": GRADE, "merge.sh": MERGE, "submit.sh": SUBMIT}


def write_slurm(jobs: Jobs, *, is_dry: bool = False) -> list[Path]:
    """Write the scripts; what they grade must be visible on all nodes.

    Args:
        jobs: What the jobs do.
        is_dry: Write nothing; only find out what would be.

    Returns:
        Their paths. The last one starts the jobs.
    """
    if any(" " in str(path) for path in (jobs.root, jobs.folder)):  # `#SBATCH --output`, no quotes
        raise CourseError(
            f"Slurm cannot write its log to {jobs.folder}: there is a space in the path."
        )
    values = jobs.values(lambda path: shlex.quote(str(path.resolve()))) | {
        "root": shlex.quote(str(jobs.root)),
        "log": jobs.folder / "shard_%a.log",
        "course": shlex.quote(str(Path(sys.executable).with_name("course"))),
    }
    return jobs.write(SCRIPTS, values, is_dry=is_dry)
