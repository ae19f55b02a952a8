"""The system calls that an isolated process may not use, compiled with libseccomp.

libseccomp knows the numbers of every architecture and kills a process that uses those of another.
The strict filter is for hosts without namespaces: no new processes, no signals to other processes,
no changes to file metadata.
"""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from collections.abc import Iterable

import pyseccomp

from autograder.sandbox.isolation.linux import PR_SET_PDEATHSIG

REFUSED = """
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd pidfd_send_signal
    mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick
    mount_setattr unshare setns name_to_handle_at open_by_handle_at mknod mknodat
    bpf perf_event_open userfaultfd keyctl add_key request_key memfd_secret
    io_uring_setup io_uring_enter io_uring_register fanotify_init
    init_module finit_module delete_module create_module kexec_load kexec_file_load
    reboot swapon swapoff acct quotactl quotactl_fd syslog personality iopl ioperm
    sethostname setdomainname settimeofday clock_settime clock_adjtime adjtimex
    setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid
    setxattr lsetxattr fsetxattr migrate_pages move_pages mbind set_mempolicy vmsplice
    lookup_dcookie nfsservctl uselib ustat sysfs vhangup
    setsid sched_setaffinity sched_setscheduler sched_setattr sched_setparam
    mincore cachestat fadvise64 readahead inotify_init inotify_init1 inotify_add_watch
"""

REFUSED_WHEN_STRICT = """
    fork vfork execve execveat chmod fchmod fchmodat chown fchown lchown fchownat
    utime utimes utimensat futimesat removexattr lremovexattr fremovexattr truncate
    tkill rt_sigqueueinfo rt_tgsigqueueinfo setpgid setpriority ioprio_set
"""

# Calls that name a file: how long one takes tells whether some process has read that file before.
LOOKUPS = """
    open openat openat2 creat execve execveat stat lstat newfstatat statx access faccessat
    faccessat2 readlink readlinkat statfs chdir truncate getxattr lgetxattr listxattr llistxattr
    link linkat symlink symlinkat rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir
    chmod fchmodat chown lchown fchownat utime utimes utimensat futimesat
"""

# Memory that no limit counts: System V segments and message queues.
UNCOUNTED = ("shmget", "shmat", "msgget", "semget", "mq_open")

# System calls newer than this list do not exist inside; all architectures number them alike.
NEWEST_KNOWN, LAST_REFUSED = 451, 600

