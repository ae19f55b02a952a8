"""Isolates a process in several steps, whose order matters.

Level 3: namespaces, a private read-only root, limits, no capabilities, landlock, seccomp.
Level 2: limits, no capabilities, landlock and a strict seccomp filter, for hosts that do not allow
namespaces. Level 1: a separate process with limits only.
"""

from __future__ import annotations

import os
import resource
import signal
from dataclasses import dataclass, field

from autograder.sandbox.isolation import gpu, linux, visible
from autograder.sandbox.limits import Limits

# The new root is mounted over a folder that every Linux has and that no student needs.
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
    "TORCHINDUCTOR_CACHE_DIR": WORK,  # it exists; to make another folder is refused at level 2
    gpu.VISIBLE: "",  # at level 1 the device nodes are visible
}


@dataclass(frozen=True)
class Isolation:
    """How a process is isolated.

    Attributes:
        level: 3, 2 or 1.
        limits: The resources that it may use.
        readable: Files and folders that it may read.
        program: The compiled seccomp filter of level 3.
        no_files: The compiled filter for a process that may not read files, at levels 3 and 2.
        user: The throwaway user that runs it if we are root, else None.
        devices: Device nodes that it may use, such as those of a graphics card.
        reads_all: Whether the throwaway user may read all files, as root may. It must if Python is
            in a folder of root's; no limit counts the processes of root.
        cgroups: Folders of the cgroup that it joins, if the host lets us make one.
        engine: Names of the engine's modules. They are listed before the fork: to look through all
            modules in each process would copy a thousand memory pages there.
        folder: Where code finds what is readable below it by a relative path; empty for none.
        owner: User and group of the process that forks it.
    """

    level: int
    limits: Limits
    readable: tuple[str, ...]
    program: bytes
    no_files: bytes
    user: int | None
    devices: tuple[str, ...] = ()
    reads_all: bool = False
    cgroups: tuple[str, ...] = ()
    engine: tuple[str, ...] = ()
    folder: str = ""
    owner: tuple[int, int] = field(default_factory=lambda: (os.getuid(), os.getgid()))


def namespaces(isolation: Isolation) -> int:
    """The kinds of namespaces that a process must be forked into; it enters the others itself."""
    if isolation.level < 3:
        return 0
    return linux.CLONE_NEWPID | (linux.CLONE_NEWUSER if isolation.owner[0] else 0)


def enter_namespaces(isolation: Isolation) -> None:
    """Enter the other namespaces of level 3, and name our user in its own."""
    uid, gid = isolation.owner
    if uid:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{INSIDE_ID} {uid} 1")
        _write("/proc/self/gid_map", f"{INSIDE_ID} {gid} 1")
    linux.unshare(linux.CHILD_NAMESPACES)


def isolate_process(isolation: Isolation) -> None:
    """Isolate this process: afterwards it may run student code."""
    if isolation.level == 3:
        enter_namespaces(isolation)
        build_root(isolation)
        linux.pivot_root(ROOT, WORK)
    else:
        os.chdir(isolation.folder or "/")
    set_limits(isolation)
    drop_privileges(isolation)
    if isolation.level == 3:
        writable = [WORK, "/dev", "/proc"] if isolation.devices else [WORK, "/dev"]
        linux.landlock_if_available(["/"], writable)
        linux.install_filter(_filter_with_cuda() if isolation.devices else isolation.program)
    elif isolation.level == 2:
        restrict_without_namespaces(isolation)
    variables = HOME_VARIABLES | (gpu.variables() if isolation.devices else {})
    os.environ.clear()
    os.environ.update(variables)


def build_root(isolation: Isolation) -> None:
    """Mount a new root in memory, with read-only libraries and scratch folders of limited size."""
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE, None)
    no_privileges = linux.MS_NOSUID | linux.MS_NODEV
    os.chdir(ROOT)  # the folder below the new mount stays reachable
    linux.mount("tmpfs", ROOT, "tmpfs", no_privileges, "size=4m,mode=755")
    for folder in ("tmp", "dev", "dev/shm", "proc", "old"):
        os.mkdir(f"{ROOT}/{folder}", 0o755)
    # Before the libraries, because a virtual environment may be in /tmp.
    scratch = f"size={isolation.limits.scratch_mb}m,nr_inodes=20k,mode=1777"
    for folder in ("tmp", "dev/shm"):
        linux.mount("tmpfs", f"{ROOT}/{folder}", "tmpfs", no_privileges, scratch)
    for path in isolation.readable:
        bind_mount(path)
        if isolation.folder and path.startswith(isolation.folder + "/"):
            bind_mount(path, WORK + path.removeprefix(isolation.folder))
    if any(visible.beneath(visible.ENGINE, path) for path in isolation.readable):
        options = no_privileges | linux.MS_RDONLY
        linux.mount("tmpfs", ROOT + visible.ENGINE, "tmpfs", options, "size=4k,mode=755")
    for link in visible.ROOT_LINKS:
        if os.path.islink(link):
            os.symlink(os.readlink(link), ROOT + link)
        elif os.path.isdir(link):
            bind_mount(link)
    for device in (*visible.DEVICES, *isolation.devices):
        os.makedirs(os.path.dirname(ROOT + device), exist_ok=True)
        _touch(ROOT + device)
        linux.mount(device, ROOT + device, None, linux.MS_BIND, None)
    for folder in filter(os.path.isdir, gpu.SYSFS if isolation.devices else ()):
        bind_mount(folder, f"/sys/{folder}")
    access = linux.MS_NOEXEC if isolation.devices else linux.MS_NOEXEC | linux.MS_RDONLY
    linux.mount("proc", f"{ROOT}/proc", "proc", no_privileges | access, None)


