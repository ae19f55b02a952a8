"""Archives from strangers: nothing is written outside of a folder, and nothing grows too large."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Course
from autograder.handins import ArchiveRefused, Unpacker
from autograder.text import decoded

from .kit import RIGHT, became, lay_out, look, zipped

MANY = {f"{number}.txt": b"" for number in range(2001)}


def unpack(data: bytes, folder: Path, depth: int = 0) -> list[str]:
    (folder / "into").mkdir()
    (folder / "a.zip").write_bytes(data)
    entries = Unpacker(folder / "into").unpack(folder / "a.zip", "a.zip", depth)
    return ["/".join(entry.parts) for entry in entries if entry.path]


def encrypted() -> bytes:
    data = bytearray(zipped({"a.ipynb": RIGHT}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = zipped({"a.ipynb": RIGHT})
    for level in range(depth):
        data = zipped({f"{level}.zip": data})
    return data


HOSTILE = {
    "above": (zipped({"../a.ipynb": RIGHT}), "outside of its folder"),
    "deep above": (zipped({"a/../../../b.ipynb": RIGHT}), "outside of its folder"),
    "absolute": (zipped({"/etc/a.ipynb": RIGHT}), "outside of its folder"),
    "drive": (zipped({"C:\\a.ipynb": RIGHT}), "outside of its folder"),
    "backslashes": (zipped({"..\\a.ipynb": RIGHT}), "outside of its folder"),
    "long name": (zipped({"a/" * 600 + "b": RIGHT}), "outside of its folder"),
    "many": (zipped(MANY), "too many files"),
    "bomb": (zipped({"a.ipynb": bytes(60 << 20)}), "times its size"),
    "encrypted": (encrypted(), "encrypted"),
    "cut off": (zipped({"a.ipynb": RIGHT})[:-30], "damaged"),
    "no archive": (b"PK\x03\x04" + bytes(100), "damaged"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_would_do_harm_is_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    data, words = HOSTILE[kind]
    with pytest.raises(ArchiveRefused, match=words) as refused:
        unpack(data, tmp_path, depth=1)
    assert str(refused.value).startswith("a.zip ")
    assert str(refused.value).endswith(".")
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.slow
def test_100_000_entries_are_refused_at_the_top_too(tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="too many"):
        unpack(zipped({str(number): b"" for number in range(100_000)}), tmp_path)


def test_links_in_an_archive_are_left_out(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.ipynb", RIGHT)
    assert unpack(buffer.getvalue(), tmp_path) == ["a.ipynb"]


def test_a_name_in_utf_8_is_read_where_no_flag_says_so(tmp_path: Path) -> None:
    data = zipped({"BenQZ.ipynb": b"x"}).replace(b"QZ", "Ö".encode())  # as macOS writes it
    assert unpack(data, tmp_path) == ["BenÖ.ipynb"]


def test_a_damaged_entry_leaves_the_others_readable(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.ipynb": RIGHT, "b.ipynb": RIGHT}))
    data[200] ^= 255
    assert unpack(bytes(data), tmp_path) == ["b.ipynb"]


def test_one_students_archive_takes_nothing_from_the_others(course: Course, tmp_path: Path) -> None:
    bad = {f"{kind}.zip": data for kind, (data, _) in HOSTILE.items()}
    bad["nested.zip"] = nested(5)
    files = {**bad, "ada.zip": zipped({"a.ipynb": RIGHT}), "two.zip": nested(1)}
    source = lay_out(tmp_path / "class", files)
    (source / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(source / "pipe.ipynb")
    found = look(course, source)
    assert [handin.student for handin in found.handins] == ["ada", "two"]
    refused = {name.split("/")[0] for name, word in became(found).items() if word == "refused"}
    assert refused == {*bad, "link.ipynb", "pipe.ipynb"}
    packed = tmp_path / "class.zip"
    packed.write_bytes(zipped(files))
    assert [handin.student for handin in look(course, packed).handins] == ["ada", "two"]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@given(names=st.lists(st.one_of(NAMES, st.sampled_from(["../x", "a/./b", "a//b", "..", "~/x"]))))
def test_no_name_leads_out_of_the_folder(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("names")
    try:
        found = unpack(zipped(dict.fromkeys(names, b"{}")), folder)
    except ArchiveRefused:
        found = []
    assert {path.name for path in folder.iterdir()} == {"into", "a.zip"}
    assert len(list((folder / "into").iterdir())) == len(found)
    assert all(".." not in name.split("/") and name == decoded(name) for name in found)
