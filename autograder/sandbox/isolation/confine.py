"""The wall around one child, put up step by step; the order matters.

Level 3: namespaces, a private read-only root, limits, no capabilities, landlock, seccomp.
Level 2: limits, no capabilities, landlock and a strict seccomp filter, for hosts that refuse
namespaces. Level 1: a separate process with limits only.
"""

from __future__ import annotations

import os
import resource
import signal
from dataclasses import dataclass

from autograder.sandbox.isolation import gpu, linux, visible
from autograder.sandbox.limits import Limits

# The new root is built over a folder that every Linux has and that nobody needs inside.
ROOT = "/sys"
WORK = "/tmp"
INSIDE_ID = 1000
MEGABYTE = 1 << 20
USERS_BASE, USERS_PER_PARENT = 1 << 30, 64
HOME_VARIABLES = {
    "HOME": WORK,
    "TMPDIR": WORK,
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    gpu.CHOSEN: "",  # at level 1 the nodes can be seen
}


@dataclass(frozen=True)
class Isolation:
    """What the wall around a child is built from.

    Attributes:
        level: 3, 2 or 1.
        limits: What the child may use up.
        readable: Files and folders that it may read.
        program: The compiled seccomp filter of level 3.
        user: The throw-away user to become when we are root, else None.
        devices: Device nodes that it may use, such as those of a graphics card.
    """

    level: int
    limits: Limits
    readable: tuple[str, ...]
    program: bytes
    user: int | None
    devices: tuple[str, ...] = ()


def enter_namespaces(wall: Isolation) -> None:
    """First half, in the process that keeps the child: its descendants get namespaces."""
    if wall.level < 3:
        return
    uid, gid = os.getuid(), os.getgid()
    if uid != 0:
        linux.unshare(linux.CLONE_NEWUSER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{INSIDE_ID} {uid} 1")
        _write("/proc/self/gid_map", f"{INSIDE_ID} {gid} 1")
    linux.unshare(linux.CLONE_NEWPID)


def enter(wall: Isolation) -> None:
    """Second half, in the child itself; afterwards student code may run in it."""
    if wall.level == 3:
        spaces = linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
        linux.unshare(spaces)
        build_root(wall)
        linux.enter_root(ROOT, WORK)
    else:
        os.chdir("/")
    set_limits(wall)
    become_nobody(wall)
    if wall.level == 3:
        writable = [WORK, "/dev", "/proc"] if wall.devices else [WORK, "/dev"]
        linux.landlock_if_there(["/"], writable)
        linux.install_filter(_filter_for_cards() if wall.devices else wall.program)
    elif wall.level == 2:
        lock_in_place(wall)
    variables = HOME_VARIABLES | (gpu.variables() if wall.devices else {})
    os.environ.clear()
    os.environ.update(variables)


def build_root(wall: Isolation) -> None:
    """A new root on a small file system in memory: libraries read-only, scratch folders capped."""
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE, None)
    guarded = linux.MS_NOSUID | linux.MS_NODEV
    os.chdir(ROOT)  # where what the new root covers can still be found
    linux.mount("tmpfs", ROOT, "tmpfs", guarded, "size=4m,mode=755")
    for folder in ("tmp", "dev", "dev/shm", "proc", "old"):
        os.mkdir(f"{ROOT}/{folder}", 0o755)
    # Before the libraries, because a virtual environment may lie beneath /tmp.
    scratch = f"size={wall.limits.scratch_mb}m,nr_inodes=20k,mode=1777"
    for folder in ("tmp", "dev/shm"):
        linux.mount("tmpfs", f"{ROOT}/{folder}", "tmpfs", guarded, scratch)
    for path in wall.readable:
        bind(path)
    if any(visible.beneath(visible.ENGINE, path) for path in wall.readable):
        options = guarded | linux.MS_RDONLY
        linux.mount("tmpfs", ROOT + visible.ENGINE, "tmpfs", options, "size=4k,mode=755")
    for link in visible.ROOT_LINKS:
        if os.path.islink(link):
            os.symlink(os.readlink(link), ROOT + link)
        elif os.path.isdir(link):
            bind(link)
    for device in (*visible.DEVICES, *wall.devices):
        os.makedirs(os.path.dirname(ROOT + device), exist_ok=True)
        _touch(ROOT + device)
        linux.mount(device, ROOT + device, None, linux.MS_BIND, None)
    for folder in filter(os.path.isdir, gpu.SYSFS if wall.devices else ()):
        bind(folder, f"/sys/{folder}")
    access = linux.MS_NOEXEC if wall.devices else linux.MS_NOEXEC | linux.MS_RDONLY
    linux.mount("proc", f"{ROOT}/proc", "proc", guarded | access, None)


