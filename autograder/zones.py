"""Local time: what a clock on the wall says in the course's time zone, across changes of the clock.

A day of an extension or of lateness is a day on the calendar: from 23:59 to 23:59, even where it lasts 23 or
25 hours. Python ignores changes of the clock between two times of one zone, so differences are taken in UTC.
"""

import difflib
import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)


def zone_named(name: str) -> tzinfo | None:
    """Return a time zone; None where Python has no time zones at all (Windows without ``tzdata``).

    Raises
    ------
    ValueError
        For a name no zone has; its text is the nearest name.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        known = zoneinfo.available_timezones()
    if name in ("UTC", "GMT"):
        return UTC
    if not known:
        return None
    raise ValueError((difflib.get_close_matches(name, known, n=1) or ["Europe/Berlin"])[0])


def localised(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which a clock in `zone` shows `wall`, a time without a zone.

    Raises
    ------
    ValueError
        With the rest of a sentence, when no clock shows that time, or every clock shows it twice.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise ValueError(f"is no time in {zone}: clocks are put forward over it; choose another time")
    raise ValueError(
        f"comes twice in {zone}, where clocks are put back over it; add an offset, as in "
        f"{first.isoformat()} or {second.isoformat()}"
    )


def days_later(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """Return the moment at which a clock in `zone` shows the same time of day, `days` days later.

    Where that time does not exist or exists twice, the later of the two readings is meant.
    """
    wall = moment.astimezone(zone).replace(tzinfo=None) + days * _DAY
    readings = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return max(readings, key=lambda one: one.astimezone(UTC))


def days_begun(start: datetime, end: datetime, zone: tzinfo) -> int:
    """Count the days of the calendar begun after `start` and before `end`: 0 when `end` is not after it."""
    start_utc, end_utc = start.astimezone(UTC), end.astimezone(UTC)
    if end_utc <= start_utc:
        return 0
    days = max(0, (end_utc - start_utc) // _DAY - 1)
    while days_later(start, days, zone).astimezone(UTC) < end_utc:
        days += 1
    return days


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return how much time passes from `start` to `end`, whatever their zones."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def shown(moment: datetime, zone: tzinfo) -> str:
    """Write a moment for people: ``Mon 2026-10-05 23:59 CEST``."""
    local = moment.astimezone(zone)
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    seconds = f":{local:%S}" if local.second else ""
    return f"{days[local.weekday()]} {local:%Y-%m-%d %H:%M}{seconds} {local.tzname()}"


def lasting(time: timedelta) -> str:
    """Write a positive length of time for people: ``2 d 3 h``, ``26 min``, ``40 s``."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return f"{max(1, seconds)} s"
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    parts = [f"{days} d" * bool(days), f"{hours} h" * bool(hours), f"{minutes} min" * bool(minutes)]
    return " ".join([part for part in parts if part][:3])
