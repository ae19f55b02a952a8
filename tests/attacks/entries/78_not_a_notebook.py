"""Hands in files that are not notebooks, or only barely."""

import json
from dataclasses import replace

from tests.attacks.kit import PASSED, UNREADABLE, Notebook, Outcome, cell


def numeric_source(notebook: Notebook) -> Notebook:
    cell(notebook, "double")["source"] = 7
    return notebook


def cut_off(notebook: Notebook) -> bytes:
    text = json.dumps(notebook)
    return text[: text.index("Complete") if "Complete" in text else len(text) // 3].encode()


NOTEBOOKS = {
    "empty": lambda notebook: b"",
    "prose": lambda notebook: b"Dear teacher, my dog ate it.",
    "a list": lambda notebook: b"[]",
    "null": lambda notebook: b"null",
    "cells without end": lambda notebook: b'{"cells": ' + b"[" * 100_000,
    "a huge number": lambda notebook: b'{"cells": ' + b"9" * 5_000 + b"}",
    "with a byte order mark": lambda n: b"\xef\xbb\xbf" + json.dumps(n).encode(),
    "UTF-16": lambda notebook: json.dumps(notebook).encode("utf-16"),
    "numeric source": numeric_source,
}
DAMAGED = replace(UNREADABLE, repair="The file is not a notebook")
EXPECT = {
    "empty": replace(UNREADABLE, repair="The file is empty"),
    "prose": DAMAGED,
    "a list": replace(UNREADABLE, repair="The file holds no cells"),
    "null": replace(UNREADABLE, repair="The file holds no cells"),
    "cells without end": DAMAGED,
    "a huge number": DAMAGED,
    "with a byte order mark": PASSED,
    "UTF-16": PASSED,
    "numeric source": Outcome("not_attempted", repair="The cell of `double` is missing"),
}
