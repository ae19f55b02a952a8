"""The jobs for Kubernetes: the manifests keep its schema, and what their pods do is done here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .commands import LESSON, ROOT, course
from .test_nothing_lost import outcome, own, prepared, undisturbed

__all__ = ["own", "prepared", "undisturbed"]  # fixtures

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
SCHEMA = ROOT / "tests" / "batch" / "kubernetes" / "job.json"  # cut from the official one: cut.py
SHARDS = 2
# Says what it is asked, and that a job is complete when it is asked for the second time.
KUBECTL = """\
#!/bin/sh
echo "$*" >> asked
[ "$2" != --for=condition=complete ] || [ "$(grep -c =complete asked)" = 2 ] || exit 1
[ "$2" != --for=condition=failed ]
"""


def pod_of(file: Path, kind: str) -> Any:
    manifest = yaml.safe_load(file.read_text())
    assert manifest["metadata"]["name"] == f"{kind}-first-steps"
    return manifest["spec"], manifest["spec"]["template"]["spec"]


def work(pod: Any, folder: Path, **env: str) -> None:
    """Do what the pod's container does, in the course instead of where it would be mounted."""
    [container] = pod["containers"]
    assert container["workingDir"] == "/course" == container["volumeMounts"][0]["mountPath"]
    path = {"PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        container["command"],
        cwd=folder,
        env=os.environ | path | env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pods_give_what_one_run_gives(own: Path, undisturbed: Path) -> None:
    shutil.copy(undisturbed / "before.json", own)
    asked = ("--shards", str(SHARDS), "--cpus", "1", "--times", own / "before.json")
    done = course("cluster", "kubernetes", LESSON, "submitted", *asked, cwd=own)
    assert done.returncode == 0, done.stderr
    folder = own / "cluster" / "kubernetes" / LESSON
    command = [BIN / "check-jsonschema", "--schemafile", SCHEMA, *sorted(folder.glob("*.yaml"))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout

    job, pod = pod_of(folder / "grade.yaml", "grade")
    assert job["completionMode"] == "Indexed" and job["completions"] == SHARDS
    for index in range(SHARDS):  # with the verdicts that it kept before it was lost
        shutil.copytree(undisturbed / ".results", folder / f"kept_{index + 1}")
        work(pod, own, JOB_COMPLETION_INDEX=str(index))
    assert not (own / "autograded").exists() and not (own / ".results" / "results.db").exists()
    work(pod_of(folder / "merge.yaml", "merge")[1], own)
    assert outcome(own) == outcome(undisturbed)


def test_the_script_waits_until_all_shards_are_done(own: Path) -> None:
    for kind in ("kubernetes", "slurm"):  # neither takes the place of the other
        assert course("cluster", kind, LESSON, cwd=own).returncode == 0
    folder = own / "cluster" / "kubernetes" / LESSON
    (folder / "kubectl").write_text(KUBECTL)
    (folder / "kubectl").chmod(0o755)
    path = {"PATH": f"{folder}:{os.environ['PATH']}"}
    subprocess.run(folder / "submit.sh", env=os.environ | path, check=True)
    asked = (folder / "asked").read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["delete", "apply", *["wait"] * 3, "apply"]
    assert asked[-1] == "apply -f merge.yaml"


def test_what_pods_would_not_see_is_refused(own: Path, tmp_path: Path) -> None:
    done = course("cluster", "kubernetes", LESSON, tmp_path, cwd=own)
    assert done.returncode == 2 and "pods see nothing else: copy it there" in done.stderr
    done = course("cluster", "nomad", LESSON, cwd=own)
    assert done.returncode == 2 and "there are for slurm and kubernetes" in done.stderr
