"""Hands in an archive: not applicable, because grading a student's folder never unpacks one."""

import io
import zipfile
from dataclasses import replace

from tests.attacks.kit import UNREADABLE, Notebook


def archive(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return buffer.getvalue()


def slip(notebook: Notebook) -> bytes:
    return archive("../../../../gradebook.db", b"slipped")


def bomb(notebook: Notebook) -> bytes:
    return archive("twice.ipynb", bytes(50 << 20))


NOTEBOOKS = {"zip slip": slip, "zip bomb": bomb}
EXPECT = replace(UNREADABLE, repair="The file is an archive")
