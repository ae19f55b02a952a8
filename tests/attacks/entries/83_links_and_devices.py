"""Hands in a link, a pipe, a device or a folder in place of the file."""

import os
import socket
from dataclasses import replace
from pathlib import Path

from tests.attacks.kit import UNREADABLE


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def local_socket(path: Path) -> None:
    path.unlink()
    here = os.open(path.parent, os.O_PATH)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)


HAND_INS = {
    "pipe": fifo,
    "endless device": device,
    "folder": folder,
    "socket": local_socket,
    "nothing": Path.unlink,
}
LINK = replace(UNREADABLE, repair="The file is a link or a device")
EXPECT = dict.fromkeys(HAND_INS, LINK) | {
    "folder": replace(UNREADABLE, repair="This is a folder"),
    "nothing": replace(UNREADABLE, repair="There is no file"),
}
