"""Times of submission as LMS write them, in several languages, and as nbgrader keeps them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from stat import S_ISREG

from autograder import moments
from autograder.text import text_in

MAX_BYTES = 200
# Months as Moodle writes them in German and French.
FOREIGN = {
    **{"januar": "january", "februar": "february", "märz": "march", "mai": "may"},
    **{"juni": "june", "juli": "july", "oktober": "october", "dezember": "december"},
    **{"janvier": "january", "février": "february", "mars": "march", "avril": "april"},
    **{"juin": "june", "juillet": "july", "août": "august", "septembre": "september"},
    **{"octobre": "october", "novembre": "november", "décembre": "december"},
}
WEEKDAY = re.compile(r"^[^\W\d_]+,\s*(?=\d)|^[^\W\d_]+day,?\s+", re.IGNORECASE)
FILLERS = re.compile(r"\b(?:um|at|Uhr|à)\b")


def moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that a text names, in UTC; None if it names none.

    Args:
        text: The text.
        zone: The zone of a text without one.
    """
    words = re.split(r"(\W+)", WEEKDAY.sub("", text.strip("\ufeff\0 \t\r\n")))
    plain = FILLERS.sub(" ", "".join(FOREIGN.get(word.lower(), word) for word in words))
    found = moments.moment(plain)
    try:
        return found and (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ArithmeticError, OSError, ValueError):  # beyond the calendar
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
