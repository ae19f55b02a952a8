"""A class is graded by real jobs of Slurm, and a shard is killed and requeued on the way."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from getpass import getuser
from pathlib import Path

import pytest

from .commands import LESSON, course
from .test_nothing_lost import outcome, own, prepared, undisturbed

__all__ = ["own", "prepared", "undisturbed"]  # fixtures

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(shutil.which, PROGRAMS)),
        reason="needs Slurm: Debian's slurmctld, slurmd and slurm-client",
    ),
]
SECONDS = 300
CONFIG = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/none
CredType=cred/none
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

Run = Callable[..., str]


def free_ports() -> list[int]:
    with socket.create_server(("", 0)) as one, socket.create_server(("", 0)) as other:
        return [one.getsockname()[1], other.getsockname()[1]]


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[Run]:
    """Runs a command of a Slurm cluster of one node, whose processes are ours."""
    folder = tmp_path / "slurm"
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    host = socket.gethostname().split(".")[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 9 // 10 >> 20
    about = {"ports": free_ports(), "user": getuser(), "cpus": os.cpu_count(), "memory": memory}
    (folder / "slurm.conf").write_text(CONFIG.format(host=host, folder=folder, **about))
    env = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}

    def run(*command: str) -> str:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    daemons = [["slurmctld", "-D", "-c"], ["slurmd", "-D", "-c", "-N", host]]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(daemon, env=env, **quiet) for daemon in daemons]  # type: ignore[call-overload]
    try:
        until(lambda: "idle" in run("sinfo", "--noheader"))
        yield run
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def until(is_so: Callable[[], object]) -> None:
    """Wait for something; the limit is only for a test that would hang."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if is_so():
                return
        except AssertionError:  # the controller does not answer yet
            pass
        time.sleep(0.2)
    pytest.fail("it did not happen")


def test_jobs_give_what_one_run_gives_although_a_shard_is_requeued(
    slurm: Run, own: Path, undisturbed: Path
) -> None:
    cut = ("--times", undisturbed / "before.json")
    done = course("cluster", "slurm", LESSON, "--shards", "2", "--cpus", "1", *cut, cwd=own)
    assert done.returncode == 0, done.stderr
    jobs = own / "cluster" / "slurm" / LESSON
    slurm(str(jobs / "submit.sh"))
    until(lambda: (jobs / "kept_1" / "results.db").exists())
    name = f"--name=grade-{LESSON}"
    array = slurm("squeue", "--noheader", "--format=%F", name).split()[0]
    slurm("scontrol", "requeue", f"{array}_1")
    state = ["squeue", "--noheader", "--format=%T", f"--jobs={array}_1"]
    until(lambda: "PENDING" in slurm(*state))
    slurm("scontrol", "update", f"JobId={array}_1", "StartTime=now")  # by itself in two minutes
    until(lambda: not slurm("squeue", "--noheader"))
    log = "".join(path.read_text() for path in sorted(jobs.glob("*.log")))
    assert (jobs / "reports.json").exists(), log
    assert "CANCELLED" in log or "REQUEUE" in log, log
    assert outcome(own) == outcome(undisturbed)
