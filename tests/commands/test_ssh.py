"""The recipe for a room of PCs: GNU parallel runs shards through a real sshd on loopback."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .commands import LESSON, course, hand_in, small_course
from .test_nothing_lost import ANSWERS, outcome

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SSHD and shutil.which("ssh") and shutil.which("parallel")),
        reason="needs sshd, ssh and GNU parallel: Debian's openssh-server and parallel",
    ),
]
PAGE = Path(__file__).parents[2] / "docs" / "cluster.md"
SECONDS = 20
CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/me.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
"""


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[str]:
    """The command that reaches a machine of the room, which is this one."""
    folder = tmp_path / "ssh"
    folder.mkdir()
    for name in ("host", "me"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(CONFIG.format(port=port, folder=folder))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd asks for it when root starts it
    daemon = [str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")]
    command = (
        f"ssh -p {port} -i {folder}/me -o StrictHostKeyChecking=no -o BatchMode=yes "
        "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR 127.0.0.1"
    )
    with (folder / "log").open("w") as log, subprocess.Popen(daemon, stderr=log) as running:
        try:
            end = time.monotonic() + SECONDS
            while subprocess.run([*command.split(), "true"], stderr=log, check=False).returncode:
                if running.poll() is not None or time.monotonic() > end:
                    pytest.skip(f"sshd does not start here: {(folder / 'log').read_text()[-300:]}")
                time.sleep(0.1)
            yield command
        finally:
            running.terminate()


def test_shards_that_run_through_ssh_give_what_one_run_gives(ssh: str, tmp_path: Path) -> None:
    folder = small_course(tmp_path / "course")
    (tmp_path / "shared").mkdir()
    settings = folder / "course_config.py"
    settings.write_text(f"{settings.read_text()}\nc.Course.shared_verdicts = '../shared'\n")
    for name, answer in ANSWERS.items():
        hand_in(folder, name, answer)
    own = shutil.copytree(folder, tmp_path / "own")
    assert course("grade", LESSON, cwd=own).returncode == 0
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "hosts").write_text(f"{ssh}\n")
    [recipe] = re.findall(r"^```bash\n(parallel .*?)```$", PAGE.read_text(), re.M | re.S)
    script = recipe.replace("my_lesson", LESSON).replace("/8", "/2").replace("{1..8}", "1 2")
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    done = course("merge", "shard_1.zip", "shard_2.zip", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert outcome(folder) == outcome(own)
    log = next(folder.glob("kept_1/logs/*.log")).read_text()
    assert "graded " not in log, "the machine found no shared verdict"