NAMESPACE_FLAGS = (
    0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
CLONE_THREAD = 0x10000
INT = 0xFFFFFFFF  # the kernel reads an int, so the filter must ignore the upper half
MAP_SHARED_ANONYMOUS = 0x21
TERMINAL_INJECTION = (0x5412, 0x541C)
# Boxes share the page cache and open files of the libraries: what tells whether another process
# has used them, or changes it, would carry notes from one box to another.
WATCHING_COMMANDS = (1024, 1025, 1026)  # F_SETLEASE, F_GETLEASE, F_NOTIFY
LOCKING_COMMANDS = (5, 6, 7, 36, 37, 38)  # F_GETLK, F_SETLK, F_SETLKW, and the same with F_OFD_
PAGE_CACHE_ADVICE = (20, 21)  # MADV_COLD, MADV_PAGEOUT
SOCKET_BUFFERS = (7, 8)  # SO_SNDBUF, SO_RCVBUF: memory that is counted at its usual size
SET_OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
SET_OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP

EPERM = pyseccomp.ERRNO(errno.EPERM)
ENOSYS = pyseccomp.ERRNO(errno.ENOSYS)
NOTHING = pyseccomp.ERRNO(0)  # the call succeeds without an effect


def compile_filter(*, strict: bool = False, cuda: bool = False) -> bytes:
    """Compile the filter. A strict filter works only in the process that compiles it.

    Args:
        strict: Compile the filter for hosts without namespaces.
        cuda: Allow what CUDA needs: `memfd_create` and shared memory, which no limit counts.
    """
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    _refuse(rules, REFUSED.split(), EPERM)
    _refuse(rules, ("clone3", *UNCOUNTED), ENOSYS)
    for number in range(NEWEST_KNOWN + 1, LAST_REFUSED):
        rules.add_rule(ENOSYS, number)
    _refuse_arguments(rules)
    if not cuda:
        _refuse(rules, ["memfd_create"], ENOSYS)
        shared = _has(3, MAP_SHARED_ANONYMOUS, MAP_SHARED_ANONYMOUS)
        rules.add_rule(pyseccomp.ERRNO(errno.ENOMEM), "mmap", shared)
    if strict:
        _refuse(rules, REFUSED_WHEN_STRICT.split(), EPERM)
        _refuse_reaching_other_processes(rules)
        _refuse_reaching_sockets(rules)
    if strict and not cuda:
        _refuse(rules, ["socket"], EPERM)
    else:
        unix = pyseccomp.Arg(0, pyseccomp.NE, int(socket.AF_UNIX))
        rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", unix)
    return _exported(rules)


def compile_filter_on_files() -> bytes:
    """Compile a filter to add to the other one: no file can be opened or looked up by its name."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    _refuse(rules, LOOKUPS.split(), pyseccomp.ERRNO(errno.EACCES))
    return _exported(rules)


def _exported(rules: pyseccomp.SyscallFilter) -> bytes:
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _refuse(rules: pyseccomp.SyscallFilter, names: Iterable[str], action: int) -> None:
    for name in names:
        if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0:  # it exists here
            rules.add_rule(action, name)


def _refuse_arguments(rules: pyseccomp.SyscallFilter) -> None:
    for flag in NAMESPACE_FLAGS:
        rules.add_rule(EPERM, "clone", _has(0, flag, flag))
    # Without this signal a process could outlive the fork server.
    rules.add_rule(EPERM, "prctl", _has(0, INT, PR_SET_PDEATHSIG))
    for request in TERMINAL_INJECTION:
        rules.add_rule(EPERM, "ioctl", _has(1, INT, request))
    for command in WATCHING_COMMANDS:
        rules.add_rule(EPERM, "fcntl", _has(1, INT, command))
    # To lock a file does nothing: honest code needs no more, since its own files are its alone.
    rules.add_rule(NOTHING, "flock")
    for command in LOCKING_COMMANDS:
        rules.add_rule(NOTHING, "fcntl", _has(1, INT, command))
    for advice in PAGE_CACHE_ADVICE:
        rules.add_rule(EPERM, "madvise", _has(2, INT, advice))
    for name in ("preadv2", "pwritev2"):  # with flags, such as to read only what is in memory
        rules.add_rule(EPERM, name, pyseccomp.Arg(5, pyseccomp.NE, 0))
    for option in SOCKET_BUFFERS:
        rules.add_rule(EPERM, "setsockopt", _has(2, INT, option))


def _refuse_reaching_other_processes(rules: pyseccomp.SyscallFilter) -> None:
    rules.add_rule(EPERM, "clone", _has(0, CLONE_THREAD, 0))
    for name, allowed in (("kill", os.getpid()), ("tgkill", os.getpid()), ("prlimit64", 0)):
        rules.add_rule(EPERM, name, pyseccomp.Arg(0, pyseccomp.NE, allowed))
    for command in SET_OWNER_COMMANDS:
        rules.add_rule(EPERM, "fcntl", _has(1, INT, command))
    for request in SET_OWNER_REQUESTS:
        rules.add_rule(EPERM, "ioctl", _has(1, INT, request))


def _refuse_reaching_sockets(rules: pyseccomp.SyscallFilter) -> None:
    """CUDA creates a Unix socket, but never connects it; landlock does not guard those in files."""
    refused = pyseccomp.ERRNO(errno.ECONNREFUSED)
    _refuse(rules, ("connect", "sendmsg", "sendmmsg"), refused)
    rules.add_rule(refused, "sendto", pyseccomp.Arg(4, pyseccomp.NE, 0))


def _has(argument: int, mask: int, bits: int) -> pyseccomp.Arg:
    return pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, mask, bits)
