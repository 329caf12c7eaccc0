"""Local time across changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.zones import days_begun, days_later, elapsed, lasting, localised, shown, zone_named

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 10, 24, 23, 59, tzinfo=BERLIN)  # the night before clocks are put back
SPRING = datetime(2026, 3, 28, 23, 59, tzinfo=BERLIN)  # the night before they are put forward


def test_a_day_is_a_day_of_the_calendar():
    """A day of 25 hours is one day, and one of 23 hours is one too."""
    assert timedelta(hours=25) == elapsed(DUE, days_later(DUE, 1, BERLIN))
    assert timedelta(hours=23) == elapsed(SPRING, days_later(SPRING, 1, BERLIN))
    assert 1 == days_begun(DUE, datetime(2026, 10, 25, 23, 59, tzinfo=BERLIN), BERLIN)
    assert 2 == days_begun(DUE, datetime(2026, 10, 25, 23, 59, 1, tzinfo=BERLIN), BERLIN)
    assert 1 == days_begun(SPRING, datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN), BERLIN)
    assert 2 == days_begun(SPRING, SPRING.astimezone(UTC) + timedelta(hours=24), BERLIN)


def test_an_offset_counts_in_the_courses_calendar():
    """A due time written with an offset is moved by the course's clock, not by its offset."""
    due = datetime.fromisoformat("2026-10-24T23:59:00+02:00")

    assert "Sun 2026-10-25 23:59 CET" == shown(days_later(due, 1, BERLIN), BERLIN)


@pytest.mark.parametrize("days", [0, 1, 2, 3, 30, 400])
def test_days_begun_undo_days_later(days):
    """The last moment of a day is that day's, a second later is the next one's."""
    end = days_later(DUE, days, BERLIN)

    assert days == days_begun(DUE, end, BERLIN)
    assert days + 1 == days_begun(DUE, end.astimezone(UTC) + timedelta(seconds=1), BERLIN)


def test_before_is_no_day():
    """What is in time has begun no day."""
    assert 0 == days_begun(DUE, DUE, BERLIN)
    assert 0 == days_begun(DUE, DUE.astimezone(UTC) - timedelta(days=40), BERLIN)


def test_times_that_are_not_or_twice_are_refused():
    """A wall clock's reading must mean one moment."""
    assert timedelta(hours=2) == localised(datetime(2026, 7, 1, 2, 30), BERLIN).utcoffset()
    with pytest.raises(ValueError, match="is no time in Europe/Berlin"):
        localised(datetime(2026, 3, 29, 2, 30), BERLIN)
    with pytest.raises(
        ValueError, match=r"comes twice .* 2026-10-25T02:30:00\+02:00 or 2026-10-25T02:30:00\+01:00"
    ):
        localised(datetime(2026, 10, 25, 2, 30), BERLIN)


def test_zones_have_names():
    """A name no zone has is answered with the nearest."""
    assert zone_named("Europe/Berlin") == BERLIN
    with pytest.raises(ValueError, match="Europe/Berlin"):
        zone_named("Europe/Berln")


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (timedelta(milliseconds=1), "1 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=26), "26 min"),
        (timedelta(days=1, hours=2), "1 d 2 h"),
        (timedelta(days=2, hours=3, minutes=4, seconds=5), "2 d 3 h 4 min"),
    ],
)
def test_lengths_of_time_read_well(time, text):
    """Days, hours and minutes; seconds only below a minute."""
    assert text == lasting(time)
