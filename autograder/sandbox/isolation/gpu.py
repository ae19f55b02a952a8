"""NVIDIA graphics cards: the files that CUDA needs in a box, and how CUDA starts in a process.

All isolation levels ran on an H200 with driver 580. Other projects report what CUDA needs:

- the device nodes, four folders of /sys, and a writable /proc, because the driver names its
  threads there and stops if it cannot: compiler-explorer, etc/nsjail/user-execution.cfg and pull
  request 7362; truefoundry/trueforge, issue 466;
- /dev/nvidia-uvm-tools and /proc/driver/nvidia*, with landlock: nolabs-ai/nono, pull requests
  652 and 673;
- memfd_create: NVIDIA/OpenShell, issue 1696.

Other drivers may need more, so `grading/devices.py` tries a card before any test uses it.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from glob import glob

from autograder.sandbox.outcomes import SandboxFault

CONTROL = "/dev/nvidiactl"
NODES = ("/dev/nvidia[0-9]*", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-caps/*")
PROC = ("/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices")
SYSFS = ("module/nvidia", "module/nvidia_uvm", "devices/system/cpu", "devices/system/node")
# Host memory for CUDA itself: it needs a few hundred MB, and this is a generous guess.
HOST_MB = 4096
VISIBLE = "CUDA_VISIBLE_DEVICES"
LIBRARIES = "LD_LIBRARY_PATH"
DRIVER = "libcuda.so.1"


def nodes() -> tuple[str, ...]:
    """The device nodes that CUDA opens; empty without a card or without its driver."""
    if not os.path.exists(CONTROL):
        return ()
    return (CONTROL, *sorted(path for pattern in NODES for path in glob(pattern)))


@cache
def libraries(driver: str = DRIVER) -> tuple[str, ...]:
    """The folders of the driver's libraries, which hosts keep anywhere, and of LD_LIBRARY_PATH.

    It loads the driver's main library, which only finds the folder: CUDA does not start.
    """
    folders = os.environ.get(LIBRARIES, "").split(os.pathsep)
    try:
        ctypes.CDLL(driver)
    except OSError:  # there is no driver, or it is in a folder that only CUDA knows
        return tuple(filter(os.path.isdir, folders))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = [line.split(maxsplit=5)[-1].rstrip("\n") for line in maps]
    stem = os.path.basename(driver).removesuffix("1")
    folders += [os.path.dirname(file) for file in files if os.path.basename(file).startswith(stem)]
    return tuple(dict.fromkeys(filter(os.path.isdir, folders)))


def variables() -> dict[str, str]:
    """The environment variables that a process needs before CUDA starts in it."""
    # On hosts such as Colab, only this variable leads to the driver's libraries.
    libraries = {LIBRARIES: path} if (path := os.environ.get(LIBRARIES)) else {}
    return {
        **libraries,
        VISIBLE: os.environ.get(VISIBLE) or "0",
        # The same results in every run, and as exact as on the CPU: NVIDIA's libraries never round
        # to TF32, whatever a program asks for.
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        "NVIDIA_TF32_OVERRIDE": "0",
        # Otherwise looking for a card starts CUDA, which does not survive a fork.
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    }


def start(memory_mb: int | None = None) -> None:
    """Start CUDA in this process, unless it has started; the process must not fork afterwards.

    Args:
        memory_mb: Memory that PyTorch may use on the card.

    Raises:
        SandboxFault: CUDA does not start.
    """
    import torch  # here, because commands must start without torch

    os.environ.update(variables())
    try:
        torch.cuda.init()
        if memory_mb is not None:
            total = torch.cuda.get_device_properties(0).total_memory
            torch.cuda.set_per_process_memory_fraction(min(1.0, (memory_mb << 20) / total))
    except Exception as error:
        raise SandboxFault(f"CUDA does not start ({error}).") from error
