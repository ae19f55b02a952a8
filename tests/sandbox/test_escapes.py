"""Attempts to escape from a box: each returns what it reached, or fails.

The bodies run in a function `f`; `secrets` names things that exist outside. Those in
WITHOUT_NAMESPACES must also fail at level 2. The controls at the end show that the same attempts
succeed without isolation, so that the other tests mean something.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import autograder
from autograder.sandbox import Sandbox, Stopped, StudentError
from tests.sandbox.conftest import TOKEN, MakeSandbox, code

pytestmark = pytest.mark.slow

PRELUDE = """
import ctypes, gc, glob, os, resource, signal, socket, subprocess, sys

C = ctypes.CDLL(None, use_errno=True)

def works(result):
    return f"returned {result}" if result >= 0 else ""

def file_says(path, text):
    with open(path, "rb") as file:
        return text.encode() in file.read()

"""

ATTEMPTS = {
    "read a hidden test": "return open(secrets['grader']).read()",
    "list the hidden tests": "return os.listdir(os.path.dirname(secrets['grader']))",
    "import the engine's trusted side": "import autograder.grading\nreturn 'imported'",
    "find the engine among the modules": (
        "import sys\nreturn [name for name in sys.modules if name.split('.')[0] == 'autograder']"
    ),
    "read another submission": "return open(secrets['file']).read()",
    "find the homes of the host": "return glob.glob('/root/.*rc') + glob.glob('/home/*')",
    "read the password hashes": "return open('/etc/shadow').read()",
    "find a token in the environment": "return os.environ.get('GRADER_TOKEN')",
    "find a token in the first environment": (
        "return file_says('/proc/self/environ', secrets['token'])"
    ),
    "find a token in the parent's environment": (
        "return file_says(f'/proc/{os.getppid()}/environ', secrets['token'])"
    ),
    "find a token in memory": (
        "return any(type(o) is dict and secrets['token'] in map(str, o.values())\n"
        "    for o in gc.get_objects() if o is not secrets)"
    ),
    "read the grader's memory": "return open(f\"/proc/{secrets['pid']}/mem\", 'rb').fileno()",
    "see the grader's command line": "return open(f\"/proc/{secrets['pid']}/cmdline\").read()",
    "trace the grader": "return works(C.ptrace(16, secrets['pid'], 0, 0))",
    "read memory by system call": "return works(C.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0))",
    "take the grader's open files": "return works(C.syscall(438, 3, 0, 0))",
    "signal the grader": "os.kill(secrets['pid'], 0)\nreturn 'sent'",
    "signal the grader's thread": "return works(C.tgkill(secrets['pid'], secrets['pid'], 0))",
    "signal everyone": "os.kill(-1, 0)\nreturn 'sent' if secrets['level'] < 3 else ''",
    "signal the parent": "return os.getppid() and (os.kill(os.getppid(), 0) or 'sent')",
    "own a pipe for another process": (
        "import fcntl\nif secrets['level'] == 3: return ''\n"
        "fcntl.fcntl(4, fcntl.F_SETOWN, secrets['pid'])\nreturn 'owned'"
    ),
    "change the grader's limits": (
        "resource.prlimit(secrets['pid'], resource.RLIMIT_NOFILE)\nreturn 'read'"
    ),
    "outlive the fork server": "return works(C.prctl(1, 0, 0, 0, 0))",
    "outlive the fork server with a disguised number": (
        "return works(C.syscall(ctypes.c_long(157), ctypes.c_ulong(1 << 32 | 1), 0, 0, 0, 0))"
    ),
    "use inherited files": (
        "found = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')]\n"
        "return [f for f in found if not f.startswith(('/dev/null', 'pipe:', '/proc/'))]"
    ),
    "reach a server on this host": (
        "socket.create_connection(('127.0.0.1', secrets['port']), 2)\nreturn 'connected'"
    ),
    "resolve a name": "return socket.getaddrinfo('example.com', 80)",
    "reach an abstract socket": (
        "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0' + secrets['socket'])\n"
        "return 'connected'"
    ),
    "reach a socket in a file": (
        "socket.socket(socket.AF_UNIX).connect(secrets['door'] + '/stream')\nreturn 'connected'"
    ),
    "send to a socket in a file": (
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "return s.sendto(b'hello', secrets['door'] + '/datagrams')"
    ),
    "send a message to a socket in a file": (
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "return s.sendmsg([b'hello'], [], 0, secrets['door'] + '/datagrams')"
    ),
    "open odd sockets": (
        "found = []\nfor family in (16, 17, 38, 40):\n"
        "    try: found.append(socket.socket(family, socket.SOCK_RAW).family)\n"
        "    except OSError: pass\nreturn found"
    ),
    "get a new user namespace": "return works(C.unshare(0x10000000))",
    "get namespaces by clone": "return works(C.syscall(56, 0x10000000 | 17, 0, 0, 0, 0))",
    "get namespaces by clone3": "return works(C.syscall(435, ctypes.create_string_buffer(88), 88))",
    "enter another namespace": "return works(C.setns(os.open('/proc/self/ns/mnt', 0), 0))",
    "mount": "return works(C.mount(b'x', b'/tmp', b'tmpfs', 0, None))",
    "make the root writable": "return works(C.mount(None, b'/', None, 32 | 4096, None))",
    "unmount": "return works(C.umount2(b'/proc', 2))",
    "change the root": "os.chroot('/tmp')\nreturn 'changed'",
    "make a device": "os.mknod('/tmp/disk', 0o60600, os.makedev(254, 0))\nreturn 'made'",
    "read a disk": "return open((glob.glob('/dev/[vs]da') + ['/dev/mem'])[0], 'rb').read(1)",
    "look into /sys": "return os.listdir('/sys/fs')",
    "write beside the libraries": "import torch\nopen(torch.__file__ + 'x', 'w')\nreturn 1",
    "write to /usr": "open('/usr/lib/x', 'w')\nreturn 'written'",
    "write to the root": "open('/x', 'w')\nreturn 'written'",
    "write where the grader writes": "open(secrets['file'], 'a')\nreturn 'written'",
    "change another's file": "os.chmod(secrets['file'], 0o666)\nreturn 'changed'",
    "write a kernel setting": "open('/proc/sys/kernel/core_pattern', 'w')\nreturn 'opened'",
    "use a magic key": "open('/proc/sysrq-trigger', 'w')\nreturn 'opened'",
    "read kernel memory": "return open('/proc/kcore', 'rb').read(1)",
    "use the keyring": "return works(C.syscall(250, 0, -3, 0))",
    "use io_uring": "return works(C.syscall(425, 4, ctypes.create_string_buffer(200)))",
    "load a kernel program": "return works(C.syscall(321, 0, ctypes.create_string_buffer(99), 99))",
    "count events": "return works(C.syscall(298, ctypes.create_string_buffer(200), 0, -1, -1, 0))",
    "handle page faults": "return works(C.syscall(323, 0))",
    "use a system call newer than the filter": (
        "return '' if C.syscall(462) < 0 and ctypes.get_errno() == 38 else 'known'"
    ),
    "become root": "os.setuid(0)\nreturn 'root'",
    "become root by a program": "return subprocess.run(['/bin/su', '-c', 'id']).returncode == 0",
    "keep capabilities": (
        "lines = open('/proc/self/status').read().splitlines()\n"
        "return [x for x in lines if x[:6] in ('CapEff', 'CapPrm', 'CapAmb') and int(x[8:], 16)]"
    ),
    "raise a limit": (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40))\nreturn 'raised'"
    ),
    "write one huge file": (
        "f = os.open('/tmp/big', os.O_CREAT | os.O_WRONLY)\nos.pwrite(f, b'x', 1 << 40)\n"
        "return 'written'"
    ),
    "share memory with other students": "return works(C.shmget(77, 4096, 0o1666))",
    "leave a file for other students": (
        "open('/dev/shm/note', 'w').write('x')\nreturn secrets['level'] < 3"
    ),
    "write a core file": "return resource.getrlimit(resource.RLIMIT_CORE)[1]",
    "see which pages others have read": (
        "os.preadv(os.open(os.__file__, 0), [bytearray(1)], 0, os.RWF_NOWAIT)\nreturn 'seen'"
    ),
    "see which pages are in memory": (
        "C.mmap.restype = ctypes.c_void_p\n"
        "start = C.mmap(None, 4096, 1, 2, os.open(os.__file__, 0), 0)\n"
        "return works(C.mincore(ctypes.c_void_p(start), 4096, ctypes.create_string_buffer(1)))"
    ),
    "ask the page cache": (
        "return works(C.syscall(451, os.open(os.__file__, 0), ctypes.create_string_buffer(16),\n"
        "    ctypes.create_string_buffer(64), 0))"
    ),
    "drop pages of a library": (
        "os.posix_fadvise(os.open(os.__file__, 0), 0, 0, os.POSIX_FADV_DONTNEED)\nreturn 'dropped'"
    ),
    "watch a library for readers": "return works(C.syscall(294, 0))",
    "take a lease on a library": (
        "import fcntl\nreturn works(fcntl.fcntl(os.open(os.__file__, 0), 1024, fcntl.F_RDLCK))"
    ),
    "see another's lock on a library": (
        "import fcntl\none, other = (open(os.__file__) for _ in 'ab')\n"
        "fcntl.flock(one, fcntl.LOCK_EX)\n"
        "try: fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "except BlockingIOError: return 'seen'"
    ),
    "see another's lock on a part of a library": (
        "import fcntl, struct\none, other = (open(os.__file__) for _ in 'ab')\n"
        "lock = lambda kind: struct.pack('hhqqi', kind, 0, 0, 1, 0)\n"
        "fcntl.fcntl(one, fcntl.F_OFD_SETLK, lock(fcntl.F_RDLCK))\n"
        "found = fcntl.fcntl(other, fcntl.F_OFD_GETLK, lock(fcntl.F_WRLCK))\n"
        "return struct.unpack('hhqqi', found)[0] == fcntl.F_RDLCK"
    ),
    "watch a folder for changes": (
        "import fcntl\nreturn works(fcntl.fcntl(os.open('/usr/lib', 0), 1026, 1))"
    ),
    "grow a socket's buffers": (
        "one, other = socket.socketpair()\n"
        "one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)\nreturn 'grown'"
    ),
    "take another core": "os.sched_setaffinity(0, os.sched_getaffinity(0))\nreturn 'taken'",
    "take a share of the cores for each process": (
        "if os.fork() == 0:\n    os.setsid()\n    os._exit(7)\n"
        "return os.waitstatus_to_exitcode(os.wait()[1]) == 7"
    ),
}

# Only a private root and private process numbers stop these.
NEEDS_NAMESPACES = {"look into /sys", "find the homes of the host"}
WITHOUT_NAMESPACES = sorted(set(ATTEMPTS) - NEEDS_NAMESPACES)

Secrets = dict[str, object]


@contextmanager
def sockets_in_files() -> Iterator[str]:
    """A folder with a listening socket and one for datagrams, which every user may reach."""
    with (
        TemporaryDirectory(prefix="sockets") as folder,
        socket.socket(socket.AF_UNIX) as stream,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams,
    ):
        stream.bind(f"{folder}/stream")
        stream.listen()
        datagrams.bind(f"{folder}/datagrams")
        for path in (folder, f"{folder}/stream", f"{folder}/datagrams"):
            os.chmod(path, 0o777)
        yield folder


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secrets]:
    """Things outside that no box may reach; the token is in the environment of this process."""
    file = tmp_path_factory.mktemp("others") / "submission.txt"
    file.write_text("another student's work")
    listener = socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0escapes-{os.getpid()}")
    abstract.listen()
    engine = Path(autograder.__file__).parent
    graders = sorted(engine.glob("graders/*/test_*.py"))
    with listener, abstract, sockets_in_files() as door:
        yield {
            "door": door,
            "file": str(file),
            "grader": str(graders[0]),
            "pid": os.getpid(),
            "port": listener.getsockname()[1],
            "socket": f"escapes-{os.getpid()}",
        }


def attempt(sandbox: Sandbox, secrets: Secrets, body: str, *devices: str) -> object:
    """What the attempt reached; None if it failed."""
    # Two halves, so that the source of the attempt does not contain the token.
    facts = dict(secrets, level=sandbox.level)
    first, second = TOKEN.split("-")
    token = f"{{'token': '-'.join(({first!r}, {second!r}))}}"
    source = f"{PRELUDE}secrets = {facts!r} | {token}\n"
    source += "def f():\n    " + body.replace("\n", "\n    ")
    with sandbox.open(code(source), devices=devices) as box:
        assert box.load_errors == []
        try:
            return box.call("f") or None
        except (StudentError, Stopped):
            return None


@pytest.mark.parametrize("name", ATTEMPTS)
def test_level_3_stops_every_attempt(strong_sandbox: Sandbox, secrets: Secrets, name: str) -> None:
    assert attempt(strong_sandbox, secrets, ATTEMPTS[name]) is None


@pytest.mark.parametrize("name", WITHOUT_NAMESPACES)
def test_level_2_stops_the_attempt(
    sandbox_of_level: MakeSandbox, secrets: Secrets, name: str
) -> None:
    assert attempt(sandbox_of_level(2), secrets, ATTEMPTS[name]) is None


@pytest.mark.parametrize(
    ("level", "name"),
    [*((3, name) for name in ATTEMPTS), *((2, name) for name in WITHOUT_NAMESPACES)],
)
def test_a_box_with_a_device_stops_the_attempt(
    sandbox_of_level: MakeSandbox, secrets: Secrets, level: int, name: str
) -> None:
    """Such a box allows what CUDA needs."""
    assert attempt(sandbox_of_level(level), secrets, ATTEMPTS[name], "/dev/zero") is None


@pytest.mark.parametrize(
    "name",
    [
        "read a hidden test",
        "read another submission",
        "signal the grader",
        "see the grader's command line",
        "reach a server on this host",
        "reach an abstract socket",
        "reach a socket in a file",
        "send to a socket in a file",
        "send a message to a socket in a file",
        "write where the grader writes",
        "look into /sys",
        "outlive the fork server",
        "share memory with other students",
        "see which pages others have read",
        "see which pages are in memory",
        "drop pages of a library",
        "watch a library for readers",
        "see another's lock on a library",
        "see another's lock on a part of a library",
        "grow a socket's buffers",
        "take another core",
        "take a share of the cores for each process",
    ],
)
def test_without_isolation_the_attempt_succeeds(
    sandbox_of_level: MakeSandbox, secrets: Secrets, name: str
) -> None:
    sandbox = sandbox_of_level(1)
    found = attempt(sandbox, secrets, ATTEMPTS[name])
    if found is None and attempt(sandbox, secrets, "return os.getuid()") and os.getuid() == 0:
        pytest.skip("root runs even boxes of level 1 as another user")
    assert found is not None
