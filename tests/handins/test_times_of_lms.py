"""Times of submission, as systems and people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.moments import in_utc

NOON = datetime(2026, 11, 26, 13, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 13:37:00 UTC",
        "\ufeff2026-11-26 13:37:00.000000 UTC\r\n",
        "2026-11-26 14:37:00 +0100",
        "2026-11-26T14:37:00+01:00",
        "2026-11-26T13:37Z",
        "2026-11-26 14:37:00 CET",
        "2026-11-26 05:37 PST",
        "26.11.2026 13:37",
        "11/26/2026 1:37 PM",
        "Thursday, 26 November 2026, 1:37 PM",
        "Donnerstag, 26. November 2026, 13:37",
        "Thu, 26 Nov 2026 14:37:00 +0100",
        "1795700220",
        "2026-11-26 13:37",
    ],
)
def test_the_usual_forms_name_the_same_moment(text: str) -> None:
    assert in_utc(text) == NOON


def test_daylight_saving_is_in_the_zone() -> None:
    assert in_utc("2026-10-25 02:30 CEST") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert in_utc("2026-10-25 02:30 CET") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.text(max_size=60))
def test_any_other_text_is_no_moment_or_one_in_utc(text: str) -> None:
    found = in_utc(text)
    assert found is None or found.tzinfo is UTC
