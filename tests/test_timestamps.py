"""The time a submission was handed in, as nbgrader writes and reads it."""

from datetime import UTC, datetime

import pytest

from autograder.timestamps import parse_timestamp

NOON = datetime(2015, 2, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2015-02-02 12:00:00.000000 UTC\n",
        "2015-02-02 04:00:00 America/Los_Angeles",
        "2015-02-02 12:00:00",
        "2015-02-02T12:00",
        "2015-02-02T12:00:00Z",
        "2015-02-02T13:00:00+01:00",
        "2015-02-02 13:00:00 +0100",
    ],
)
def test_times_are_utc(text):
    """The format of nbgrader, ISO 8601 and a time without a zone all become the same moment."""
    assert NOON == parse_timestamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2015-02-30 12:00:00",
        "2015-02-02 12:00:00 Mars/Olympus",
        "2015-02-02 12:00:00 ../../etc/passwd",
        "2015-02-02 12:00:00 UTC and more",
        "0001-01-01 00:00:00 +2300",
        "9999-12-31 23:59:59 America/Los_Angeles",
        "2015-02-02 12:00:00 \0",
        "٢٠١٥-02-02 12:00:00",
    ],
)
def test_unreadable_times_are_none(text):
    """What is no time gives None, never an error."""
    assert parse_timestamp(text) is None


def test_agrees_with_nbgrader():
    """The same moment is read by nbgrader from its own formats."""
    utils = pytest.importorskip("nbgrader.utils")
    for text in (
        "2015-02-02 14:58:23.948203 America/Los_Angeles",
        "2015-07-02 14:58:23.9 UTC",
        "2015-02-02 14:58:23",
    ):
        assert utils.parse_utc(text) == parse_timestamp(text).replace(tzinfo=None)
