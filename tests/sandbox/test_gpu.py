"""Graphics cards: which files a box gets, when a card is used, and that it works if there is one.

`/dev/zero` stands in for the device nodes of a card. Tests that need a real card are at the end,
and are skipped if PyTorch finds none.
"""

from __future__ import annotations

import _ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgpack
import pytest
import torch

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Grader, choose_devices, context_key
from autograder.grading.devices import compare
from autograder.grading.hidden_tests import Collection
from autograder.grading.rubric import HiddenTest
from autograder.grading.verdicts import verdict
from autograder.notebooks import load_module, read_submission
from autograder.sandbox import Sandbox, SandboxFault, Stopped, StudentError, gpu
from autograder.sandbox.wire import DEVICES, DTYPES, TENSOR, ProtocolError, unpack
from autograder.testing import Reference, Student
from tests.emulated_card import finds_a_real_one
from tests.sandbox.conftest import LIMITS, MakeSandbox, code

pytestmark = pytest.mark.slow

STAND_IN = ("/dev/zero",)
LESSON = "multilayer_perceptrons"
GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(GOLDEN.glob("*/*/*.ipynb"))
BOTH = ("cpu", "cuda")


with_card = pytest.mark.skipif(not finds_a_real_one(), reason="PyTorch finds no graphics card here")
without_card = pytest.mark.skipif(finds_a_real_one(), reason="there is a graphics card here")

NEEDED = {
    "device nodes": "open('/dev/zero', 'rb').read(1)",
    "thread names": (
        "open(f'/proc/self/task/{threading.get_native_id()}/comm', 'w').write('cuda')"
    ),
    "files in memory": "os.ftruncate(os.memfd_create('x'), 4096)",
    "shared memory": "mmap.mmap(-1, 4096)",
    "list of cores": "open('/sys/devices/system/cpu/online').read()",
}


@pytest.mark.parametrize("what", NEEDED)
@pytest.mark.parametrize("level", [3, 2])
def test_only_a_box_with_a_card_has_what_cuda_needs(
    sandbox_of_level: MakeSandbox, level: int, what: str
) -> None:
    body = code(f"import mmap, os, threading\ndef f():\n    {NEEDED[what]}")
    sandbox = sandbox_of_level(level)
    with sandbox.open(body, devices=STAND_IN) as box:
        box.call("f")
    with sandbox.open(body) as box, pytest.raises(StudentError, match="Error"):
        box.call("f")


@pytest.mark.parametrize("level", [3, 2])
def test_memory_is_limited_in_a_box_with_a_card(sandbox_of_level: MakeSandbox, level: int) -> None:
    hog = code(f"def f():\n    return len(bytearray({2 * LIMITS.memory_mb} << 20))")
    with sandbox_of_level(level).open(hog, devices=STAND_IN) as box:
        with pytest.raises(Stopped) as stop:
            box.call("f")
        assert stop.value.reason == "memory"
        assert f"or {LIMITS.gpu_memory_mb} MB on the graphics card" in stop.value.detail


def test_a_box_with_a_card_has_the_variables_of_cuda(strong_sandbox: Sandbox) -> None:
    look = code("import os\ndef f():\n    return dict(os.environ)")
    with strong_sandbox.open(look) as box:
        assert box.call("f")["CUDA_VISIBLE_DEVICES"] == ""
    with strong_sandbox.open(look, devices=STAND_IN) as box:
        assert gpu.variables().items() <= box.call("f").items()


def test_libraries_are_found_through_ld_library_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(_ctypes.__file__, tmp_path / "libofacard.so")
    tmp_path.chmod(0o755)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    look = code("import ctypes\ndef f():\n    return bool(ctypes.CDLL('libofacard.so'))")
    with Sandbox(LIMITS, readable=[tmp_path]) as sandbox, sandbox.open(look) as box:
        assert box.call("f")


