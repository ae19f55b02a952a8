"""Times as platforms, tools and people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.moments import in_utc, moment

NOON = "2026-11-26 13:37"
USUAL = {
    "nbgrader": "2026-11-26 13:37:34.873646 UTC",
    "an offset": "2026-11-26 14:37:34 +0100",
    "ISO": "2026-11-26T14:37:34+01:00",
    "ISO, short": "20261126T133734Z",
    "a zone": "2026-11-26 14:37:34 CET",
    "another zone": "2026-11-26 05:37:34 PST",
    "a place": "2026-11-26 14:37:34 Europe/Berlin",
    "a place far away": "2026-11-26 08:37:34 America/New_York",
    "Greenwich and an offset": "2026-11-26 14:37:34 UTC+1",
    "German": "26.11.2026 13:37",
    "American": "11/26/2026 1:37 PM",
    "British": "26/11/2026 13:37",
    "Moodle": "Thursday, 26 November 2026, 1:37 PM",
    "Canvas": "Nov 26, 2026 at 1:37pm",
    "mail": "Thu, 26 Nov 2026 13:37:34 GMT",
    "C": "Thu Nov 26 13:37:34 2026",
    "a byte order mark": "\ufeff2026-11-26 13:37:34 UTC\r\n",
    "seconds": "1795700254",
    "milliseconds": "1795700254873",
    "a browser": "Thu Nov 26 2026 14:37:34 GMT+0100 (Central European Standard Time)",
    "French": "jeudi 26 novembre 2026, 13:37",
    "Chinese": "2026年11月26日 13:37",
    "no zone": NOON,
}


@pytest.mark.parametrize("form", USUAL)
def test_all_usual_forms_are_read(form: str) -> None:
    found = in_utc(USUAL[form])
    assert found
    assert found.replace(second=0, microsecond=0) == datetime(2026, 11, 26, 13, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "month"), [("03.04.2026 10:00", 4), ("03/04/2026 10:00", 3), ("2026-03-04 10:00", 3)]
)
def test_dots_put_the_day_first(text: str, month: int) -> None:
    found = moment(text)
    assert found
    assert found.month == month


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday, I think", "10", "2026", "10:00", "2026-11-26 25:00", "12 November"),
        *("2026-11-26 10:00 XYZ", "2026-11-26 10:00 Mars/Olympus", "9" * 99),
        *("0001-01-01 00:00 +1400", "9999-12-31 23:00 -1200", "2026-02-30"),
    ],
)
def test_what_names_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "late", "utc"),
    [
        ("2026-03-29 01:59 Europe/Berlin", False, "2026-03-29 00:59"),
        ("2026-03-29 03:00 Europe/Berlin", False, "2026-03-29 01:00"),
        ("2026-10-25 01:59 Europe/Berlin", False, "2026-10-24 23:59"),
        ("2026-10-25 02:30 Europe/Berlin", False, "2026-10-25 00:30"),
        ("2026-10-25 02:30 Europe/Berlin", True, "2026-10-25 01:30"),
        ("2026-10-25 03:00 Europe/Berlin", True, "2026-10-25 02:00"),
        ("2026-11-01 01:30 America/New_York", False, "2026-11-01 05:30"),
        ("2026-11-01 01:30 America/New_York", True, "2026-11-01 06:30"),
        ("2026-11-01 01:30 EDT", True, "2026-11-01 05:30"),
    ],
)
def test_a_place_changes_its_clocks_twice_a_year(text: str, late: bool, utc: str) -> None:
    found = moment(text, late=late)
    assert found
    assert f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" == utc
