"""Graphics cards of NVIDIA: what of them a box is shown, and how CUDA is started in a process.

None was at hand when this was written. What CUDA asks of a wall is known from those who tried:

- the nodes, four folders of /sys, and a /proc that can be written, because the driver names its
  threads there and gives up where it may not: compiler-explorer, etc/nsjail/user-execution.cfg
  and pull request 7362; truefoundry/trueforge, issue 466;
- /dev/nvidia-uvm-tools and /proc/driver/nvidia*, where landlock decides: nolabs-ai/nono, pull
  requests 652 and 673;
- memfd_create: NVIDIA/OpenShell, issue 1696.

So that nothing rests on this list being complete, `devices.py` tries it before any test counts.
"""

from __future__ import annotations

import os
from glob import glob

from autograder.sandbox.outcomes import SandboxFault

CONTROL = "/dev/nvidiactl"
NODES = ("/dev/nvidia[0-9]*", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-caps/*")
PROC = ("/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices")
SYSFS = ("module/nvidia", "module/nvidia_uvm", "devices/system/cpu", "devices/system/node")
# Of the host's memory, for CUDA itself; a guess on the safe side, of what is a few hundred MB.
HOST_MB = 4096
CHOSEN = "CUDA_VISIBLE_DEVICES"
LIBRARIES = "LD_LIBRARY_PATH"


def nodes() -> tuple[str, ...]:
    """The device nodes that CUDA opens; none where there is no card, or no driver for it."""
    if not os.path.exists(CONTROL):
        return ()
    return (CONTROL, *sorted(path for pattern in NODES for path in glob(pattern)))


def variables() -> dict[str, str]:
    """What CUDA must find in the environment of a process before it starts there."""
    # On hosts such as Colab nothing else leads to the driver's libraries.
    libraries = {LIBRARIES: path} if (path := os.environ.get(LIBRARIES)) else {}
    return {
        **libraries,
        CHOSEN: os.environ.get(CHOSEN) or "0",
        # The same sums each time, and as exact as on the CPU: with this, NVIDIA's libraries round
        # to TF32 for nobody, whatever a program asks for.
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        "NVIDIA_TF32_OVERRIDE": "0",
        # Otherwise asking whether there is a card starts CUDA, which does not survive a fork.
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    }


def start(memory_mb: int | None = None) -> None:
    """Start CUDA in this process, which will not fork any more; again, it does nothing.

    Args:
        memory_mb: How much PyTorch may take on the card.

    Raises:
        SandboxFault: It does not start, which no student can help.
    """
    import torch  # which the command line must not wait for

    os.environ.update(variables())
    try:
        torch.cuda.init()
        if memory_mb is not None:
            total = torch.cuda.get_device_properties(0).total_memory
            torch.cuda.set_per_process_memory_fraction(min(1.0, (memory_mb << 20) / total))
    except Exception as error:
        raise SandboxFault(f"CUDA does not start ({error}).") from error