def bind_mount(path: str, target: str | None = None) -> None:
    """Mount a file or folder of the host read-only in the new root, at the same path by default."""
    target = ROOT + (target or path)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _touch(target)
    linux.mount(path, target, None, linux.MS_BIND | linux.MS_REC, None)
    # In a user namespace, a remount must repeat the locked flags of the original mount.
    locked = os.statvfs(target).f_flag & (linux.MS_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
    flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("none", target, None, flags | locked, None)


def set_limits(isolation: Isolation) -> None:
    """Set the limits that the kernel enforces for each process; the client enforces time."""
    limits = isolation.limits
    fixed = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_FSIZE: limits.scratch_mb * MEGABYTE,
    }
    if isolation.level == 3:
        fixed[resource.RLIMIT_NPROC] = limits.processes
    elif isolation.level == 1 and os.path.exists("/proc/self/task"):
        # Without a user namespace, the kernel counts all processes of this user.
        fixed[resource.RLIMIT_NPROC] = (
            _tasks_of(os.getuid() if isolation.user is None else isolation.user) + limits.processes
        )
    for kind, value in fixed.items():
        _set_limit(kind, value)


def close_files(isolation: Isolation) -> None:
    """From now on, refuse to open files and to look them up, where system calls can be refused."""
    if isolation.no_files:
        linux.install_filter(isolation.no_files)


def limit_memory(isolation: Isolation) -> None:
    """Limit memory to what is in use plus the limit, once our own code has allocated its memory."""
    if os.path.exists("/proc/self/status"):
        _set_limit(resource.RLIMIT_DATA, _data_in_use() + isolation.limits.memory_mb * MEGABYTE)


def limit_own_memory(megabytes: int) -> None:
    """Let this process allocate that much more; processes that it starts may set other limits."""
    if os.path.exists("/proc/self/status"):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = _data_in_use() + megabytes * MEGABYTE
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _set_limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def drop_privileges(isolation: Isolation) -> None:
    """Give up root and all capabilities for good."""
    if isolation.level == 1 and isolation.user is None:
        return
    if os.getuid() == 0 or isolation.level == 3:
        linux.drop_bounding_set()
    if isolation.user is not None:
        linux.prctl(linux.PR_SET_KEEPCAPS, isolation.reads_all)
        os.setgroups([])
        os.setresgid(isolation.user, isolation.user, isolation.user)
        os.setresuid(isolation.user, isolation.user, isolation.user)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # changing the user clears it
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.drop_capabilities(linux.CAP_DAC_READ_SEARCH if isolation.reads_all else None)


def throwaway_user(slot: int) -> int:
    """A user ID that no other process uses, for the box in this slot of this fork server."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        mapped = sum(int(line.split()[2]) for line in file)
    if mapped >= USERS_BASE * 2:
        return USERS_BASE + os.getpid() * USERS_PER_PARENT + slot % USERS_PER_PARENT
    return min(mapped, 1 << 16) - 2 - slot % USERS_PER_PARENT


def restrict_without_namespaces(isolation: Isolation) -> None:
    """Restrict files, signals and sockets with landlock and a strict seccomp filter only."""
    from autograder.sandbox.isolation.seccomp import compile_filter

    program = compile_filter(strict=True, cuda=bool(isolation.devices))
    own = [f"/proc/{os.getpid()}", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat"]
    readable = [*isolation.readable, *visible.ROOT_LINKS, *visible.DEVICES, *own]
    writable = ["/dev/null", *isolation.devices]
    if isolation.devices:
        readable += [*gpu.PROC, *(f"/sys/{folder}" for folder in gpu.SYSFS)]
        writable.append(f"/proc/{os.getpid()}/task")
    linux.landlock(readable, writable)
    linux.install_filter(program)


def _filter_with_cuda() -> bytes:
    from autograder.sandbox.isolation.seccomp import compile_filter

    return compile_filter(cuda=True)


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
            except OSError:  # it has just ended
                continue
    return count


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _touch(path: str) -> None:
    with open(path, "a", encoding="ascii"):
        pass
