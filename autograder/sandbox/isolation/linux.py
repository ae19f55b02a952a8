"""System calls that Python 3.11 does not provide, through the C library."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CLONE_CHILD_CLEARTID, CLONE_CHILD_SETTID, CLONE_INTO_CGROUP = 0x200000, 0x1000000, 1 << 33
CHILD_NAMESPACES = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 8, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_GET_TID_ADDRESS, PR_CAP_AMBIENT = 36, 38, 40, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
MADV_COLLAPSE, HUGE_PAGE = 25, 1 << 21
CAPABILITY_VERSION_3, CAP_DAC_READ_SEARCH = 0x20080522, 2

# The C library does not wrap these. Their numbers are the same on every architecture.
CLONE3 = 435
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION, LANDLOCK_PATH_BENEATH = 1, 1
LANDLOCK_READ = 1 | 4 | 8  # execute, read a file, list a folder
LANDLOCK_FILE_RIGHTS = 1 | 2 | 4 | 1 << 14 | 1 << 15

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # calls that keep Python's lock


def _call(function: str, *arguments: object) -> int:
    result = int(getattr(_libc, function)(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result


def fork_into(namespaces: int, cgroup: str = "") -> int:
    """Fork like `os.fork`, with the child in new namespaces and in a cgroup (version 2, Linux 5.7).

    This process has a single thread.
    """
    if cgroup:
        folder = os.open(cgroup, os.O_PATH | os.O_CLOEXEC)
        try:
            return _clone(namespaces | CLONE_INTO_CGROUP, folder)
        finally:
            os.close(folder)
    return _clone(namespaces) if namespaces else os.fork()


def _clone(flags: int, cgroup: int = 0) -> int:
    record = ctypes.c_uint64()  # where the C library keeps the thread's number, if Linux tells us
    with suppress(OSError):
        prctl(PR_GET_TID_ADDRESS, ctypes.addressof(record))
    flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID
    fields = [flags, 0, record.value, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, cgroup]
    arguments = struct.pack(f"{len(fields)}Q", *fields)
    _python.PyOS_BeforeFork()
    pid = _python.syscall(ctypes.c_long(CLONE3), arguments, ctypes.c_size_t(len(arguments)))
    number = ctypes.get_errno()
    if pid == 0:
        _python.PyOS_AfterFork_Child()
    else:
        _python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone3: {os.strerror(number)}")
    return int(pid)


def unshare(flags: int) -> None:
    """Move this process into new namespaces of the given kinds."""
    _call("unshare", ctypes.c_int(flags))


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None) -> None:
    """Mount a file system, or change a mount."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _call("mount", *texts, ctypes.c_ulong(flags), data)


def pivot_root(root: str, work: str) -> None:
    """Make a folder the read-only root of this mount namespace; `root/old` must exist."""
    os.chdir(root)
    _call("pivot_root", b".", b"old")
    _call("umount2", b"/old", ctypes.c_int(MNT_DETACH))
    os.chdir(work)
    mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, None)


def prctl(option: int, value: int = 0) -> None:
    """Set an attribute of this process."""
    zero = ctypes.c_ulong(0)
    _call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)


def end_with_parent() -> None:
    """On Linux, let the kernel kill this process when its parent ends."""
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def drop_bounding_set() -> None:
    """Give up all capabilities of future programs; call it before changing the user."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno == errno.EINVAL:  # the kernel has no more capabilities
                return
            raise


def drop_capabilities(but: int | None = None) -> None:
    """Empty the capability sets of this process, but for one capability."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    kept = 0 if but is None else 1 << but
    sets = struct.pack("6I", kept, kept, 0, 0, 0, 0)  # effective, permitted, inheritable
    _call("capset", struct.pack("Ii", CAPABILITY_VERSION_3, 0), sets)


def install_filter(program: bytes) -> None:
    """Apply a compiled seccomp filter to this process; it cannot be removed."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    _call("prctl", ctypes.c_int(PR_SET_SECCOMP), ctypes.c_ulong(SECCOMP_MODE_FILTER), header)


def use_huge_pages() -> None:
    """Move the memory of this process into huge pages, where the kernel can (Linux 6.1)."""
    with open("/proc/self/maps", encoding="ascii") as file:
        regions = [line.split() for line in file]
    for span, access, _, _, inode, *_ in regions:
        start, end = (int(address, 16) for address in span.split("-"))
        start += -start % HUGE_PAGE
        if access == "rw-p" and inode == "0" and end - start >= HUGE_PAGE:
            length = (end - start) // HUGE_PAGE * HUGE_PAGE
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(length), MADV_COLLAPSE)


def landlock_version() -> int:
    """The landlock version of this kernel; 0 without landlock."""
    version = _libc.syscall(
        ctypes.c_long(LANDLOCK_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint(LANDLOCK_VERSION)
    )
    return max(int(version), 0)


def landlock_if_available(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Apply landlock in addition to namespaces, if the kernel has it."""
    if landlock_version():
        landlock(readable, writable)


def landlock(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow this process to read and write only below the given paths, and to use no TCP."""
    version = landlock_version()
    every = (1 << (13, 13, 14, 15, 15, 16)[min(version, 5)]) - 1
    network = 3 if version >= 4 else 0
    scopes = 3 if version >= 6 else 0  # no signals and no abstract sockets to other processes
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("QQQ", every, network, scopes)[:size]
    rules = _call("syscall", ctypes.c_long(LANDLOCK_CREATE), attributes, ctypes.c_size_t(size), 0)
    for path in readable:
        _allow(rules, path, LANDLOCK_READ)
    for path in writable:
        _allow(rules, path, every)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _call("syscall", ctypes.c_long(LANDLOCK_RESTRICT), ctypes.c_int(rules), ctypes.c_uint(0))
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    if not os.path.exists(path):
        return
    if not os.path.isdir(path):
        rights &= LANDLOCK_FILE_RIGHTS
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, descriptor)
    kind = ctypes.c_int(LANDLOCK_PATH_BENEATH)
    number = ctypes.c_long(LANDLOCK_ADD)
    _call("syscall", number, ctypes.c_int(rules), kind, rule, ctypes.c_uint(0))
    os.close(descriptor)
