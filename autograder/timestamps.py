"""The time in nbgrader's ``timestamp.txt``, read as nbgrader reads it."""

import re
import zoneinfo
from datetime import UTC, datetime

_NBGRADER = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(\S*)")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d|Z")


def parse_timestamp(text: str) -> datetime | None:
    """Return a time in UTC, or None if the text cannot be read.

    Accepted are nbgrader's ``2015-02-02 14:58:23.948203 America/Los_Angeles`` and ISO 8601. A time without a
    zone is UTC, as in nbgrader.
    """
    found = _NBGRADER.fullmatch(text.strip())
    if found is None:
        return None
    day, clock, zone = found.groups()
    try:
        if not zone or zone in ("UTC", "GMT"):
            return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)
        if _OFFSET.fullmatch(zone):
            return datetime.fromisoformat(f"{day}T{clock}{zone}").astimezone(UTC)
        local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zoneinfo.ZoneInfo(zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None
