"""Moments in time, as learning platforms, spreadsheets, tools and people write them."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from stat import S_ISREG
from zoneinfo import ZoneInfo

from autograder.text import text_in

EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?")  # seconds since 1970
EPOCH_MS = re.compile(r"\d{13}")  # milliseconds
PLACE = re.compile(r"\b[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+-]+)+$")  # such as Europe/Berlin
GREENWICH = re.compile(r"\b(?:UTC|GMT)\s*(?=[+-]\d)")  # before an offset, which says it all
DOTTED = re.compile(r"(?:\D|^)\d{1,2}\.\s*\d{1,2}\.\s*\d{4}")  # the day comes first
# Hours from Greenwich. Abbreviations that mean different zones in different countries are left out.
ZONES = {
    **dict.fromkeys(("UTC", "UT", "GMT", "Z", "WET"), 0.0),
    **{"WEST": 1.0, "BST": 1.0, "CET": 1.0, "MEZ": 1.0, "CEST": 2.0, "MESZ": 2.0},
    **{"EET": 2.0, "SAST": 2.0, "EEST": 3.0, "MSK": 3.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0},
    **{"JST": 9.0, "KST": 9.0, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0},
    **{"EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0},
    **{"PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "BRT": -3.0},
}
# Months as Moodle writes them in German and French, and words that say nothing.
MONTHS = {
    **{"januar": "january", "februar": "february", "märz": "march", "mai": "may"},
    **{"juni": "june", "juli": "july", "oktober": "october", "dezember": "december"},
    **{"janvier": "january", "février": "february", "mars": "march", "avril": "april"},
    **{"juin": "june", "juillet": "july", "août": "august", "septembre": "september"},
    **{"octobre": "october", "novembre": "november", "décembre": "december"},
}
WEEKDAY = re.compile(r"^[^\W\d_]+,\s*(?=\d)|^[^\W\d_]+day,?\s+", re.IGNORECASE)
FILLERS = re.compile(
    r"\b(?:um|at|Uhr|à|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\b|\([^)]*\)$"
)
CHINESE = str.maketrans("年月日", "-- ")  # and Japanese
LONGEST_STAMP = 200  # bytes


def moment(text: str, *, late: bool = False) -> datetime | None:
    """The moment that a text names, with its zone if it names one; None if it names no moment.

    Args:
        text: A date and a time, or seconds or milliseconds since 1970. 3.4.2026 is in April, and
            3/4/2026 in March.
        late: Which moment an hour means that the clocks of a place show twice in autumn.
    """
    text = _in_english(text.strip("\ufeff\0 \t\r\n").translate(CHINESE))
    try:
        if EPOCH.fullmatch(text) or EPOCH_MS.fullmatch(text):
            scale = 1000 if EPOCH_MS.fullmatch(text) else 1
            return datetime.fromtimestamp(float(text) / scale, UTC)
        place = PLACE.search(text)
        found = _parsed(GREENWICH.sub("", text[: place.start()] if place else text))
        if found and place and not found.tzinfo:
            found = found.replace(tzinfo=ZoneInfo(place[0]), fold=late)
        if found and found.tzinfo:
            found.astimezone(UTC)  # may lie beyond the calendar
        return found
    except (ArithmeticError, KeyError, OSError, ValueError, Warning):
        return None


def in_utc(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a time stamp names, in UTC; None if it names none.

    Args:
        text: The time stamp.
        zone: The zone of a text without one.
    """
    found = moment(text)
    try:
        return found and (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ArithmeticError, OSError, ValueError):  # beyond the calendar
        return None


def stamp_in(path: Path) -> str:
    """The text in a timestamp.txt; students may have put anything there."""
    try:
        about = path.lstat()
        if not S_ISREG(about.st_mode) or about.st_size > LONGEST_STAMP:
            return ""
        return text_in(path.read_bytes()).strip()
    except (OSError, ValueError):
        return ""


def as_stamp(moment: datetime) -> str:
    """A moment as nbgrader writes it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(' ')} UTC"


def _in_english(text: str) -> str:
    words = re.split(r"(\W+)", WEEKDAY.sub("", text))
    return FILLERS.sub(" ", "".join(MONTHS.get(word.lower(), word) for word in words))


def _parsed(text: str) -> datetime | None:
    from dateutil import parser  # takes a while, and few commands read a time

    zones = {name: timezone(timedelta(hours=hours), name) for name, hours in ZONES.items()}
    defaults = datetime(2000, 1, 1), datetime(2001, 2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # for a zone that nobody knows
        is_dotted = bool(DOTTED.search(text))
        one, other = (
            parser.parse(text, default=day, tzinfos=zones, dayfirst=is_dotted) for day in defaults
        )
    return one if one == other else None  # a part of the date is missing