def bind(path: str, place: str | None = None) -> None:
    """Show a file or folder of the host at the same place in the new root, read-only."""
    target = ROOT + (place or path)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _touch(target)
    linux.mount(path, target, None, linux.MS_BIND | linux.MS_REC, None)
    # Inside a user namespace the flags of the mount beneath are locked and must be repeated.
    locked = os.statvfs(target).f_flag & (linux.MS_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
    flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("none", target, None, flags | locked, None)


def set_limits(wall: Isolation) -> None:
    """Limits that the kernel counts for each process; time is kept outside, by the wall clock."""
    limits = wall.limits
    fixed = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_FSIZE: limits.scratch_mb * MEGABYTE,
    }
    if wall.level == 3:
        fixed[resource.RLIMIT_NPROC] = limits.processes
    elif wall.level == 1 and os.path.exists("/proc/self/task"):
        # Without a user namespace the kernel counts everything that this user runs.
        fixed[resource.RLIMIT_NPROC] = (
            _tasks_of(os.getuid() if wall.user is None else wall.user) + limits.processes
        )
    for kind, value in fixed.items():
        _limit(kind, value)


def limit_memory(wall: Isolation) -> None:
    """Allow so much beyond what is in use, when all that is no student's has been allocated."""
    if os.path.exists("/proc/self/status"):
        _limit(resource.RLIMIT_DATA, _data_in_use() + wall.limits.memory_mb * MEGABYTE)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def become_nobody(wall: Isolation) -> None:
    """Give up root, capabilities and the way back to either."""
    if wall.level == 1 and wall.user is None:
        return
    if os.getuid() == 0 or wall.level == 3:
        linux.drop_bounding_set()
    if wall.user is not None:
        os.setgroups([])
        os.setresgid(wall.user, wall.user, wall.user)
        os.setresuid(wall.user, wall.user, wall.user)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.drop_capabilities()


def throw_away_user(slot: int) -> int:
    """A user that nothing else runs as, for the box in this slot of this warm parent."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        mapped = sum(int(line.split()[2]) for line in file)
    if mapped >= USERS_BASE * 2:
        return USERS_BASE + os.getpid() * USERS_PER_PARENT + slot % USERS_PER_PARENT
    return min(mapped, 1 << 16) - 2 - slot % USERS_PER_PARENT


def lock_in_place(wall: Isolation) -> None:
    """Without namespaces: read the libraries and oneself, write nowhere, reach nobody."""
    from autograder.sandbox.isolation.seccomp import compile_filter

    program = compile_filter(strict=True, cards=bool(wall.devices))
    own = [f"/proc/{os.getpid()}", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat"]
    readable = [*wall.readable, *visible.ROOT_LINKS, *visible.DEVICES, *own]
    writable = ["/dev/null", *wall.devices]
    if wall.devices:
        readable += [*gpu.PROC, *(f"/sys/{folder}" for folder in gpu.SYSFS)]
        writable.append(f"/proc/{os.getpid()}/task")
    linux.landlock(readable, writable)
    linux.install_filter(program)


def _filter_for_cards() -> bytes:
    from autograder.sandbox.isolation.seccomp import compile_filter

    return compile_filter(cards=True)


def _data_in_use() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmData"].split()[0]) << 10


def _tasks_of(uid: int) -> int:
    count = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == uid:
                    count += len(os.listdir(f"{entry.path}/task"))
            except OSError:  # it ended while we looked
                continue
    return count


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _touch(path: str) -> None:
    with open(path, "a", encoding="ascii"):
        pass