def test_the_driver_is_found_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hosts keep it in folders of their own, of which only the linker knows."""
    shutil.copy(_ctypes.__file__, tmp_path / "libofanother.so.1.2")
    (tmp_path / "libofanother.so.1").symlink_to("libofanother.so.1.2")
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    assert gpu.libraries(str(tmp_path / "libofanother.so.1")) == (str(tmp_path),)
    monkeypatch.setenv("LD_LIBRARY_PATH", f"/usr:{tmp_path}/none")
    assert gpu.libraries("libthatisnowhere.so.1") == ("/usr",)


@without_card
def test_cuda_that_does_not_start_is_a_sandbox_fault(sandbox_of_level: MakeSandbox) -> None:
    with pytest.raises(SandboxFault, match="CUDA does not start"):
        sandbox_of_level(1).open([], devices=[gpu.CONTROL])


WRONG = """
import torch
torch.nn.Linear.forward = lambda self, x: x @ self.weight.T
"""


def test_a_device_that_computes_wrongly_is_not_used(sandbox: Sandbox) -> None:
    with sandbox.open([]) as box:
        assert compare(box, "cpu") == "right"
    with sandbox.open(code(WRONG)) as box:
        assert compare(box, "cpu") == "what student code computes there is not right"


def test_without_a_card_no_process_is_started(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "CONTROL", "/dev/no-such-node")
    monkeypatch.setattr(subprocess, "run", None)
    for wanted in ("auto", "cpu"):
        assert choose_devices(course, LESSON, wanted) == (("cpu",), "")
    with pytest.raises(CourseError, match=r"has no graphics card.*use --device cpu"):
        choose_devices(course, LESSON, "cuda")
    assert context_key(course, LESSON, ("cpu",)) != context_key(course, LESSON, BOTH)


@without_card
def test_a_card_that_does_not_work_is_skipped_or_refused_with_the_reason(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "CONTROL", *STAND_IN)
    reason = "PyTorch finds no card that it can use"
    said = f"devices: tests run on the CPU alone ({reason})"
    assert choose_devices(course, LESSON, "auto") == (("cpu",), said)
    assert choose_devices(course, LESSON, "cpu") == (("cpu",), "")
    with pytest.raises(CourseError, match=f"{reason}; .*use --device cpu"):
        choose_devices(course, LESSON, "cuda")


def test_a_reply_cannot_start_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: False)
    header = bytes([DTYPES.index(torch.float32), DEVICES.index("cuda"), 1])
    data = header + (1).to_bytes(8, "little") + b"1234"
    with pytest.raises(ProtocolError, match="a device that is not there"):
        unpack(msgpack.packb(msgpack.ExtType(TENSOR, data)))


@pytest.fixture(scope="module")
def both(course: Course) -> Iterator[tuple[Collection, Reference]]:
    """The hidden tests of a lesson, for the CPU and a card."""
    reference = Reference(load_module(course.solutions(LESSON), "solutions"))
    with Collection(course.grader(LESSON), reference, BOTH) as tests:
        yield tests, reference


def ended(
    both: tuple[Collection, Reference], grader: Callable[[str], Grader], case: str
) -> tuple[BaseException | None, Student]:
    """The outcome of a test of `Net`, and the student that it ran for."""
    lesson = grader(LESSON).lesson
    notebook = GOLDEN / LESSON / case / f"{LESSON}.ipynb"
    attempt = read_submission(notebook, lesson, case).attempts["Net"]
    student = grader(LESSON).student(attempt.code)
    try:
        return both[0].run("test_activation_is_the_one_named", student), student
    finally:
        student.close()


def test_an_answer_that_fails_on_the_cpu_is_not_tried_on_a_card(
    both: tuple[Collection, Reference], grader: Callable[[str], Grader]
) -> None:
    outcome, student = ended(both, grader, "net_without_activation")
    assert isinstance(outcome, AssertionError) and student.device == "cpu"


@without_card
def test_a_card_that_does_not_start_costs_no_points(
    both: tuple[Collection, Reference], grader: Callable[[str], Grader]
) -> None:
    outcome, student = ended(both, grader, "right")
    assert isinstance(outcome, SandboxFault) and student.device == "cuda"
    test = HiddenTest("test", "Net", 1.0, "A title.", 0, "")
    assert verdict(test, outcome, [], "cuda").status == "error"


def test_a_message_names_the_card_only_if_the_cpu_was_right() -> None:
    test = HiddenTest("test", "Net", 1.0, "A title.", 0, "")
    wrong = AssertionError("The output is not right.")
    assert verdict(test, wrong, [], "cpu").message == "The output is not right."
    assert verdict(test, wrong, [], "cuda").message == (
        "This works on the CPU, but not on a graphics card: The output is not right."
    )
    assert verdict(test, None, [], "cuda").message == ""


# The tests below need a card.


@with_card
@pytest.mark.parametrize("level", [3, 2])
def test_the_card_works_in_the_sandbox(
    course: Course, sandbox_of_level: MakeSandbox, level: int
) -> None:
    sandbox_of_level(level)  # or skip
    assert choose_devices(course, LESSON, "cuda", level).devices == BOTH


@with_card
def test_tensors_enter_and_leave_the_sandbox_on_the_card(strong_sandbox: Sandbox) -> None:
    double = code("def f(x):\n    return [str(x.device.type), 2 * x, x.cpu()]")
    gpu.start()
    with strong_sandbox.open(double, devices=gpu.nodes()) as box:
        where, doubled, back = box.call("f", torch.arange(4.0).cuda())
    assert (where, doubled.device.type, back.device.type) == ("cuda", "cuda", "cpu")
    assert doubled.tolist() == [0.0, 2.0, 4.0, 6.0]


@with_card
def test_code_that_uses_all_memory_of_the_card_is_stopped(strong_sandbox: Sandbox) -> None:
    hog = code(
        "import torch\ndef f():\n"
        "    torch.zeros(torch.cuda.mem_get_info()[0], dtype=torch.uint8, device='cuda')"
    )
    with strong_sandbox.open(hog, devices=gpu.nodes()) as box:
        with pytest.raises(Stopped) as stop:
            box.call("f")
        assert stop.value.reason == "memory"


@with_card
def test_cuda_does_not_start_in_the_fork_server(strong_sandbox: Sandbox) -> None:
    with strong_sandbox.open([], devices=gpu.nodes()) as box:
        assert compare(box) == "right"
        opened = Path(f"/proc/{strong_sandbox.pid}/fd").iterdir()
        assert not [fd for fd in opened if os.readlink(fd).startswith("/dev/nvidia")]
