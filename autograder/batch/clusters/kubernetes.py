"""The jobs that grade a class on Kubernetes: an indexed one of shards, and one that merges them."""

from __future__ import annotations

import shlex
from pathlib import Path
from string import Template

from autograder.batch.clusters.jobs import Jobs
from autograder.errors import CourseError

MOUNTED = "/course"  # where a pod sees the course; the image's user may write there
# All that is not about shards is the same in both: who runs it, where, and with what.
POD = """\
      restartPolicy: Never
      automountServiceAccountToken: false # a pod that runs students' code asks the cluster nothing
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        fsGroup: 1000
        seccompProfile: {type: RuntimeDefault}
      volumes:
        - name: course
          persistentVolumeClaim: {claimName: course}
      containers:
        - name: course
          image: course-grader
          workingDir: $mounted
          volumeMounts:
            - {name: course, mountPath: $mounted}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
"""
GRADE = Template(f"""\
# Each pod grades a shard. If it is lost, another one goes on with what it kept.
apiVersion: batch/v1
kind: Job
metadata:
  name: grade-$name
spec:
  completionMode: Indexed
  completions: $shards
  parallelism: $shards
  backoffLimitPerIndex: 3
  template:
    spec:
{POD}\
          resources:
            requests: {{cpu: $cpus, memory: ${{memory}}Gi}}
            limits: {{cpu: $cpus, memory: ${{memory}}Gi}}
          command:
            - sh
            - -c
            - |
              shard=$$((JOB_COMPLETION_INDEX + 1))
              export COURSE_RESULTS="$$PWD"/$folder/kept_$$shard
              exec course grade $lesson $class_ --shard $$shard/$shards --jobs $cpus \\
                --output $folder/shard_$$shard.zip
""")
MERGE = Template(f"""\
# Enters all shards into the gradebook.
apiVersion: batch/v1
kind: Job
metadata:
  name: merge-$name
spec:
  template:
    spec:
{POD}\
          resources:
            requests: {{cpu: 1, memory: 2Gi}}
          command:
            - sh
            - -c
            - |
              exec course merge $places $folder/shard_*.zip --json $folder/reports.json
""")
SUBMIT = Template("""\
#!/bin/sh
# Grades on the cluster, waits for all shards, and merges them.
cd $here || exit
kubectl delete --ignore-not-found -f grade.yaml -f merge.yaml || exit
kubectl apply -f grade.yaml || exit
until kubectl wait --for=condition=complete --timeout=60s job/grade-$name; do
    kubectl wait --for=condition=failed --timeout=0s job/grade-$name && exit 1
done
kubectl apply -f merge.yaml
""")
SCRIPTS = {"grade.yaml": GRADE, "merge.yaml": MERGE, "submit.sh": SUBMIT}


def write_kubernetes(jobs: Jobs, *, is_dry: bool = False) -> list[Path]:
    """Write the manifests; what they grade must lie in the course, which is all that pods see.

    Args:
        jobs: What the jobs do.
        is_dry: Write nothing; only find out what would be.

    Returns:
        Their paths. The last one starts the jobs.
    """
    values = jobs.values(lambda path: _inside(jobs, path)) | {
        "name": jobs.lesson.lower().replace("_", "-")[:40].strip("-"),
        "memory": 2 * jobs.cpus,
        "mounted": MOUNTED,
        "here": shlex.quote(str(jobs.folder)),
    }
    return jobs.write(SCRIPTS, values, is_dry=is_dry)


def _inside(jobs: Jobs, path: Path) -> str:
    """The path as a pod's shell knows it, which starts in the course.

    Raises:
        CourseError: It lies elsewhere.
    """
    try:
        return shlex.quote(str(path.resolve().relative_to(jobs.root.resolve())))
    except ValueError as error:
        raise CourseError(
            f"{path} is not in {jobs.root}, and pods see nothing else: copy it there."
        ) from error
