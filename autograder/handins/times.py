"""Times of submission as people, systems and exports write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from stat import S_ISREG

from dateutil import parser, tz

from autograder.text import text_in

MAX_BYTES = 200
# Zones by their usual letters. Letters that mean several zones are read as the one in most use.
HOURS = {
    **{"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1},
    **{"CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "JST": 9},
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
}
ZONES = {name: tz.tzoffset(name, int(hours * 3600)) for name, hours in HOURS.items()}
# Moodle's `Friday, 3 January 2025, 10:15 AM`; German and French days and months.
FOREIGN = {
    **{"januar": "january", "februar": "february", "märz": "march", "mai": "may"},
    **{"juni": "june", "juli": "july", "oktober": "october", "dezember": "december"},
    **{"janvier": "january", "février": "february", "mars": "march", "avril": "april"},
    **{"juin": "june", "juillet": "july", "août": "august", "septembre": "september"},
    **{"octobre": "october", "novembre": "november", "décembre": "december"},
}
WEEKDAY = re.compile(r"^[^\W\d_]+,\s*(?=\d)|^[^\W\d_]+day,?\s+", re.IGNORECASE)
DAY_FIRST = re.compile(r"^\d{1,2}\.")
EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?")


def moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a text names, in UTC; None if it names none.

    Args:
        text: The text.
        zone: The zone of a text without one.
    """
    text = " ".join(text.replace("\ufeff", "").split())
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    words = re.split(r"(\W+)", WEEKDAY.sub("", text))
    text = "".join(FOREIGN.get(word.lower(), word) for word in words)
    text = re.sub(r"\b(?:um|at|Uhr|à)\b", " ", text)
    if not re.search(r"\d", text):
        return None
    try:
        found: datetime = parser.parse(text, dayfirst=bool(DAY_FIRST.match(text)), tzinfos=ZONES)
    except (ValueError, OverflowError, TypeError):
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    try:
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stamp_in(path: Path) -> datetime | None:
    """The moment in a timestamp.txt; students may have put anything there."""
    try:
        about = path.lstat()
        if not S_ISREG(about.st_mode) or about.st_size > MAX_BYTES:
            return None
        return moment(text_in(path.read_bytes()))
    except (OSError, ValueError):
        return None


def stamp(time: datetime) -> str:
    """A moment as nbgrader writes it to timestamp.txt."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n"
